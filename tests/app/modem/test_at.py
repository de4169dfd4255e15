"""The dialogue engine, told as plays: what we send, what the modem says and when, what follows."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.modem.at import (
    PROBE_LIMIT_BYTES,
    Aborted,
    AtEngine,
    AtFault,
    AtReason,
    Booted,
    Ended,
    Event,
    Interrupted,
    Priority,
    Prompted,
    Replied,
    Spew,
    Spewed,
    Stray,
    TimedOut,
    Urc,
    Woken,
)
from app.modem.events import Exchange
from app.modem.manners import GENERIC

MS = 1_000_000


class Play:
    """An engine on a clock that only the play moves."""

    def __init__(self, engine: AtEngine | None = None) -> None:
        self.engine = engine or AtEngine()
        self.now_ns = 0
        self.sent: list[bytes] = []
        self.events: list[Event] = []

    def ask(self, command: str, **options: object) -> int:
        ticket = self.engine.submit(command, self.now_ns, **options)  # type: ignore[arg-type]
        self._collect([])
        return ticket

    def says(self, data: str | bytes, after_ms: float = 10) -> Play:
        self.now_ns += int(after_ms * MS)
        self._collect(self.engine.receive(data.encode() if isinstance(data, str) else data, self.now_ns))
        return self

    def waits(self, ms: float) -> Play:
        """Let time pass, polling at every deadline as the owner of a port does."""
        until = self.now_ns + int(ms * MS)
        for _ in range(100):
            due = self.engine.deadline_ns()
            if due is None or due > until:
                break
            self.now_ns = max(self.now_ns, due)
            self._collect(self.engine.poll(self.now_ns))
        self.now_ns = until
        self._collect(self.engine.poll(until))
        return self

    def _collect(self, events: list[Event]) -> None:
        self.events += events
        out = self.engine.outgoing()
        if out:
            self.sent.append(out)

    def exchange(self) -> Exchange:
        (replied,) = [event for event in self.events if isinstance(event, Replied)]
        return replied.exchange


def test_reply_without_echo() -> None:
    play = Play()
    play.ask("AT+CSQ")
    play.says("\r\n+CSQ: 20,99\r\n\r\nOK\r\n", after_ms=12)
    exchange = play.exchange()
    assert play.sent == [b"AT+CSQ\r"]
    assert (exchange.lines, exchange.final, exchange.ok, exchange.duration_ms) == (
        ("+CSQ: 20,99",),
        "OK",
        True,
        12.0,
    )
    assert play.engine.echo is None


@pytest.mark.parametrize("end", ["\r\r\n", "\r\n", "\r"])
def test_echo_is_taken_out_and_noticed(end: str) -> None:
    play = Play()
    play.ask("AT+CGMR")
    play.says(f"AT+CGMR{end}EG25GGBR07A08M2G\r\n\r\nOK\r\n")
    assert play.exchange().lines == ("EG25GGBR07A08M2G",)
    assert play.engine.echo is True


def test_echo_of_a_modem_that_slept_through_the_first_characters() -> None:
    play = Play()
    play.ask("AT+CPIN?")
    play.says("\x00\xff+CPIN?\r\r\n+CPIN: READY\r\n\r\nOK\r\n".encode("latin-1"))
    assert play.exchange().lines == ("+CPIN: READY",)


def test_switching_echo_is_followed() -> None:
    play = Play()
    play.ask("ATE0")
    play.says("ATE0\r\r\nOK\r\n")
    assert play.engine.echo is False
    play.ask("ATE1")
    play.says("\r\nOK\r\n")
    assert play.engine.echo is True


@pytest.mark.parametrize(
    ("final", "ok", "cme", "cms"),
    [
        ("OK", True, None, None),
        ("ERROR", False, None, None),
        ("+CME ERROR: 10", False, 10, None),
        ("+CME ERROR:13", False, 13, None),
        ("+CME ERROR: 5847", False, 5847, None),
        ("+CME ERROR: SIM not inserted", False, 10, None),
        ("+CME ERROR: Operation Not Allowed", False, 3, None),
        ("+CME ERROR: invalid command line", False, 50, None),
        ("+CME ERROR: something of its own", False, None, None),
        ("+CMS ERROR: 310", False, None, 310),
        ("+CMS ERROR: SIM PIN required", False, None, 311),
        ("CONNECT", True, None, None),
        ("CONNECT 150000000", True, None, None),
        ("COMMAND NOT SUPPORT", False, None, None),
        ("MODEM ERROR", False, None, None),
        ("NA", False, None, None),
        ("ABORTED", False, None, None),
    ],
)
def test_every_final_ends_the_command(final: str, ok: bool, cme: int | None, cms: int | None) -> None:
    play = Play()
    play.ask("AT+X")
    play.says(f"\r\n{final}\r\n")
    exchange = play.exchange()
    assert (exchange.final, exchange.ok, exchange.cme, exchange.cms) == (final, ok, cme, cms)


@pytest.mark.parametrize("line", ["OKAY", "OK.", "ok", "ERRORS: 0", "CONNECTED", "+CME: 10", "NAME"])
def test_what_only_starts_like_a_final_is_part_of_the_reply(line: str) -> None:
    play = Play()
    play.ask("AT+X")
    play.says(f"\r\n{line}\r\nOK\r\n")
    assert play.exchange().lines == (line,)


@pytest.mark.parametrize("final", ["NO CARRIER", "BUSY", "NO ANSWER", "NO DIALTONE"])
def test_the_end_of_a_call_ends_a_dial_command_at_once(final: str) -> None:
    play = Play()
    play.ask("ATD*99#")
    play.says(f"\r\n{final}\r\n")
    assert play.exchange().final == final


def test_the_end_of_a_call_in_another_reply_is_news() -> None:
    play = Play()
    play.ask("AT+CSQ")
    play.says("\r\nNO CARRIER\r\n").says("\r\n+CSQ: 9,99\r\n\r\nOK\r\n")
    assert play.exchange().lines == ("+CSQ: 9,99",)
    assert [event.line for event in play.events if isinstance(event, Urc)] == ["NO CARRIER"]


def test_the_end_of_a_call_alone_ends_any_command_after_a_silence() -> None:
    play = Play()
    play.ask("AT+CSQ")
    play.says("\r\nNO CARRIER\r\n").waits(250)
    assert play.exchange().final == "NO CARRIER"


def test_error_wins_over_an_ok_behind_it_and_the_next_command_is_not_fooled() -> None:
    play = Play()
    play.ask("AT+CNUM")
    play.ask("AT+CSQ")
    play.says("\r\n+CME ERROR: 14\r\n\r\nOK\r\n")
    assert play.exchange().cme == 14
    assert any(isinstance(event, Stray) for event in play.events)
    assert play.sent == [b"AT+CNUM\r"]
    play.waits(30)
    assert play.sent == [b"AT+CNUM\r", b"AT+CSQ\r"]


def test_unasked_lines_inside_a_reply_are_told_apart() -> None:
    play = Play()
    play.ask("AT+CGCONTRDP=1")
    play.says('+CGEV: NW PDN ACT 1\r\n+CGCONTRDP: 1,5,"a.b"\r\n+CEREG: 1,"77B8","04CAA71F",7\r\nOK\r\n')
    assert play.exchange().lines == ('+CGCONTRDP: 1,5,"a.b"',)
    assert [event.line for event in play.events if isinstance(event, Urc)] == [
        "+CGEV: NW PDN ACT 1",
        '+CEREG: 1,"77B8","04CAA71F",7',
    ]


@pytest.mark.parametrize(
    ("unasked", "reply"),
    [
        ('+CEREG: 5,"1A2B","0A0B0C0D",7', '+CEREG: 2,5,"1A2B","0A0B0C0D",7'),
        ("+CEREG: 5,1A2B,0A0B0C0D,7", "+CEREG: 2,5,1A2B,0A0B0C0D,7"),
        ("+CEREG: 2", "+CEREG: 0,2"),
        ("+CEREG: 3,,,,,0,15", "+CEREG: 3,3,,,,0,15"),
    ],
)
@pytest.mark.parametrize("unasked_first", [True, False])
def test_a_report_with_the_prefix_of_the_reply_is_told_by_its_shape(
    unasked: str, reply: str, unasked_first: bool
) -> None:
    play = Play()
    play.ask("AT+CEREG?")
    lines = (unasked, reply) if unasked_first else (reply, unasked)
    play.says("".join(f"\r\n{line}\r\n" for line in lines) + "\r\nOK\r\n")
    assert play.exchange().lines == (reply,)
    assert [event.line for event in play.events if isinstance(event, Urc)] == [unasked]


def test_a_single_field_is_the_reply_where_nothing_better_comes() -> None:
    play = Play()
    play.ask("AT+C5GREG?")
    play.says("\r\n+C5GREG: 0\r\n\r\nOK\r\n")
    assert play.exchange().lines == ("+C5GREG: 0",)
    assert not [event for event in play.events if isinstance(event, Urc)]


def test_a_report_that_a_setting_provokes_is_not_its_reply() -> None:
    play = Play()
    play.ask("AT+CEREG=2")
    play.says('\r\n+CEREG: 1,"77B8","04CAA71F",7\r\n\r\nOK\r\n')
    assert play.exchange().lines == ()


def test_the_test_form_is_a_reply() -> None:
    play = Play()
    play.ask("AT+CEREG=?")
    play.says("\r\n+CEREG: (0-5)\r\n\r\nOK\r\n")
    assert play.exchange().lines == ("+CEREG: (0-5)",)


def test_parts_of_a_compound_command_are_all_asked_for() -> None:
    play = Play()
    play.ask("AT+COPS=3,2;+COPS?;+CFUN?")
    play.says('+COPS: 0,2,"26201",7\r\n+CFUN: 1\r\nOK\r\n')
    assert play.exchange().lines == ('+COPS: 0,2,"26201",7', "+CFUN: 1")


def test_data_after_ok_belongs_to_the_reply_when_the_manners_say_so() -> None:
    manners = GENERIC.plus(quiet_ms={"+EEMGINFO": 1000})
    play = Play(AtEngine(manners))
    play.ask("AT+EEMGINFO?")
    play.says("\r\nOK\r\n").says('+EEMLTESVC: 1120,2,"x"\r\n', after_ms=300)
    assert not [event for event in play.events if isinstance(event, Replied)]
    play.says("+CGEV: ME DETACH\r\n", after_ms=300).waits(1100)
    assert play.exchange().lines == ('+EEMLTESVC: 1120,2,"x"',)
    assert [event.line for event in play.events if isinstance(event, Urc)] == ["+CGEV: ME DETACH"]


def test_prompt_is_answered_with_the_text_given() -> None:
    play = Play()
    play.ask('AT+CMGS="123"', text=b"hello")
    play.says('AT+CMGS="123"\r\r\n> ')
    assert play.sent[-1] == b"hello\x1a"
    play.says("\r\n+CMGS: 4\r\n\r\nOK\r\n")
    assert play.exchange().lines == ("+CMGS: 4",)


def test_prompt_without_text_is_told_and_left_with_escape() -> None:
    play = Play()
    ticket = play.ask('AT+CMGS="123"', time_limit_s=2)
    play.says("\r\n>").says(" ")
    assert Prompted(ticket, play.now_ns) in play.events
    play.waits(2100)
    assert play.sent[-1] == b"\x1b"
    assert any(isinstance(event, TimedOut) for event in play.events)


def test_prompt_entered_by_hand() -> None:
    play = Play()
    ticket = play.ask("AT+CNMA")
    play.says("\r\n> ")
    assert play.engine.enter_text(ticket, b"x", play.now_ns)
    assert play.engine.outgoing() == b"x\x1a"
    assert not play.engine.enter_text(ticket, b"y", play.now_ns)


def test_restart_loses_the_command_and_asks_at_first() -> None:
    play = Play()
    first = play.ask("AT+CSQ")
    play.ask("AT+CPIN?")
    play.says("\r\nRDY\r\n")
    assert Booted("RDY", False, play.now_ns) in play.events
    assert [event.ticket for event in play.events if isinstance(event, Interrupted)] == [first]
    assert play.sent[-1] == b"AT\r"
    play.says("AT\r\r\nOK\r\n").waits(200)
    assert play.sent[-1] == b"AT+CPIN?\r"


@pytest.mark.parametrize("line", ["APP RDY", "PB DONE", "SMS DONE", "+CFUN: 1"])
def test_the_end_of_starting_is_told_but_ends_nothing(line: str) -> None:
    play = Play()
    play.ask("AT+CSQ")
    play.says(f"\r\n{line}\r\n+CSQ: 20,99\r\nOK\r\n")
    assert [event.ready for event in play.events if isinstance(event, Booted)] == [True]
    assert play.exchange().lines == ("+CSQ: 20,99",)


def test_priorities_then_order() -> None:
    play = Play()
    play.ask("AT+A", priority=Priority.POLL)
    play.ask("AT+B", priority=Priority.POLL)
    play.ask("AT+C", priority=Priority.POLL)
    play.ask("AT+D", priority=Priority.USER)
    for _ in range(4):
        play.says("\r\nOK\r\n")
    assert play.sent == [b"AT+A\r", b"AT+D\r", b"AT+B\r", b"AT+C\r"]


def test_time_limit_tells_what_came_and_the_next_command_asks_at_first() -> None:
    play = Play()
    play.ask("AT+COPS?", time_limit_s=1)
    play.ask("AT+CSQ")
    play.says("\r\n+COPS: 0\r\n").waits(1000)
    (timed_out,) = [event for event in play.events if isinstance(event, TimedOut)]
    assert (timed_out.exchange.lines, timed_out.exchange.final) == (("+COPS: 0",), "")
    assert play.sent[-1] == b"AT\r"
    # The late OK of the first command answers the AT; the AT's own comes a moment later.
    play.says("\r\nOK\r\n").says("\r\nOK\r\n", after_ms=40)
    assert play.sent[-1] == b"AT\r"
    play.waits(200)
    assert play.sent[-1] == b"AT+CSQ\r"
    play.says("\r\n+CSQ: 1,99\r\nOK\r\n")
    assert play.exchange().lines == ("+CSQ: 1,99",)


def test_a_sleeping_modem_is_woken_and_the_attempts_are_told() -> None:
    play = Play()
    play.ask("AT+CSQ", wake=True)
    play.waits(700)
    assert play.sent == [b"AT\r"] * 3
    play.says("\r\nOK\r\n")
    assert [event.attempts for event in play.events if isinstance(event, Woken)] == [3]
    play.waits(200)
    assert play.sent[-1] == b"AT+CSQ\r"


def test_a_modem_that_does_not_wake_times_out_once() -> None:
    play = Play()
    ticket = play.ask("AT+CSQ", wake=True, time_limit_s=2)
    play.waits(5000)
    assert play.sent == [b"AT\r"] * 3
    assert [(type(event), event.ticket) for event in play.events if isinstance(event, Ended)] == [
        (TimedOut, ticket)
    ]


def test_probe_gives_up_on_what_is_not_at() -> None:
    play = Play()
    play.ask("AT", attempts=3, time_limit_s=1, reply_limit_bytes=PROBE_LIMIT_BYTES)
    for _ in range(40):
        play.says("$GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M\r\n")
    assert [type(event) for event in play.events if isinstance(event, Ended)] == [Spewed]


def test_probe_repeats_at_and_swallows_the_answers_to_the_copies() -> None:
    play = Play()
    play.ask("AT", attempts=3, time_limit_s=1)
    play.ask("ATE0")
    play.waits(2500)
    assert play.sent == [b"AT\r"] * 3
    play.says("\r\nOK\r\n").says("\r\nOK\r\n\r\nOK\r\n", after_ms=20)
    assert play.sent == [b"AT\r"] * 3
    play.waits(200)
    assert play.sent[-1] == b"ATE0\r"


def test_binary_is_spew_and_bounded() -> None:
    play = Play()
    play.says(bytes(range(128, 256)) * 64)
    spew = [event for event in play.events if isinstance(event, Spew)]
    assert len(spew) == 3 and all(event.size_bytes == 2048 and len(event.sample) <= 64 for event in spew)


def test_abort_of_a_scan_sends_a_blank() -> None:
    play = Play()
    ticket = play.ask("AT+COPS=?")
    play.waits(3000)
    assert play.engine.abort(ticket, play.now_ns)
    play.waits(0)
    assert play.sent[-1] == b" "
    play.says("\r\nERROR\r\n")
    (aborted,) = [event for event in play.events if isinstance(event, Aborted)]
    assert (aborted.ticket, aborted.exchange.final) == (ticket, "ERROR")


def test_abort_that_the_modem_ignores_is_repeated_then_given_up() -> None:
    play = Play()
    ticket = play.ask("AT+COPS=?")
    assert play.engine.abort(ticket, play.now_ns)
    play.waits(5000)
    assert b"".join(play.sent) == b"AT+COPS=?\r   "
    assert [type(event) for event in play.events] == [TimedOut]


def test_abort_in_the_queue_and_of_what_cannot_be_aborted() -> None:
    play = Play()
    first = play.ask("AT+CSQ")
    second = play.ask("AT+CPIN?")
    assert not play.engine.abort(first, play.now_ns)
    assert play.engine.abort(second, play.now_ns)
    assert not play.engine.abort(99, play.now_ns)
    play.says("\r\n+CSQ: 1,99\r\nOK\r\n")
    assert play.exchange().command == "AT+CSQ"
    assert [event.ticket for event in play.events if isinstance(event, Aborted)] == [second]
    assert play.sent == [b"AT+CSQ\r"]


@pytest.mark.parametrize("command", ["", "  ", "AT\rATZ", "AT\x1b", "AT+" + "X" * 2000])
def test_a_command_that_cannot_be_sent_is_a_fault(command: str) -> None:
    with pytest.raises(AtFault) as fault:
        AtEngine().submit(command, 0)
    assert fault.value.reason is AtReason.COMMAND


def test_the_queue_is_bounded() -> None:
    engine = AtEngine()
    with pytest.raises(AtFault) as fault:
        for _ in range(300):
            engine.submit("AT", 0)
    assert fault.value.reason is AtReason.QUEUE_FULL


@pytest.mark.parametrize(
    ("command", "limit_s"),
    [("AT+CSQ", 5), ("AT+COPS?", 5), ("AT+COPS=?", 180), ("AT+CFUN=1", 15), ("AT+CSQ;+CGACT=1,1", 150)],
)
def test_each_command_has_its_limit(command: str, limit_s: float) -> None:
    play = Play()
    play.ask(command)
    assert play.engine.deadline_ns() == limit_s * 1000 * MS


TRANSCRIPT = (
    b"\x00\xffAT+CEREG?\r\r\n+CEREG: 2\r\n\r\nRING\r\n> "
    b'+CEREG: 2,5,"1A2B","0A0B0C0D",7\r\n$GPGGA,1\r\n' + b"\x80" * 3000 + b"\r\n+CME ERROR: 14\r\n\r\nOK\r\n"
)


def _events(pieces: list[bytes]) -> list[Event]:
    engine = AtEngine()
    engine.submit("AT+CEREG?", 0)
    events: list[Event] = []
    for piece in pieces:
        events += engine.receive(piece, 5 * MS)
    return events


@given(st.lists(st.integers(0, len(TRANSCRIPT)), max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_split_of_the_same_bytes_is_the_same_play(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(TRANSCRIPT)]
    pieces = [TRANSCRIPT[a:b] for a, b in pairwise(edges)]
    assert _events(pieces) == _events([TRANSCRIPT])


def test_byte_by_byte_is_the_same_play() -> None:
    events = _events([bytes([byte]) for byte in TRANSCRIPT])
    assert events == _events([TRANSCRIPT])
    (replied,) = [event for event in events if isinstance(event, Replied)]
    assert replied.exchange.lines == ('+CEREG: 2,5,"1A2B","0A0B0C0D",7',)
    assert replied.exchange.cme == 14


WORDS = st.sampled_from(
    [
        b"\r\n",
        b"OK",
        b"\r\nOK\r\n",
        b"\r\nERROR\r\n",
        b"+CME ERROR: ",
        b"RDY\r\n",
        b"> ",
        b"\xff",
        b"NO CARRIER\r\n",
    ]
)


@given(
    st.lists(
        st.tuples(st.one_of(st.binary(max_size=80), WORDS), st.integers(0, 400), st.booleans()), max_size=60
    )
)
@settings(max_examples=200, deadline=None)
def test_garbage_raises_nothing_and_each_command_ends_exactly_once(
    script: list[tuple[bytes, int, bool]],
) -> None:
    play = Play()
    tickets = [play.ask("AT+CSQ", time_limit_s=2)]
    for data, after_ms, ask in script:
        play.says(data, after_ms)
        if ask:
            tickets.append(play.ask("AT+CEREG?", time_limit_s=1))
    for _ in tickets:
        play.waits(5000)
    ended = [event.ticket for event in play.events if isinstance(event, Ended)]
    assert sorted(ended) == tickets
    assert play.engine.idle and play.engine.deadline_ns() is None
