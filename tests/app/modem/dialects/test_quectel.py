"""Quectel: QCSQ, QNWINFO, antennas, carriers, temperatures, card."""

from __future__ import annotations

import pytest

from app.modem.dialects.quectel import DIALECT
from app.modem.readings import (
    Antenna,
    CellRole,
    Operator,
    Rat,
    Reading,
    Signal,
    SimCard,
    Temperature,
)

parse = DIALECT.parse
SERVING = 'AT+QENG="servingcell"'
LTE = '+QENG: "servingcell","NOCONN","LTE","FDD",262,01,4CAA71F,28,6300,20,3,3,77B8'


@pytest.mark.parametrize(
    ("line", "signal"),
    [
        ('+QCSQ: "NOSERVICE"', Signal()),
        ('+QCSQ: "LTE",-66,-96,135,-11', Signal(Rat.LTE, -66, -96, -11, 7)),
        ('+QCSQ: "CAT-M1",-69,-94,146,-12', Signal(Rat.LTE_M, -69, -94, -12, 9.2)),
        ('+QCSQ: "GSM",-61', Signal(Rat.GSM, -61)),
        ('+QCSQ: "WCDMA",-61,-70,-5', Signal(Rat.UMTS, -61, rscp_dbm=-70, ecio_db=-5)),
        ('+QCSQ: "NR5G-SA",-88,18,-11', Signal(Rat.NR, rsrp_dbm=-88, sinr_db=18, rsrq_db=-11)),
    ],
)
def test_quality(line: str, signal: Signal) -> None:
    assert parse("AT+QCSQ", [line]) == Reading(signal=signal)


@pytest.mark.parametrize(
    ("line", "rat", "plmn", "band", "channel"),
    [
        ('+QNWINFO: "FDD LTE","20408","LTE BAND 20",1300', Rat.LTE, "20408", "B20", 1300),
        ('+QNWINFO: "CAT-NB1",20408,"LTE BAND 8",3740', Rat.NB_IOT, "20408", "B8", 3740),
        ('+QNWINFO: "NR5G-SA","26201","NR5G BAND 78",642048', Rat.NR, "26201", "n78", 642048),
        ('+QNWINFO: "TDD NR",46001,"NR N78",633984', Rat.NR, "46001", "n78", 633984),
        ('+QNWINFO: "EDGE","26201","GSM 900",71', Rat.GSM, "26201", "900", 71),
    ],
)
def test_network(line: str, rat: Rat, plmn: str, band: str, channel: int) -> None:
    reading = parse("AT+QNWINFO", [line])
    cell = reading.serving
    assert cell is not None and (cell.rat, cell.plmn, cell.band, cell.channel) == (rat, plmn, band, channel)
    assert reading.operator == Operator(plmn=plmn, rat=rat)


def test_no_service() -> None:
    assert parse("AT+QNWINFO", ["+QNWINFO: No Service"]) == Reading()


def test_operator_name() -> None:
    reading = parse("AT+QSPN", ['+QSPN: "Telekom.de","TDG","",0,"26201"'])
    assert reading.operator == Operator("Telekom.de", "26201")


def test_card() -> None:
    assert parse('AT+QPINC="SC"', ['+QPINC: "SC",3,10']).sim == SimCard(pin_tries_left=3, puk_tries_left=10)
    assert parse("AT+QUIMSLOT?", ["+QUIMSLOT: 1"]).sim == SimCard(slot=1)


def test_temperatures() -> None:
    assert parse("AT+QTEMP", ["+QTEMP: 47,44,255"]).temperatures == (
        Temperature("1", 47),
        Temperature("2", 44),
        Temperature("3"),
    )
    named = parse("AT+QTEMP", ['+QTEMP:"modem-lte-sub6-pa1","50"', '+QTEMP:"modem-mmw0","-273"'])
    assert named.temperatures == (Temperature("modem-lte-sub6-pa1", 50), Temperature("modem-mmw0"))


def test_antennas() -> None:
    reading = parse("AT+QRSRP?", ["+QRSRP: -96,-99,-140,-32768,LTE"]).plus(
        parse("AT+QSINR?", ["+QSINR: 7,5,-32768,-32768,LTE"])
    )
    assert reading.signal is not None
    assert reading.signal.antennas == (
        Antenna(0, rsrp_dbm=-96, sinr_db=7),
        Antenna(1, rsrp_dbm=-99, sinr_db=5),
    )


def test_carrier_aggregation() -> None:
    reading = parse(
        "AT+QCAINFO",
        [
            '+QCAINFO: "PCC",6300,50,"LTE BAND 20",1,28,-96,-11,-66,15',
            '+QCAINFO: "SCC",1300,100,"LTE BAND 3",2,88,-105,-14,-75,4,0,-,-',
            '+QCAINFO: "SCC",642048,10,"NR5G BAND 78",500',
        ],
    )
    first, second, nr = reading.cells
    assert (first.band, first.downlink_mhz, first.signal.rsrp_dbm) == ("B20", 10, -96)
    assert first.signal.sinr_db is None  # not QENG's kind of figure
    assert (second.role, second.band, second.downlink_mhz) == (CellRole.SECONDARY, "B3", 20)
    assert (nr.rat, nr.band, nr.pci, nr.downlink_mhz) == (Rat.NR, "n78", 500, 80)
