"""Kept replies, read with the engine of a live modem."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.modem.at import AtFault
from app.modem.dialects import BY_NAME, DIALECTS, Dialect
from app.modem.transcript import dialect_named, dialect_that_knows, read_reply


def test_a_restart_in_the_text_ends_the_reply() -> None:
    kept = read_reply(BY_NAME["quectel"], "AT+CSQ", b"\r\nRDY\r\n\r\n+CSQ: 20,99\r\n\r\nOK\r\n")
    assert kept.exchange.final == "" and "RDY" in kept.unasked


def test_no_command_is_a_fault() -> None:
    with pytest.raises(AtFault):
        read_reply(BY_NAME["generic"], "\x00", b"OK")


COMMANDS = st.sampled_from(["AT+CSQ", "AT+QENG=1", "AT+COPS=?"])


@given(st.sampled_from(DIALECTS), COMMANDS, st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes_end_in_one_exchange(dialect: Dialect, command: str, text: bytes) -> None:
    kept = read_reply(dialect, command, text)
    assert kept.exchange.command == command


def test_dialects_by_name_and_by_command() -> None:
    assert dialect_named("nobody") is None
    for dialect in DIALECTS:
        assert dialect_named(dialect.name) is dialect
        assert dialect_named(dialect.title) is dialect
    assert dialect_that_knows("AT%XMONITOR").name == "nordic"
    assert dialect_that_knows("AT+COPS?").name == "generic"
