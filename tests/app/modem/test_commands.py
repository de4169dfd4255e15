"""What a command line asks."""

from __future__ import annotations

import pytest

from app.modem.commands import Kind, Part, parts


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("AT", [Part("", Kind.RUN)]),
        ("ATI", [Part("I", Kind.RUN)]),
        ("ATE0", [Part("E", Kind.RUN)]),
        ("at+cops?", [Part("+COPS", Kind.READ)]),
        ("AT+COPS=?", [Part("+COPS", Kind.TEST)]),
        ("AT+COPS = ?", [Part("+COPS", Kind.TEST)]),
        ("AT+CFUN=1,1", [Part("+CFUN", Kind.SET)]),
        ("AT+CSQ", [Part("+CSQ", Kind.RUN)]),
        ("AT+COPS=3,2;+COPS?", [Part("+COPS", Kind.SET), Part("+COPS", Kind.READ)]),
        ('AT+QENG="a;b"', [Part("+QENG", Kind.SET)]),
        ("AT^HCSQ?", [Part("^HCSQ", Kind.READ)]),
        ("AT!GSTATUS?", [Part("!GSTATUS", Kind.READ)]),
        ("ATD*99#", [Part("D", Kind.RUN)]),
        ("AT&F", [Part("&F", Kind.RUN)]),
    ],
)
def test_parts(command: str, expected: list[Part]) -> None:
    assert list(parts(command)) == expected
