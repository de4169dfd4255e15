"""Cinterion, Thales, Gemalto: EHS, ELS, PLS, EXS; `^SMONI`, where numbers are plain dBm and dB."""

from __future__ import annotations

from collections.abc import Sequence

from app.modem.dialects import generic
from app.modem.dialects.base import Asking, Dialect, Question, revised
from app.modem.manners import GENERIC
from app.modem.readings import Cell, Rat, Reading, Signal, SimCard
from app.modem.told import Told, completed_cell, each

_STATES = ("SEARCH", "NOCONN", "LIMSRV", "CONN")


def monitor(lines: Sequence[str]) -> Reading:
    """`AT^SMONI`: by the first field 2G, 3G or 4G (also `CAT-M1` and `NB-IoT`); `4G,SEARCH` has no cell."""

    def parse(told: Told) -> Reading | None:
        kind = told.text(0).upper()
        if len(told) == 2 and told.text(1).upper() == "SEARCH":
            return Reading()
        if kind == "4G":
            cell = _lte(told, Rat.LTE)
        elif kind in ("CAT-M1", "CAT.M1"):
            cell = _lte(told, Rat.LTE_M)
        elif kind in ("NB-IOT", "CAT.NB1", "CAT-NB1"):
            cell = _lte(told, Rat.NB_IOT)
        elif kind == "3G":
            cell = _umts(told)
        elif kind == "2G":
            cell = _gsm(told)
        else:
            return None
        return None if cell is None else Reading(cells=(completed_cell(cell),))

    return each(lines, "^SMONI", parse)


def _lte(told: Told, rat: Rat) -> Cell | None:
    """EARFCN, band, widths down and up in MHz, duplex, MCC, MNC, TAC, cell, PCI, level, RSRP, RSRQ, state.

    The figure before RSRP is srxlev, or while connected the transmission power; it is left alone.
    """
    if len(told) < 14:
        return None
    return Cell(
        rat=rat,
        channel=told.channel(1, rat),
        band=told.band(2, rat),
        downlink_mhz=told.number(3, 0.1, 20),
        uplink_mhz=told.number(4, 0.1, 20),
        duplex=told.duplex(5),
        plmn=told.plmn(6, 7),
        tac=told.area(8, rat),
        cell_id=told.cell(9, rat),
        pci=told.pci(10, rat),
        state=_state(told),
        signal=Signal(rat, rsrp_dbm=told.rsrp(12, rat), rsrq_db=told.rsrq(13, rat)),
    )


def _umts(told: Told) -> Cell | None:
    """UARFCN, PSC, EC/n0, RSCP, MCC, MNC, LAC, cell ..."""
    if len(told) < 9:
        return None
    return Cell(
        rat=Rat.UMTS,
        channel=told.channel(1, Rat.UMTS),
        pci=told.whole(2, 0, 511),
        plmn=told.plmn(5, 6),
        tac=told.area(7),
        cell_id=told.cell(8, Rat.UMTS),
        state=_state(told),
        signal=Signal(Rat.UMTS, ecio_db=told.number(3, -33, 0), rscp_dbm=told.number(4, -125, -20)),
    )


def _gsm(told: Told) -> Cell | None:
    """ARFCN, BCCH level, MCC, MNC, LAC, cell ..."""
    if len(told) < 7:
        return None
    return Cell(
        rat=Rat.GSM,
        channel=told.channel(1, Rat.GSM),
        plmn=told.plmn(3, 4),
        tac=told.area(5),
        cell_id=told.cell(6, Rat.GSM),
        state=_state(told),
        signal=Signal(Rat.GSM, rssi_dbm=told.rssi(2)),
    )


def _state(told: Told) -> str | None:
    text = told.text(-1).upper()
    return text if text in _STATES else None


def tries_left(lines: Sequence[str]) -> Reading:
    """`AT^SPIC="SC"`."""
    return each(lines, "^SPIC", lambda told: Reading(sim=SimCard(pin_tries_left=told.whole(0, 0, 15))))


DIALECT = Dialect(
    name="cinterion",
    title="Cinterion (Thales, Telit)",
    makers=r"(cinterion|gemalto|thales|siemens).*",
    models=r"(EHS|ELS|PLS|EXS|TX|PDS|PHS|BGS|EMS|MV31|AGS|ALS)[0-9]{1,3}.*",
    narrow_models=r"(EMS|EXS|TX)[0-9].*",
    manners=GENERIC.plus(
        unasked={"^SIS", "^SISR", "^SISW", "^SBC", "^SCTM_B", "^SLCC"},
        started={"^SYSSTART*", "^SYSLOADING*"},
        ready={"+PBREADY"},
        limits_s={"^SMONI": 5, "^SMONP": 10, "^SICA=": 150},
    ),
    questions=revised(
        generic.QUESTIONS,
        better={"AT+CPINR": (Asking('AT^SPIC="SC"', tries_left),)},
        more={Question.CELL: ((Asking("AT^SMONI", monitor),),)},
    ),
    extra=generic.EXTRA,
)
