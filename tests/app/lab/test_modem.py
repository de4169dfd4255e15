"""The simulated modem as a program sees it: its transports, its settings, its network, its misbehaviour."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import serial
from pydantic import ValidationError

from app.lab.modem import SimulatedModem
from app.lab.modem_dialogue import ModemDialogue
from app.lab.modem_personality import models
from app.lab.modem_script import modem_script

posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals on Windows")
KINDS = [pytest.param("pty", marks=posix), "tcp"]


class Line:
    """A serial program of the simplest kind."""

    def __init__(self, url: str) -> None:
        self.port = serial.serial_for_url(url, timeout=0.02)

    def send(self, command: str) -> None:
        self.port.write(command.encode() + b"\r")

    def until(self, condition: Callable[[bytes], bool]) -> bytes:
        data, end_s = b"", time.monotonic() + 5
        while not condition(data) and time.monotonic() < end_s:
            data += self.port.read(4096)
        return data

    def ask(self, command: str) -> list[str]:
        self.send(command)
        data = self.until(lambda data: data.endswith((b"OK\r\n", b"ERROR\r\n")) or b"+CME ERROR" in data)
        return [line for line in data.decode().replace("\r", "\n").split("\n") if line]


def talk(table: dict[str, Any], *commands: str) -> list[list[str]]:
    """Each command's lines, echo switched off, without any transport."""
    script = modem_script({"reply_delay_ms": 0, **table})
    dialogue = ModemDialogue(script, 0.0)
    dialogue.receive(b"ATE0\r", 0.0)
    said = []
    for number, command in enumerate(commands, 1):
        pieces = dialogue.receive(command.encode() + b"\r", float(number))
        text = b"".join(piece.data for piece in pieces).decode()
        said.append([line for line in text.split("\r\n") if line])
    return said


@pytest.fixture(params=KINDS)
def line(request: pytest.FixtureRequest) -> Iterator[Line]:
    with SimulatedModem(modem_script({"reply_delay_ms": 1}), transport=request.param) as modem:
        opened = Line(modem.url)
        yield opened
        opened.port.close()


def test_it_answers_over_a_real_transport_with_echo_until_that_is_switched_off(line: Line) -> None:
    line.send("AT")
    assert line.until(lambda data: data.endswith(b"OK\r\n")) == b"AT\r\r\nOK\r\n"
    line.ask("ATE0")
    line.send("AT")
    assert line.until(lambda data: data.endswith(b"OK\r\n")) == b"\r\nOK\r\n"


def test_a_second_program_may_come_after_the_first_and_finds_the_settings_as_they_are(line: Line) -> None:
    line.ask("ATE0")
    line.ask("AT+CMEE=1")
    line.port.close()
    second = Line(line.port.port)
    assert second.ask("AT+CMEE?") == ["+CMEE: 1", "OK"]
    second.port.close()


@pytest.mark.parametrize("kind", KINDS)
def test_it_vanishes_on_command_and_when_pulled_out(kind: str) -> None:
    with SimulatedModem(modem_script({}), transport=kind) as modem:
        opened = Line(modem.url)
        modem.vanish()
        with pytest.raises(serial.SerialException):
            for _ in range(200):
                opened.port.read(1)
        connection = getattr(opened.port, "_socket", None)
        opened.port.close()
        if connection is not None:
            connection.close()  # pyserial leaves it open when the other end has gone first


def test_replies_take_the_time_the_script_says() -> None:
    script = modem_script({"reply_delay_ms": 40})
    dialogue = ModemDialogue(script, 0.0)
    pieces = dialogue.receive(b"AT\r", 0.0)
    assert 0.030 <= pieces[-1].at_s <= 0.050
    later = dialogue.receive(b"AT\r", 0.0)
    assert later[-1].at_s > pieces[-1].at_s  # one after the other, as a modem does


def test_the_same_script_plays_the_same_way_twice() -> None:
    def play() -> list[Any]:
        dialogue = ModemDialogue(modem_script({"seed": 7}), 0.0)
        return [dialogue.receive(b'AT+QENG="servingcell"\r', 10.0 * step) for step in range(20)]

    assert play() == play()


def test_errors_follow_cmee() -> None:
    bare, numbered, worded = (talk({"sim": "missing"}, f"AT+CMEE={mode}", "AT+CPIN?")[1] for mode in range(3))
    assert (bare, numbered, worded) == (["ERROR"], ["+CME ERROR: 10"], ["+CME ERROR: SIM not inserted"])


