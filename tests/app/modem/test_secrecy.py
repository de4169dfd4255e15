"""Passwords and PINs never get into an exchange."""

from __future__ import annotations

import pytest

from app.modem.at import AtEngine, Replied
from app.modem.secrecy import veil


@pytest.mark.parametrize(
    "text",
    [
        '+CGAUTH: 1,2,"field","hunter2"',
        "+CGAUTH: 1,1,field,hunter2",
        'AT+CGAUTH=1,1,"field","hunter2"',
        'AT+CGAUTH=1,1,"hunter2","field"',
        'AT+QICSGP=1,1,"acme.private","field","hunter2",1',
        'AT+CFUN?;+CGAUTH=1,1,"a;b","hunter2"',
        'AT+CPIN="hunter2"',
        'AT+CLCK="SC",1,"hunter2"',
        '+UAUTHREQ: 1,1,"field","hunter2"',
        'AT$QCPDPP=1,1,"hunter2","field"',
    ],
)
def test_secrets_are_hidden_and_the_rest_stays(text: str) -> None:
    veiled = veil(text)
    assert "hunter2" not in veiled
    assert veiled.split(",")[0].rstrip('"') == text.split(",")[0].rstrip('"') or "CPIN" in text


@pytest.mark.parametrize(
    "text",
    [
        "+CPIN: READY",
        "AT+CPIN?",
        '+CGDCONT: 1,"IP","acme.private"',
        "+CGAUTH: 1,0",
        "AT+CGAUTH=?",
        '+QICSGP: 1,"acme.private","","",0',
        "OK",
    ],
)
def test_what_holds_no_secret_is_unchanged(text: str) -> None:
    assert veil(text) == text


def test_the_engine_keeps_neither_command_nor_reply_in_clear() -> None:
    engine = AtEngine()
    engine.submit('AT+CGAUTH=1,1,"field","hunter2"', 0)
    assert b"hunter2" in engine.outgoing()
    events = engine.receive(
        b'AT+CGAUTH=1,1,"field","hunter2"\r\r\n+CGAUTH: 1,1,"field","hunter2"\r\nOK\r\n', 1
    )
    assert len(events) == 1 and isinstance(events[0], Replied)
    assert "hunter2" not in repr(events) and "field" not in repr(events)
