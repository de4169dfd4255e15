"""How long, what unasked, what may be aborted: by table and by shape."""

from __future__ import annotations

import pytest

from app.modem.manners import GENERIC, Meaning


@pytest.mark.parametrize(
    ("line", "command", "meaning"),
    [
        ("+CSQ: 20,99", "AT+CSQ", Meaning.REPLY),
        ("EG25", "AT+CGMM", Meaning.REPLY),
        ("+SOMETHING: 1", "AT+CSQ", Meaning.REPLY),
        ("RING", "AT+CSQ", Meaning.UNASKED),
        ("+CGEV: NW DETACH", "AT+CSQ", Meaning.UNASKED),
        ("$GPRMC,1", "AT+CSQ", Meaning.UNASKED),
        ("+CREG: 1", "AT+CSQ", Meaning.UNASKED),
        ("+CREG: 1", "AT+CREG?", Meaning.EITHER),
        ("+CREG: 0,1", "AT+CREG?", Meaning.REPLY),
        ('+CREG: 1,"1A2B","00C80BC9"', "AT+CREG?", Meaning.UNASKED),
        ("+CREG: 1", "AT+CREG=2", Meaning.UNASKED),
        ("+CFUN: 1", "AT+CFUN?", Meaning.REPLY),
        ("+CFUN: 1", "AT+CFUN=1", Meaning.UNASKED),
        ("+CPIN: READY", 'AT+CPIN="1234"', Meaning.UNASKED),
        ("PB DONE", "AT+CSQ", Meaning.UNASKED),
    ],
)
def test_meaning(line: str, command: str, meaning: Meaning) -> None:
    assert GENERIC.meaning(line, command) is meaning


def test_a_reply_may_have_other_prefixes() -> None:
    manners = GENERIC.plus(unasked={"+NEWS"}, belonging={"+ASK": frozenset({"+NEWS"})})
    assert manners.meaning("+NEWS: 1", "AT+ASK?") is Meaning.REPLY
    assert manners.meaning("+NEWS: 1", "AT+CSQ") is Meaning.UNASKED


def test_plus_adds_and_overrides() -> None:
    manners = GENERIC.plus(limits_s={"+COPS=?": 400, "+X": 7}, quiet_ms={"+X": 150}, abortable={"+X"})
    assert (manners.limit_s("AT+COPS=?"), manners.limit_s("AT+COPS?"), manners.limit_s("AT+X=1")) == (
        400,
        5,
        7,
    )
    assert manners.quiet_ns("AT+X") == 150_000_000 and GENERIC.quiet_ns("AT+X") == 0
    assert manners.may_abort("AT+X") and not GENERIC.may_abort("AT+X")


@pytest.mark.parametrize("line", ["RDY", "*ATREADY: 1", "^SYSSTART", "^SYSSTART AIRPLANE MODE", "Modem:SIM"])
def test_started(line: str) -> None:
    assert GENERIC.has_started(line)


@pytest.mark.parametrize("line", ["READYING", "+CPIN: READY", "OK", "APP RDY"])
def test_not_started(line: str) -> None:
    assert not GENERIC.has_started(line)