def test_registration_is_told_as_asked_for_and_reported_when_it_changes() -> None:
    said = talk(
        {"attach_ms": 0},
        "AT+CEREG?",
        "AT+CEREG=2",
        "AT+CEREG?",
        "AT+CFUN=4",
        "AT+CFUN=1",
        "AT",
    )
    assert said[0] == ["+CEREG: 0,1", "OK"]
    assert said[2] == ['+CEREG: 2,1,"07D2","1A2B304",7', "OK"]
    assert said[3] == ["OK", "+CEREG: 0"]
    assert said[4] == ["OK", "+CEREG: 2"]
    assert said[5][0] == '+CEREG: 1,"07D2","1A2B304",7'


def test_a_refused_apn_keeps_the_modem_out_and_says_why() -> None:
    said = talk({"registration": "denied", "emm_cause": 19, "esm_cause": 33}, "AT+CEREG?", "AT+CEER")
    assert said == [["+CEREG: 0,3", "OK"], ["+CEER: EMM cause 19, ESM cause 33", "OK"]]


SESSIONS = [{"apn": "acme.private", "address": "10.64.3.17", "granted": "acme.private.mnc008.mcc204.gprs"}]
REFUSED = {
    "registration": "denied",
    "emm_cause": 19,
    "esm_cause": 27,
    "apn_asked": "acme.privat",
    "sessions": SESSIONS,
    "attach_ms": 0,
}


@pytest.mark.parametrize("again", [("AT+CFUN=0", "AT+CFUN=1"), ("AT+CGATT=0", "AT+CGATT=1")])
def test_writing_the_right_apn_and_attaching_again_brings_the_session(again: tuple[str, str]) -> None:
    said = talk(REFUSED, 'AT+CGDCONT=1,"IP","ACME.private"', *again, "AT+CGCONTRDP=1", "AT+CEREG?")
    assert said[3] == ['+CGCONTRDP: 1,5,"acme.private.mnc008.mcc204.gprs","10.64.3.17"', "OK"]
    assert said[4] == ["+CEREG: 0,1", "OK"]


def test_writing_another_wrong_apn_leaves_it_refused() -> None:
    said = talk(REFUSED, 'AT+CGDCONT=1,"IP","other"', "AT+CFUN=0", "AT+CFUN=1", "AT+CEREG?", "AT+CEER")
    assert said[3] == ["+CEREG: 0,3", "OK"]
    assert said[4] == ["+CEER: EMM cause 19, ESM cause 27", "OK"]


def test_the_wrong_apn_takes_a_good_modem_out() -> None:
    said = talk({"attach_ms": 0}, 'AT+CGDCONT=1,"IP","typo"', "AT+CGATT=0", "AT+CGATT=1", "AT+CGPADDR=1")
    assert said[3] == ['+CGPADDR: 1,"0.0.0.0"', "OK"]


def test_an_empty_apn_gets_what_the_network_gives() -> None:
    said = talk({"attach_ms": 0}, 'AT+CGDCONT=1,"IP",""', "AT+CGATT=0", "AT+CGATT=1", "AT+CGCONTRDP=1")
    assert said[3] == ['+CGCONTRDP: 1,5,"acme.private","10.64.3.17"', "OK"]


def test_a_pin_costs_a_try_and_opens_the_card() -> None:
    table = {"sim": "pin", "pin_tries_left": 2, "attach_ms": 0}
    said = talk(
        table,
        "AT+CMEE=1",
        "AT+CPIN?",
        'AT+CPIN="0000"',
        'AT+QPINC="SC"',
        'AT+CPIN="1234"',
        "AT+CPIN?",
        "AT+CREG?",
    )
    assert said[1] == ["+CPIN: SIM PIN", "OK"]
    assert said[2] == ["+CME ERROR: 16"]
    assert said[3] == ['+QPINC: "SC",1,10', "OK"]
    assert said[5] == ["+CPIN: READY", "OK"]
    assert said[6] == ["+CREG: 0,1", "OK"]


def test_the_last_wrong_pin_locks_the_card() -> None:
    said = talk({"sim": "pin", "pin_tries_left": 1}, 'AT+CPIN="0000"', "AT+CPIN?")
    assert said[1] == ["+CPIN: SIM PUK", "OK"]


def test_levels_drift_around_the_script_and_begin_there() -> None:
    script = modem_script({"rsrp_dbm": -100, "drift_db": 6, "drift_period_s": 40})
    dialogue = ModemDialogue(script, 0.0)
    levels = [dialogue.network.levels(float(second)).rsrp_dbm for second in range(80)]
    assert levels[0] == -100
    assert -109 <= min(levels) < -104
    assert -96 < max(levels) <= -91


def test_changes_happen_at_their_time() -> None:
    table = {
        "changes": [
            {"at_s": 2.5, "pci": 7, "cell_id": "ABC", "band": 3, "earfcn": 1300},
            {"at_s": 3.5, "registration": "searching"},
        ]
    }
    said = talk(table, *['AT+QENG="servingcell"'] * 4)
    assert ",1A2B304,214,6400,20," in said[1][0]
    assert ",ABC,7,1300,3," in said[2][0]
    assert said[3][0] == '+QENG: "servingcell","SEARCH"'


