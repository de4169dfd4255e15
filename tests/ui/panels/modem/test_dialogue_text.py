"""Lines of the console: stamped, masked, one a line."""

from __future__ import annotations

from app.core.clock import Clock
from tests.ui.panels.modem.readings import ICCID, exchange
from ui.panels.modem.dialogue_text import STAMP_LENGTH, exchange_lines, note_line, stamp, unasked_line

CLOCK = Clock.start()


def test_an_exchange_line_by_line_with_its_time() -> None:
    sent_ns = CLOCK.anchor_ns
    lines = exchange_lines(exchange("AT+CSQ", "+CSQ: 20,99", sent_ns=sent_ns), CLOCK)
    assert [line[STAMP_LENGTH + 1 :] for line in lines] == ["> AT+CSQ", "< +CSQ: 20,99", "< OK  (13 ms)"]
    assert lines[0][:STAMP_LENGTH] == stamp(CLOCK, sent_ns)


def test_identities_are_masked() -> None:
    lines = exchange_lines(exchange("AT+QCCID", f"+QCCID: {ICCID}"), CLOCK)
    assert ICCID not in "".join(lines)
    assert lines[1].endswith("5678")


def test_silence_is_said() -> None:
    assert "no final result" in exchange_lines(exchange("AT+COPS?", final=""), CLOCK)[-1]


def test_a_line_stays_one_line() -> None:
    assert "\n" not in unasked_line("+CMT: a\r\nb\x00", 0, CLOCK)
    assert note_line("x", 0, CLOCK)[STAMP_LENGTH + 1] == "·"
