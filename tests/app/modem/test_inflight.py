"""What counts as echo, and what a pending command becomes."""

from __future__ import annotations

import pytest

from app.modem.inflight import Pending, Request, exchange, is_echo, unsent


@pytest.mark.parametrize(
    ("text", "first", "echo"),
    [
        ("AT+CSQ", True, True),
        ("AT+CSQ", False, True),
        ("+CSQ", True, True),
        ("+CSQ", False, False),
        ("??AT+CSQ", True, True),
        ("Q", True, False),
        ("OK", True, False),
        ("+CSQ: 20,99", True, False),
    ],
)
def test_echo(text: str, first: bool, echo: bool) -> None:
    assert is_echo(text, "AT+CSQ", first=first) is echo


def test_without_a_final_the_exchange_ends_now_and_is_not_ok() -> None:
    pending = Pending(Request(1, 'AT+CPIN="1234"', 5), sent_ns=1_000_000, deadline_ns=9)
    ended = exchange(pending, 3_500_000)
    assert (ended.final, ended.ok, ended.duration_ms) == ("", False, 2.5)
    assert "1234" not in ended.command


def test_a_command_that_was_never_sent_took_no_time() -> None:
    assert unsent(Request(1, "AT", 5), 7).duration_ms == 0
