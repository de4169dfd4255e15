"""ASR and Unisoc chips under their own name: Luat Air724UG and Air780, Fibocom L610; `+EEMGINFO` after OK."""

from __future__ import annotations

from collections.abc import Sequence

from app.modem import fields
from app.modem.dialects import generic
from app.modem.dialects.base import Asking, Dialect, Question, revised
from app.modem.manners import GENERIC
from app.modem.readings import Cell, Rat, Reading, Signal
from app.modem.told import LINES_LIMIT, Told, completed_cell, plmn_of

_ENGINEERING = frozenset({"+EEMLTESVC", "+EEMLTEINTRA", "+EEMLTEINTER"})
_LEVELS_AT = (10, 11)  # some firmware has one more field before them


def engineering(lines: Sequence[str]) -> Reading:
    """`AT+EEMGINFO?`: the LTE serving cell's line comes behind OK; everything in it is decimal.

    MCC, length of MNC, MNC, TAC, PCI, EARFCN down and up, band, width, cell, then levels as 27.007 indices.
    MCC and MNC are the decimal value of their hex digits: 1120 is 0x460.
    """
    reading = Reading()
    raw: list[str] = []
    for line in lines[:LINES_LIMIT]:
        name = fields.prefix(line.replace(" :", ":"))
        told = Told(line.replace(" :", ":"))
        if name in ("+EEMGINFO", "+EEMLTEINTRA", "+EEMLTEINTER"):
            continue
        cell = _serving(told) if name == "+EEMLTESVC" else None
        if cell is not None:
            reading = reading.plus(Reading(cells=(completed_cell(cell),)))
        if cell is None or told.impossible:
            raw.append(line)
    return reading.plus(Reading(unrecognised=(*raw, *lines[LINES_LIMIT:])))


def _serving(told: Told) -> Cell | None:
    if len(told) < 14:
        return None
    rat = Rat.LTE
    mcc, mnc = told.whole(0, 0, 0xFFF), told.whole(2, 0, 0xFFF)
    digits = told.whole(1, 2, 3)
    plmn = None if None in (mcc, mnc, digits) else plmn_of(f"{mcc:03x}{mnc:0{digits}x}")
    told.impossible |= plmn is None
    return Cell(
        rat=rat,
        plmn=plmn,
        tac=told.area(3, rat, base=10),
        pci=told.pci(4, rat),
        channel=told.channel(5, rat),
        band=told.band(7, rat),
        cell_id=told.cell(9, rat, base=10),
        signal=_levels(told),
    )


def _levels(told: Told) -> Signal:
    """RSRP and RSRQ where both can be what they should be; the SINR's scale is not known."""
    for at in _LEVELS_AT:
        if fields.whole(told.text(at), 1, 97) and fields.whole(told.text(at + 1), 1, 34):
            return Signal(
                Rat.LTE,
                rsrp_dbm=told.index_level(at, 97, 1, -141),
                rsrq_db=told.index_level(at + 1, 34, 0.5, -20),
            )
    return Signal(Rat.LTE)


DIALECT = Dialect(
    name="asr",
    title="ASR and Unisoc (Luat)",
    makers=r"(airm2m|luat|openluat|asr|unisoc|lynq|mobiletek).*",
    models=r"(AIR[0-9]{3}|L610|L511).*",
    manners=GENERIC.plus(
        unasked={*_ENGINEERING, "+NITZ", "*PSUTTZ", "^MODE", "+MSG"},
        belonging={"+EEMGINFO": _ENGINEERING},
        ready={"+PBREADY"},
        quiet_ms={"+EEMGINFO": 1000},
        limits_s={"+EEMGINFO": 10, "+CCED": 10},
    ),
    questions=revised(
        generic.QUESTIONS,
        more={Question.CELL: ((Asking("AT+EEMGINFO?", engineering),),)},
    ),
    extra=generic.EXTRA,
)
