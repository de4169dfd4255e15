"""SIMCom: one command, three scales (facts 3.3)."""

from __future__ import annotations

import pytest

from app.modem.dialects.simcom import DIALECT
from app.modem.readings import CellRole, Duplex, Rat, Reading, Signal, SimCard, Temperature

parse = DIALECT.parse


def test_tenths_of_sim7600() -> None:
    line = "+CPSI: LTE,Online,262-01,0x77B8,80389919,28,EUTRAN-BAND20,6300,3,3,-110,-961,-664,111"
    reading = parse("AT+CPSI?", [line])
    cell = reading.serving
    assert cell is not None and reading.unrecognised == ()
    assert (cell.plmn, cell.tac, cell.cell_id, cell.band) == ("26201", "77B8", "04CAA71F", "B20")
    assert (cell.downlink_mhz, cell.duplex, cell.state) == (10, Duplex.FDD, "Online")
    assert cell.signal == Signal(Rat.LTE, -66.4, -96.1, -11, 11.1)


def test_whole_dbm_of_sim7000() -> None:
    line = "+CPSI: LTE CAT-M1,Online,262-01,0x77B8,80389919,28,EUTRAN-BAND20,6300,3,3,-11,-96,-66,10"
    cell = parse("AT+CPSI?", [line]).serving
    assert cell is not None and cell.signal == Signal(Rat.LTE_M, -66, -96, -11, 10)


def test_indices_of_a7670() -> None:
    line = "+CPSI: LTE,Online,460-11,0x5A1E,187214780,257,EUTRAN-BAND3,1850,5,5,21,47,47,20"
    cell = parse("AT+CPSI?", [line]).serving
    assert cell is not None and cell.signal == Signal(Rat.LTE, -64, -94, -9.5, 20)


@pytest.mark.parametrize(
    ("printed", "sinr_db"),
    [("10", 10), ("15", 15), ("30", 30), ("111", 11.1), ("290", 29), ("255", None), ("-3", -3)],
)
def test_the_ratio_decides_its_scale_alone(printed: str, sinr_db: float | None) -> None:
    line = f"+CPSI: LTE,Online,262-01,0x77B8,80389919,28,EUTRAN-BAND20,6300,3,3,-110,-961,-664,{printed}"
    assert parse("AT+CPSI?", [line]).level.sinr_db == sinr_db


def test_band_label_with_blanks() -> None:
    line = "+CPSI: LTE,Online,310-410,0x77B8,80389919,28,LTE BAND 2,800,5,5,-110,-961,-664,111"
    cell = parse("AT+CPSI?", [line]).serving
    assert cell is not None and cell.band == "B2"


def test_nb_iot_of_sim7080() -> None:
    line = "+CPSI: LTE NB-IOT,Online,262-01,0x77B8,80389919,28,EUTRAN-BAND8,3740,0,0,-14,-114,-100,5"
    cell = parse("AT+CPSI?", [line]).serving
    assert cell is not None and (cell.rat, cell.signal.rsrp_dbm) == (Rat.NB_IOT, -114)


def test_gsm_and_wcdma() -> None:
    gsm = "+CPSI: GSM,Online,460-00,0x182D,12401,27 EGSM 900,-64,2110,42-42"
    cell = parse("AT+CPSI?", [gsm]).serving
    assert cell is not None
    assert (cell.rat, cell.channel, cell.band, cell.signal.rssi_dbm) == (Rat.GSM, 27, "900", -64)
    wcdma = "+CPSI: WCDMA,Online,460-01,0xA809,11122855,WCDMA IMT 2000,279,10663,0,1.5,62,33,52,500"
    cell = parse("AT+CPSI?", [wcdma]).serving
    assert cell is not None
    assert (cell.rat, cell.pci, cell.channel) == (Rat.UMTS, 279, 10663)
    assert (cell.signal.rscp_dbm, cell.signal.ecio_db) == (-62, -1.5)


def test_nr_alone_gives_rsrp_first() -> None:
    line = "+CPSI: NR5G_SA,Online,262-01,0x2F9A,20533866241,113,NR5G_BAND78,642048,-880,-110,180"
    cell = parse("AT+CPSI?", [line]).serving
    assert cell is not None
    assert (cell.rat, cell.band, cell.tac) == (Rat.NR, "n78", "002F9A")
    assert (cell.signal.rsrp_dbm, cell.signal.rsrq_db, cell.signal.sinr_db) == (-88, -11, 18)


def test_en_dc_in_both_forms() -> None:
    lte = "+CPSI: LTE,Online,262-01,0x77B8,80389919,28,EUTRAN-BAND3,1300,5,5,-110,-961,-664,111"
    banded = parse("AT+CPSI?", [lte, "+CPSI: NR5G_NSA,113,NR5G_BAND78,642048,-1010,-115,140"])
    older = parse("AT+CPSI?", [lte, "+CPSI: NR5G,113,642048,-11,-101,14"])
    for reading, band, rsrq in ((banded, "n78", -11.5), (older, None, -11)):
        leg = reading.cells[1]
        assert (leg.role, leg.rat, leg.band, leg.pci) == (CellRole.SECONDARY, Rat.NR, band, 113)
        assert (leg.signal.rsrp_dbm, leg.signal.rsrq_db, leg.signal.sinr_db) == (-101, rsrq, 14)


@pytest.mark.parametrize("line", ["+CPSI: NO SERVICE,Online", "+CPSI: NOT IN EN-DC CONNECTED MODE"])
def test_no_service(line: str) -> None:
    assert parse("AT+CPSI?", [line]) == Reading()


def test_a_level_between_the_scales_is_shown_raw() -> None:
    line = "+CPSI: LTE,Online,262-01,0x77B8,80389919,28,EUTRAN-BAND20,6300,3,3,-110,-300,-664,111"
    reading = parse("AT+CPSI?", [line])
    assert reading.level.rsrp_dbm is None and reading.unrecognised == (line,)


def test_the_rest() -> None:
    cell = parse("AT+CNETCI?", ["+CNETCI: earfcn: 1850,pci: 257,rsrp: 47,rsrq: 21"])
    assert cell.signal == Signal(rsrp_dbm=-94, rsrq_db=-9.5)
    assert parse("AT+SPIC", ["+SPIC: 3,10,0,10"]).sim == SimCard(pin_tries_left=3, puk_tries_left=10)
    assert parse("AT+CPMUTEMP", ["+CPMUTEMP: 33"]).temperatures == (Temperature("pmu", 33),)
    operator = parse("AT+CNSMOD?", ["+CNSMOD: 0,8"]).operator
    assert operator is not None and operator.rat is Rat.LTE
