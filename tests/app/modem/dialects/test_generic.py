"""How the generic dialect finds the parser of a reply."""

from __future__ import annotations

from app.modem.dialects.generic import DIALECT
from app.modem.readings import Reading

parse = DIALECT.parse


def test_a_command_that_nobody_knows_is_shown_raw() -> None:
    assert parse("AT+UNKNOWN?", ["+UNKNOWN: 1"]) == Reading(unrecognised=("+UNKNOWN: 1",))


def test_a_command_is_known_by_its_name_too() -> None:
    assert parse("at+cgcontrdp=5", ['+CGCONTRDP: 5,6,"a"']).granted[0].cid == 5
