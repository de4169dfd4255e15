"""Quectel's QENG: layouts of facts 3.2, and the figure that the manuals get wrong."""

from __future__ import annotations

import pytest

from app.modem.dialects.quectel import DIALECT
from app.modem.readings import (
    Cell,
    CellRole,
    Duplex,
    Rat,
    Reading,
    Signal,
)

parse = DIALECT.parse
SERVING = 'AT+QENG="servingcell"'
LTE = '+QENG: "servingcell","NOCONN","LTE","FDD",262,01,4CAA71F,28,6300,20,3,3,77B8'


def test_lte() -> None:
    line = '+QENG: "servingcell","NOCONN","LTE","FDD",262,01,4CAA71F,28,6300,20,3,3,77B8,-96,-11,-66,7,35'
    assert parse(SERVING, [line]) == Reading(
        cells=(
            Cell(
                CellRole.SERVING,
                Rat.LTE,
                Duplex.FDD,
                "26201",
                "B20",
                6300,
                28,
                "04CAA71F",
                "77B8",
                10.0,
                10.0,
                "NOCONN",
                Signal(Rat.LTE, -66, -96, -11, 7),
            ),
        )
    )


def test_lte_with_cqi_and_power_and_a_blank() -> None:
    line = (
        '+QENG:"servingcell","CONNECT","LTE","TDD", 460,00,D975244,8,38400,39,5,5,24C8,'
        "-85,-10,-54,18,9,120,41"
    )
    cell = parse(SERVING, [line]).serving
    assert cell is not None
    assert (cell.plmn, cell.band, cell.duplex, cell.signal.sinr_db) == ("46000", "B39", Duplex.TDD, 18)
    assert cell.signal.tx_power_dbm == 12


@pytest.mark.parametrize(
    ("printed", "sinr_db"),
    [("7", 7), ("-5", -5), ("-20", -20), ("30", 30), ("85", -3), ("31", -13.8), ("250", 30), ("-", None)],
)
def test_sinr_is_plain_db_and_only_above_30_a_code(printed: str, sinr_db: float | None) -> None:
    line = f"{LTE},-96,-11,-66,{printed},35"
    assert parse(SERVING, [line]).level.sinr_db == sinr_db


@pytest.mark.parametrize("printed", ["-32768", "-3276"])
def test_placeholders_are_no_value_and_no_fault(printed: str) -> None:
    line = f"{LTE},-120,-18,-90,{printed},1"
    reading = parse(SERVING, [line])
    assert reading.level.sinr_db is None and reading.unrecognised == ()


@pytest.mark.parametrize(
    ("name", "rat"),
    [
        ("eMTC", Rat.LTE_M),
        ("CAT-M", Rat.LTE_M),
        ("CAT-NB", Rat.NB_IOT),
        ("NBIoT", Rat.NB_IOT),
        ("NTN NBIoT", Rat.NB_IOT),
    ],
)
def test_narrow_technologies(name: str, rat: Rat) -> None:
    line = (
        f'+QENG: "servingcell","NOCONN","{name}","FDD",262,01,4CAA71F,28,6300,20,1,1,77B8,-124,-16,-91,-5,3'
    )
    cell = parse(SERVING, [line]).serving
    assert cell is not None and cell.rat is rat
    assert (cell.signal.rsrp_dbm, cell.signal.rsrq_db, cell.signal.sinr_db) == (-124, -16, -5)


def test_en_dc() -> None:
    reading = parse(
        SERVING,
        [
            '+QENG: "servingcell","NOCONN"',
            '+QENG: "LTE","FDD",262,01,4CAA71F,28,1300,3,5,5,77B8,-96,-11,-66,7,12,-32768,35',
            '+QENG: "NR5G-NSA",262,01,500,-101,14,-11,642048,78,10,1',
        ],
    )
    lte, leg = reading.cells
    assert (lte.rat, lte.band, lte.state, lte.downlink_mhz) == (Rat.EN_DC, "B3", "NOCONN", 20)
    assert leg == Cell(
        CellRole.SECONDARY,
        Rat.NR,
        None,
        "26201",
        "n78",
        642048,
        500,
        downlink_mhz=80,
        signal=Signal(Rat.NR, rsrp_dbm=-101, rsrq_db=-11, sinr_db=14),
    )
    assert reading.unrecognised == ()


