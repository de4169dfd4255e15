"""Fields as quantities: absent is no fault, impossible is noted."""

from __future__ import annotations

import pytest

from app.modem.readings import Cell, Duplex, Rat, Reading, Signal
from app.modem.told import LINES_LIMIT, Told, band_text, completed_cell, each, plmn_of


def told(*fields: str) -> Told:
    return Told("+X: " + ",".join(fields))


@pytest.mark.parametrize("text", ["", "-", "--", "N/A", "-32768", "32767"])
def test_absent_is_no_fault(text: str) -> None:
    line = told(text)
    assert line.rsrp(0) is None and line.sinr(0) is None and line.rssi(5) is None
    assert not line.impossible


@pytest.mark.parametrize(
    ("text", "rat", "value"),
    [
        ("-96", Rat.LTE, -96),
        ("-140", Rat.LTE, -140),
        ("-141", Rat.LTE, None),
        ("-150", Rat.NB_IOT, -150),
        ("-35", Rat.NR, -35),
        ("-35", Rat.LTE, None),
        ("6300", Rat.LTE, None),
        ("12", None, None),
    ],
)
def test_rsrp_by_technology(text: str, rat: Rat | None, value: float | None) -> None:
    line = told(text)
    assert line.rsrp(0, rat) == value
    assert line.impossible is (value is None)


def test_indices_are_lower_bounds_and_0_is_below_the_scale() -> None:
    line = told("45", "0", "255", "98")
    assert line.index_level(0, 97, 1, -141) == -96
    assert line.index_level(1, 97, 1, -141) is None
    assert line.index_level(2, 97, 1, -141) is None
    assert not line.impossible
    assert line.index_level(3, 97, 1, -141) is None and line.impossible


@pytest.mark.parametrize("text", ["FFFE", "FFFF", "0000", "FFFFFFF"])
def test_reserved_areas_are_none(text: str) -> None:
    line = told(text)
    assert line.area(0, Rat.LTE) is None and not line.impossible


def test_identities() -> None:
    line = told("77b8", "4caa71f", "0x1C", "80389919", "FFFFFFF", "123456789")
    assert (line.area(0), line.cell(1), line.pci(2, base=16), line.cell(3, base=10)) == (
        "77B8",
        "04CAA71F",
        28,
        "04CAA71F",
    )
    assert line.cell(4) is None and not line.impossible
    assert line.cell(5) is None and line.impossible  # 36 bits are no LTE cell


@pytest.mark.parametrize(
    ("mcc", "mnc", "plmn"),
    [
        ("262", "01", "26201"),
        ("262", "1", "26201"),
        ("310", "410", "310410"),
        ("fff", "fff", None),
        ("", "", None),
    ],
)
def test_plmn(mcc: str, mnc: str, plmn: str | None) -> None:
    assert told(mcc, mnc).plmn(0, 1) == plmn


def test_what_is_no_plmn() -> None:
    assert plmn_of("86201") is None and plmn_of("2620") is None and plmn_of("٢٦٢٠١") is None


def test_bands() -> None:
    assert (band_text(20, Rat.LTE), band_text(78, Rat.NR), band_text(900, Rat.GSM)) == ("B20", "n78", "900")
    assert band_text(200, Rat.LTE) is None and band_text(200, Rat.NR) is None


def test_band_and_duplex_follow_from_the_channel() -> None:
    cell = completed_cell(Cell(rat=Rat.LTE, channel=38750))
    assert (cell.band, cell.duplex) == ("B40", Duplex.TDD)
    assert completed_cell(Cell(rat=Rat.NR, band="n78")).duplex is Duplex.TDD
    assert completed_cell(Cell(rat=Rat.GSM, channel=71)) == Cell(rat=Rat.GSM, channel=71)


def test_each_keeps_what_it_cannot_read() -> None:
    def parse(line: Told) -> Reading | None:
        return Reading(signal=Signal(rssi_dbm=line.rssi(0))) if len(line) == 1 else None

    reading = each(["+X: -80", "+X: 1,2", "+Y: -80", "+X: 99"], "+X", parse)
    assert reading.signal == Signal(rssi_dbm=-80)
    assert reading.unrecognised == ("+X: 1,2", "+Y: -80", "+X: 99")
    many = each(["+X: -80"] * (LINES_LIMIT + 3), "+X", parse)
    assert many.unrecognised == ("+X: -80",) * 3
