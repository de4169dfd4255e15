"""What commands do: the harmless ones are known, everything else counts as a change."""

from __future__ import annotations

import pytest

from app.modem.dialects import DIALECTS
from app.modem.effects import Effect, effect_of


@pytest.mark.parametrize(
    ("command", "effect"),
    [
        ("AT", Effect.READS),
        ("ATI", Effect.READS),
        ("AT+CSQ", Effect.READS),
        ("at+cereg?", Effect.READS),
        ("AT+COPS?", Effect.READS),
        ("AT+CGCONTRDP=1", Effect.READS),
        ('AT+QENG="servingcell"', Effect.READS),
        ('AT+QCFG="usbnet"', Effect.READS),
        ("AT+CRSM=176,12258,0,0,10", Effect.READS),
        ('AT+CSIM=10,"0020000100"', Effect.READS),
        ('AT+CLCK="SC",2', Effect.READS),
        ("AT+CGDCONT=?", Effect.READS),
        ("ATE0", Effect.SETS),
        ("AT+CMEE=1", Effect.SETS),
        ("AT+COPS=3,2;+COPS?", Effect.SETS),
        ("AT+COPS=?", Effect.DISTURBS),
        ("AT+COPS=0", Effect.DISTURBS),
        ("AT+COPS", Effect.DISTURBS),
        ("AT+CFUN=1,1", Effect.DISTURBS),
        ("AT+CGACT=0,1", Effect.DISTURBS),
        ("ATD*99#", Effect.DISTURBS),
        ("ATZ", Effect.STORES),
        ("AT&F", Effect.STORES),
        ("AT+CPIN=1234", Effect.STORES),
        ('AT+CSIM=26,"0020000108313233340000FFFF"', Effect.STORES),
        ("AT+CRSM=214,28486,0,0,1,00", Effect.STORES),
        ('AT+CLCK="SC",1,"1234"', Effect.STORES),
        ('AT+CGDCONT=1,"IP","x"', Effect.STORES),
        ('AT+QCFG="usbnet",1', Effect.STORES),
        ("AT+NEVERHEARDOF=1", Effect.STORES),
        ("AT+CSQ;&F", Effect.STORES),
        ("", Effect.READS),
    ],
)
def test_the_effect_of_a_command(command: str, effect: Effect) -> None:
    assert effect_of(command) is effect


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_no_question_of_any_dialect_changes_the_modem(dialect: object) -> None:
    for asking in dialect.askings():  # type: ignore[attr-defined]
        for command in (asking.command, asking.before):
            assert command is None or effect_of(command).is_harmless, command
    for setting in dialect.borrowed:  # type: ignore[attr-defined]
        assert all(effect_of(command) is Effect.SETS for command in setting.write)