def test_unasked_lines_come_once_or_again_and_again() -> None:
    script = modem_script(
        {"unasked": [{"at_s": 1, "line": "+ONCE"}, {"at_s": 2, "line": "+MORE", "every_s": 2}]}
    )
    dialogue = ModemDialogue(script, 0.0)
    said = [piece.data for second in range(8) for piece in dialogue.elapse(float(second))]
    assert said == [b"\r\n+ONCE\r\n", *[b"\r\n+MORE\r\n"] * 3]
    assert dialogue.next_due_s() == 8.0


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"behaviour": "silent"}, b""),
        ({"behaviour": "echo-only"}, b"AT\r"),
        ({"quirks": ["late-data"]}, b"AT\r\r\nOK\r\n"),
        ({"quirks": ["boot"]}, b"\r\nRDY\r\n"),
        ({"vanish_after_bytes": 2}, b"AT"),
    ],
)
def test_misbehaviour_shows(table: dict[str, Any], expected: bytes) -> None:
    pieces = ModemDialogue(modem_script(table), 0.0).receive(b"AT\r", 0.0)
    assert b"".join(piece.data for piece in pieces).startswith(expected)
    assert bool(pieces and pieces[-1].hang_up) == ("vanish_after_bytes" in table)


def test_spew_never_stops_and_garbage_answers_with_no_text() -> None:
    spewing = ModemDialogue(modem_script({"behaviour": "spew"}), 0.0)
    assert sum(len(piece.data) for piece in spewing.elapse(1.0)) > 10_000
    garbage = ModemDialogue(modem_script({"behaviour": "garbage"}), 0.0).receive(b"AT\r", 0.0)
    assert len(garbage[-1].data) == 48
    assert b"OK" not in b"".join(piece.data for piece in garbage)


def test_a_sleeping_modem_loses_the_first_command() -> None:
    dialogue = ModemDialogue(modem_script({"quirks": ["sleepy"]}), 0.0)
    assert dialogue.receive(b"AT\r", 3.0) == []
    assert b"OK" in b"".join(piece.data for piece in dialogue.receive(b"AT\r", 3.5))


def test_replies_word_for_word_go_before_everything() -> None:
    said = talk(
        {"replies": {"AT+CSQ": ["+CSQ: 11,26", "OK"], "AT+COPS?": ["+CME ERROR: 30"]}}, "AT+CSQ", "AT+COPS?"
    )
    assert said == [["+CSQ: 11,26", "OK"], ["+CME ERROR: 30"]]


def test_a_chain_of_commands_ends_at_the_first_error() -> None:
    said = talk({}, "AT+COPS=3,2;+COPS?;+NOSUCH;+CSQ")
    assert said == [['+COPS: 0,2,"20408",7', "ERROR"]]


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ({"simm": "ready"}, "simm"),
        ({"sim": "gone"}, "sim"),
        ({"address": "10.64.3"}, "address"),
        ({"rsrp_dbm": "-90"}, "rsrp_dbm"),
        ({"behaviour": "vanish"}, "vanish_after_commands"),
        ({"sim": "missing", "registration": "home"}, "registration"),
        ({"quirks": ["boot", "nothing"]}, "quirks"),
        ({"changes": [{"band": 3}]}, "at_s"),
    ],
)
def test_a_script_that_cannot_be_is_refused_by_the_key(table: dict[str, Any], key: str) -> None:
    with pytest.raises(ValidationError, match=key):
        modem_script(table)


@pytest.mark.parametrize("model", models())
def test_every_personality_fills_every_reply(model: str) -> None:
    table = {"model": model, "neighbours": [{"earfcn": 6400, "pci": 9, "rsrp_dbm": -101, "rsrq_db": -13}]}
    dialogue = ModemDialogue(modem_script(table), 0.0)
    commands = {command for reply in dialogue.person.reply for command in reply.command}
    assert commands
    for command in commands:
        pieces = dialogue.receive(command.encode() + b"\r", 1.0)
        assert pieces[-1].data.endswith((b"OK\r\n", b"ERROR\r\n")) or b"+CME ERROR" in pieces[-1].data, (
            command
        )
        assert b"{" not in b"".join(piece.data for piece in pieces)


def test_hostile_bytes_neither_stop_it_nor_grow_it() -> None:
    dialogue = ModemDialogue(modem_script({}), 0.0)
    dialogue.receive(b"\x00\xff\x1b" * 5000, 0.0)
    dialogue.receive(b"AT" + b"+" * 100_000 + b"\r", 1.0)
    pieces = dialogue.receive(b"\rAT\r", 2.0)
    assert pieces[-1].data.endswith(b"OK\r\n")