def test_nr_alone_qualcomm() -> None:
    line = (
        '+QENG: "servingcell","CONNECT","NR5G-SA","TDD",262,01,4CAA71F01,113,2F9A,642048,78,12,'
        "-88,-11,18,1,40"
    )
    cell = parse(SERVING, [line]).serving
    assert cell is not None
    assert (cell.rat, cell.cell_id, cell.tac, cell.band, cell.downlink_mhz) == (
        Rat.NR,
        "4CAA71F01",
        "002F9A",
        "n78",
        100,
    )
    assert (cell.signal.rsrp_dbm, cell.signal.rsrq_db, cell.signal.sinr_db) == (-88, -11, 18)


def test_nr_alone_unisoc_has_the_width_in_mhz() -> None:
    line = (
        '+QENG: "servingcell","CONNECT","NR5G-SA","TDD",460,01,4CAA71F01,113,2F9A,633984,78,100,-88,-11,18,'
        "-32768,40,1"
    )
    cell = parse(SERVING, [line]).serving
    assert cell is not None and cell.downlink_mhz == 100 and cell.signal.tx_power_dbm is None


def test_wcdma_and_gsm() -> None:
    wcdma = '+QENG: "servingcell","NOCONN","WCDMA",262,01,1A2B,4CAA71F,10737,131,1,-93,-5,-,-,-,-,-'
    cell = parse(SERVING, [wcdma]).serving
    assert cell is not None and (cell.signal.rscp_dbm, cell.signal.ecio_db, cell.pci) == (-93, -5, 131)
    gsm = '+QENG: "servingcell","NOCONN","GSM",262,01,1A2B,83BA,33,71,0,-61,0,40,40,1,-,-,-,-,-,-,-,-,-,"-"'
    cell = parse(SERVING, [gsm]).serving
    assert cell is not None and (cell.signal.rssi_dbm, cell.channel, cell.cell_id) == (-61, 71, "83BA")


def test_searching_has_no_cell() -> None:
    assert parse(SERVING, ['+QENG: "servingcell","SEARCH"']) == Reading()


def test_neighbours_give_rsrq_first_on_lte() -> None:
    reading = parse(
        'AT+QENG="neighbourcell"',
        [
            '+QENG: "neighbourcell intra","LTE",6300,113,-15,-101,-80,-,-,-,-,-,-',
            '+QENG: "neighbourcell inter","LTE",1300,88,-12,-105,-75,-,-,-,-,-',
            '+QENG: "neighbourcell","GSM",71,0,0,0,0,0,33,-80,10',
            '+QENG: "neighbourcell","NR",633984,114,-95,-12,10',
        ],
    )
    first, second, gsm, nr = reading.cells
    assert (first.pci, first.band, first.signal.rsrp_dbm, first.signal.rsrq_db) == (113, "B20", -101, -15)
    assert (second.pci, second.band, second.signal.rssi_dbm) == (88, "B3", -75)
    assert (gsm.rat, gsm.channel) == (Rat.GSM, 71)
    assert (nr.rat, nr.signal.rsrp_dbm, nr.signal.sinr_db) == (Rat.NR, -95, 10)
    assert all(cell.role is CellRole.NEIGHBOUR for cell in reading.cells)


def test_neighbours_seen_from_wcdma_give_rsrp_first() -> None:
    (cell,) = parse('AT+QENG="neighbourcell"', ['+QENG: "neighbourcell","LTE",6300,113,-101,-15,20']).cells
    assert (cell.signal.rsrp_dbm, cell.signal.rsrq_db) == (-101, -15)


def test_a_shifted_line_gives_no_wrong_figure() -> None:
    """One column lost: what stands where RSRP should be is an area code, and nothing is guessed."""
    line = '+QENG: "servingcell","NOCONN","LTE","FDD",262,01,4CAA71F,28,6300,20,3,3,-96,-11,-66,7,35,40'
    reading = parse(SERVING, [line])
    assert reading.level.rsrp_dbm is None and reading.unrecognised == (line,)
