"""MeiG: `+MENG`, which looks like Quectel's `+QENG` and is not: RSRQ has decimals, SINR may be missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.modem.dialects import generic
from app.modem.dialects.base import Asking, Dialect, Question, revised
from app.modem.manners import GENERIC
from app.modem.readings import Cell, CellRole, Duplex, Rat, Reading, Signal, Temperature
from app.modem.told import Told, completed_cell, each

_STATES = frozenset({"SEARCH", "LIMSRV", "NOCONN", "CONNECT"})
_DUPLEX = {"0": Duplex.FDD, "1": Duplex.TDD, "FDD": Duplex.FDD, "TDD": Duplex.TDD}
_WITH_SINR = 18


def engineering(lines: Sequence[str]) -> Reading:
    """`AT+MENG="servingcell"` and `="neighbourcell"` on LTE."""

    def parse(told: Told) -> Reading | None:
        kind = told.text(0).lower()
        if kind == "servingcell":
            cell = _serving(told)
        elif kind.startswith("neighbourcell"):
            cell = _neighbour(told)
        else:
            return None
        if cell is None and told.text(1).upper() == "SEARCH":
            return Reading()
        return None if cell is None else Reading(cells=(completed_cell(cell),))

    return each(lines, "+MENG", parse)


def _serving(told: Told) -> Cell | None:
    """state, LTE, duplex, MCC, MNC, cell, PCI, EARFCN, band, widths, TAC, RSRP, RSRQ, RSSI [, SINR] ..."""
    if told.text(2).upper() != "LTE" or len(told) < _WITH_SINR - 1:
        return None
    rat = Rat.LTE
    signal = Signal(rat, rssi_dbm=told.rssi(15), rsrp_dbm=told.rsrp(13, rat), rsrq_db=told.rsrq(14, rat))
    if len(told) == _WITH_SINR:
        signal = replace(signal, sinr_db=told.sinr(16))
    state = told.text(1).upper()
    return Cell(
        rat=rat,
        duplex=_DUPLEX.get(told.text(3).upper()),
        plmn=told.plmn(4, 5),
        cell_id=told.cell(6, rat),
        pci=told.pci(7, rat),
        channel=told.channel(8, rat),
        band=told.band(9, rat),
        uplink_mhz=told.lte_bandwidth_mhz(10),
        downlink_mhz=told.lte_bandwidth_mhz(11),
        tac=told.area(12, rat),
        state=state if state in _STATES else None,
        signal=signal,
    )


def _neighbour(told: Told) -> Cell | None:
    """LTE, EARFCN, PCI, RSRP, RSRQ ...: here RSRP comes first."""
    if told.text(1).upper() != "LTE" or len(told) < 6:
        return None
    rat = Rat.LTE
    return Cell(
        CellRole.NEIGHBOUR,
        rat,
        channel=told.channel(2, rat),
        pci=told.pci(3, rat),
        signal=Signal(rat, rsrp_dbm=told.rsrp(4, rat), rsrq_db=told.rsrq(5, rat)),
    )


def temperature(lines: Sequence[str]) -> Reading:
    """`AT+TEMP`: a sensor and its thousandths of a degree."""

    def parse(told: Told) -> Reading | None:
        degrees = told.number(1, -60, 150, scale=1000)
        return None if degrees is None else Reading(temperatures=(Temperature(told.text(0), degrees),))

    return each(lines, "+TEMP", parse)


DIALECT = Dialect(
    name="meig",
    title="MeiG",
    makers=r"meig.*",
    models=r"(SLM|SRM|SLT)[0-9]{3}.*",
    manners=GENERIC.plus(limits_s={"+MENG": 5}),
    questions=revised(
        generic.QUESTIONS,
        more={
            Question.CELL: ((Asking('AT+MENG="servingcell"', engineering),),),
            Question.NEIGHBOURS: ((Asking('AT+MENG="neighbourcell"', engineering),),),
            Question.TEMPERATURE: ((Asking("AT+TEMP", temperature),),),
        },
    ),
    extra=generic.EXTRA,
)
