"""Which command a value came from, also where several commands tell it."""

from __future__ import annotations

from app.modem.dialects import dialect_for
from app.modem.dialects.generic import DIALECT as GENERIC
from app.modem.events import Exchange
from app.modem.origins import Origins, told_by
from app.modem.readings import Cell, CellRole, Reading, Signal

QUECTEL = dialect_for("Quectel", "EG25-G")
SERVING = '+QENG: "servingcell","NOCONN","LTE","FDD",262,01,4CAA71F,28,6300,20,3,3,77B8,-96,-11,-66,7,35'


def exchange(command: str, *lines: str, final: str = "OK") -> Exchange:
    return Exchange(command, lines, final, final == "OK", None, None, 0, 1)


def test_the_command_that_told_it() -> None:
    origins = Origins()
    origins.note(exchange("AT+CEREG?", '+CEREG: 2,1,"77B8","04CAA71F",7'), QUECTEL)
    origins.note(exchange("AT+QCCID", "+QCCID: 8949020000012345678"), QUECTEL)
    assert origins.of("registration.eps") == "AT+CEREG?"
    assert origins.of("sim.iccid") == "AT+QCCID"
    assert origins.of("cell.band") == ""


def test_the_preferred_command_counts_whatever_came_last() -> None:
    origins = Origins()
    origins.note(exchange('AT+QENG="servingcell"', SERVING), QUECTEL)
    origins.note(exchange("AT+QNWINFO", '+QNWINFO: "FDD LTE","26201","LTE BAND 20",6300'), QUECTEL)
    assert origins.of("cell.band") == 'AT+QENG="servingcell"'
    assert origins.of("cell.nothing", "cell.pci") == 'AT+QENG="servingcell"'


def test_errors_silence_and_foreign_commands_tell_nothing() -> None:
    origins = Origins()
    origins.note(exchange("AT+QCCID", final="ERROR"), QUECTEL)
    origins.note(exchange("AT+QCCID", "+QCCID: 8949020000012345678", final=""), QUECTEL)
    origins.note(exchange("AT+QCCID;+CIMI", "+QCCID: 8949020000012345678"), QUECTEL)
    assert origins.of("sim.iccid") == ""


def test_what_was_learned_before_the_family_was_known_stays() -> None:
    origins = Origins()
    origins.note(exchange("AT+CGMR", "EG25GGBR07A08M2G"), GENERIC)
    origins.note(exchange("AT+CPIN?", "+CPIN: READY"), QUECTEL)
    assert origins.of("identity.revision") == "AT+CGMR"
    origins.forget()
    assert origins.of("identity.revision") == ""


def test_groups_have_one_name() -> None:
    reading = Reading(cells=(Cell(role=CellRole.NEIGHBOUR, pci=1, signal=Signal(rsrp_dbm=-100)),))
    assert told_by(reading) == {"neighbours"}
