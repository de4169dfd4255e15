"""The commands that every simulated modem knows, as 27.007 writes their replies."""

from __future__ import annotations

from typing import Any

import pytest

from app.lab.modem_commands import BAD_PARAMETER, ERROR, OK, Abilities, Reply, StandardCommands
from app.lab.modem_network import CellularNetwork
from app.lab.modem_script import modem_script


def run(command: str, abilities: Abilities | None = None, **table: Any) -> Reply:
    script = modem_script({"drift_db": 0, **table})
    return StandardCommands(script, CellularNetwork(script, 0.0), abilities or Abilities()).run(command, 0.0)


@pytest.mark.parametrize(
    ("command", "lines"),
    [
        ("+CSQ", ("+CSQ: 23,99",)),
        ("+CESQ", ("+CESQ: 99,99,255,255,22,49",)),
        ("+CGATT?", ("+CGATT: 1",)),
        ("+CFUN?", ("+CFUN: 1",)),
        ("+CEREG=?", ("+CEREG: (0-2)",)),
        ("+CPINR", ('+CPINR: "SIM PIN",3,3',)),
        ('+CSIM=10,"0020000100"', ('+CSIM: 4,"63C3"',)),
        ("+CRSM=176,12258,0,0,10", ('+CRSM: 144,0,"981380009110325476F8"',)),
        ("+CGPADDR", ('+CGPADDR: 1,"10.64.3.17"',)),
        ("+CGDCONT?", ('+CGDCONT: 1,"IP","acme.private","10.64.3.17",0,0,0,0',)),
    ],
)
def test_what_they_say(command: str, lines: tuple[str, ...]) -> None:
    assert run(command) == Reply(lines)


def test_a_granted_context_in_the_three_ways_of_writing_it() -> None:
    table = {"gateway": "10.64.0.1", "dns": ["10.99.0.53", "10.99.0.54"], "mtu": 1430}
    assert run("+CGCONTRDP", **table).lines == (
        '+CGCONTRDP: 1,5,"acme.private","10.64.3.17","10.64.0.1","10.99.0.53","10.99.0.54",,,,,1430',
    )
    bare = run("+CGCONTRDP=1", Abilities(quoted_granted=False, mask_in_address=True), gateway="10.64.0.1")
    assert bare.lines == ("+CGCONTRDP: 1,5,acme.private,10.64.3.17.255.255.255.255,10.64.0.1",)
    assert run("+CGCONTRDP=2").lines == ()
    assert run("+CGCONTRDP", active=False).lines == ()


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("", OK),
        ("+CEREG=5", BAD_PARAMETER),
        ("+CMEE=7", BAD_PARAMETER),
        ("+CFUN=9", BAD_PARAMETER),
        ('+CGDCONT=1,"NONE","x"', BAD_PARAMETER),
        ("+NOSUCH", ERROR),
        ("???", ERROR),
    ],
)
def test_what_they_refuse(command: str, reply: Reply) -> None:
    assert run(command) == reply


def test_a_reject_cause_is_told_only_where_the_mode_has_it() -> None:
    script = modem_script({"registration": "denied", "emm_cause": 15})
    commands = StandardCommands(
        script, CellularNetwork(script, 0.0), Abilities(registration_modes=(0, 1, 2, 3, 4, 5))
    )
    commands.run("+CEREG=2", 0.0)
    assert commands.run("+CEREG?", 0.0).lines == ('+CEREG: 2,3,"07D2","1A2B304",7',)
    commands.run("+CEREG=3", 0.0)
    assert commands.run("+CEREG?", 0.0).lines == ('+CEREG: 3,3,"07D2","1A2B304",7,0,15',)
