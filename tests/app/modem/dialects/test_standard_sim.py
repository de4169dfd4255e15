"""Identity and SIM as modems really write them (facts 3.1)."""

from __future__ import annotations

import pytest

from app.modem.dialects.generic import DIALECT
from app.modem.events import Exchange
from app.modem.readings import (
    Identity,
    Reading,
    SimCard,
    SimState,
)

parse = DIALECT.parse


def exchange(command: str, *lines: str, final: str = "OK", cme: int | None = None) -> Exchange:
    return Exchange(command, lines, final, final == "OK", cme, None, 0, 1)


@pytest.mark.parametrize(
    ("command", "line", "identity"),
    [
        ("AT+CGMI", "Quectel", Identity(manufacturer="Quectel")),
        ("AT+CGMM", '+CGMM: "Air724UG"', Identity(model="Air724UG")),
        ("AT+CGMR", "Revision: EG25GGBR07A08M2G", Identity(revision="EG25GGBR07A08M2G")),
        ("AT+CGMR", "+CGMR: LE20B03SIM7600M22", Identity(revision="LE20B03SIM7600M22")),
        ("AT+CGSN", "490154203237518", Identity(imei="490154203237518")),
        ("AT+CGSN", '+CGSN: "490154203237518"', Identity(imei="490154203237518")),
        ("AT+GSN", "4901542032375180", Identity(imei="490154203237518")),
    ],
)
def test_identity(command: str, line: str, identity: Identity) -> None:
    assert parse(command, [line]) == Reading(identity=identity)


def test_ati_in_both_layouts() -> None:
    labelled = [
        "Manufacturer: SIMCOM INCORPORATED",
        "Model: SIMCOM_SIM7600E",
        "Revision: X1",
        "IMEI: 490154203237518",
    ]
    assert parse("ATI", labelled).identity == Identity(
        "SIMCOM INCORPORATED", "SIMCOM_SIM7600E", "X1", "490154203237518"
    )
    assert parse("ATI", ["Quectel", "EG25", "Revision: EG25GGBR07A08M2G"]).identity == Identity(
        "Quectel", "EG25", "EG25GGBR07A08M2G"
    )


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("+CPIN: READY", SimState.READY),
        ('"SIM PIN"', SimState.PIN),
        ("+CPIN: SIM PUK", SimState.PUK),
        ("+CPIN: SIM PIN2", SimState.READY),
        ("+CPIN: PH-NET PIN", SimState.PIN),
        ("+CPIN: NOT INSERTED", SimState.MISSING),
    ],
)
def test_sim_state(line: str, state: SimState) -> None:
    sim = parse("AT+CPIN?", [line]).sim
    assert sim is not None and sim.state is state


@pytest.mark.parametrize(
    ("cme", "state"),
    [
        (10, SimState.MISSING),
        (11, SimState.PIN),
        (12, SimState.PUK),
        (13, SimState.FAILURE),
        (14, SimState.BUSY),
    ],
)
def test_sim_state_of_a_refusal(cme: int, state: SimState) -> None:
    reading = DIALECT.read(exchange("AT+CPIN?", final=f"+CME ERROR: {cme}", cme=cme))
    assert reading.sim is not None and reading.sim.state is state
    assert DIALECT.read(exchange("AT+CIMI", final="+CME ERROR: 10", cme=10)).sim is None


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("AT+CCID", "+CCID: 8931080019012345678F"),
        ("AT+ICCID", '+ICCID: "8931080019012345678"'),
        ("AT+QCCID", "+QCCID: 8931080019012345678F"),
        ("AT+CICCID", "+ICCID: 8931080019012345678"),
        ("AT#CCID", "#CCID: 8931080019012345678"),
        ("AT^ICCID?", "^ICCID: 981380009110325476F8"),
        ("AT%XICCID", "%XICCID: 8931080019012345678"),
        ("AT!ICCID?", "!ICCID: 8931080019012345678"),
        ("AT+CCID", "8931080019012345678"),
    ],
)
def test_iccid_of_every_command(command: str, line: str) -> None:
    sim = parse(command, [line]).sim
    assert sim is not None and sim.iccid == "8931080019012345678"


def test_iccid_of_the_card_file() -> None:
    reading = parse("AT+CRSM=176,12258,0,0,10", ['+CRSM: 144,0,"981380009110325476F8"'])
    assert reading == Reading(sim=SimCard(iccid="8931080019012345678"))
    assert parse("AT+CRSM=176,12258,0,0,10", ["+CRSM: 106,130"]).sim is None


def test_tries_left() -> None:
    reading = parse("AT+CPINR", ["+CPINR: SIM PIN,3,3", "+CPINR: SIM PUK,10,10", "+CPINR: SIM PIN2,0,3"])
    assert reading == Reading(sim=SimCard(pin_tries_left=3, puk_tries_left=10))


def test_imsi() -> None:
    assert parse("AT+CIMI", ["262011234567890"]) == Reading(sim=SimCard(imsi="262011234567890"))
