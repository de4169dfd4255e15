"""Fibocom: `+GTCCINFO` of FM and NL modules, `+XMCI` and `+XCESQ` of Intel ones (L850, L860; facts 3.9)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from app.modem import fields
from app.modem.dialects import generic
from app.modem.dialects.base import Asking, Dialect, Question, revised
from app.modem.dialects.standard_network import cell_levels
from app.modem.manners import GENERIC
from app.modem.readings import Cell, CellRole, Rat, Reading, Signal, Temperature
from app.modem.told import LINES_LIMIT, Told, blocks_mhz, completed_cell, each

_RATS = {2: Rat.UMTS, 4: Rat.LTE, 9: Rat.NR}
_HEADER = re.compile(
    r"(?i)(\+GTCCINFO:\s*)?((LTE|NR|UMTS|WCDMA|LTE-NR EN-DC|EN-DC)\s+(service|neighbor) cell\s*:?)?"
)
_SERVING_FIELDS = 14
_NEIGHBOUR_FIELDS = 12


def cells(lines: Sequence[str]) -> Reading:
    """`AT+GTCCINFO?`: headers, then a cell a line, with the prefix or without; neighbours are shorter."""
    reading = Reading()
    raw: list[str] = []
    for line in lines[:LINES_LIMIT]:
        if _HEADER.fullmatch(line.strip()):
            continue
        told = Told(line)
        cell = _cell(told, first=not reading.cells) if fields.prefix(line) in ("", "+GTCCINFO") else None
        if cell is not None:
            reading = reading.plus(Reading(cells=(completed_cell(cell),)))
        if cell is None or told.impossible:
            raw.append(line)
    return reading.plus(Reading(unrecognised=(*raw, *lines[LINES_LIMIT:])))


def _cell(told: Told, *, first: bool) -> Cell | None:
    rat = _RATS.get(fields.whole(told.text(1), 0, 20) or 0)
    if rat is None or told.text(0) not in ("1", "2"):
        return None
    if told.text(0) == "1" and len(told) == _SERVING_FIELDS:
        return _serving(told, rat, CellRole.SERVING if first else CellRole.SECONDARY)
    if told.text(0) == "2" and len(told) == _NEIGHBOUR_FIELDS:
        return Cell(
            CellRole.NEIGHBOUR,
            rat,
            channel=told.channel(6, rat),
            pci=told.pci(7, rat),
            signal=_levels(told, 10, rat),
        )
    return None


def _serving(told: Told, rat: Rat, role: CellRole) -> Cell:
    signal = _levels(told, 12, rat)
    ratio = told.whole(10, -100, 250, absent=(255,))
    if ratio is not None and rat is not Rat.UMTS:
        signal = replace(signal, sinr_db=ratio / 2 if rat is Rat.LTE else ratio / 2 - 23.5)
    return Cell(
        role,
        rat,
        plmn=told.plmn(2, 3),
        tac=told.area(4, rat),
        cell_id=told.cell(5, rat) if rat is Rat.NR else _lte_cell(told, 5),
        channel=told.channel(6, rat),
        pci=told.pci(7, rat) if rat is not Rat.UMTS else None,
        band=_band(told, 8, rat),
        downlink_mhz=blocks_mhz(told.whole(9, 0, 10_000)) if rat is Rat.LTE else None,
        signal=signal,
    )


def _lte_cell(told: Told, index: int) -> str | None:
    """Nine digits are printed also where LTE has seven; the rest are zeros."""
    text = told.text(index)
    return Told(told.line, [text.removeprefix("00") if len(text) > 8 else text]).cell(0, Rat.LTE)


def _levels(told: Told, at: int, rat: Rat) -> Signal:
    """RSRP and RSRQ as the index of their technology."""
    if rat is Rat.NR:
        return Signal(
            rat,
            rsrp_dbm=told.index_level(at, 126, 1, -157),
            rsrq_db=told.index_level(at + 1, 126, 0.5, -43.5),
        )
    if rat is Rat.LTE:
        return Signal(
            rat, rsrp_dbm=told.index_level(at, 97, 1, -141), rsrq_db=told.index_level(at + 1, 34, 0.5, -20)
        )
    return Signal(rat)


def _band(told: Told, index: int, rat: Rat) -> str | None:
    """100 + n on LTE, `50` before n on NR, n alone on UMTS; it may be empty."""
    number = told.whole(index, 0, 50_999, absent=(0,))
    if number is None:
        return None
    text = str(number)
    if rat is Rat.NR and text.startswith("50") and len(text) > 2:
        return Told(told.line, [text[2:]]).band(0, rat)
    if rat is Rat.LTE and 100 < number < 207:
        return f"B{number - 100}"
    if rat is Rat.UMTS and number < 27:
        return f"B{number}"
    told.impossible = True
    return None


def temperature(lines: Sequence[str]) -> Reading:
    """`AT+GTSENRDTEMP=1`: a sensor and its thousandths of a degree."""

    def parse(told: Told) -> Reading | None:
        degrees = told.number(1, -60, 150, scale=1000)
        return None if degrees is None else Reading(temperatures=(Temperature(told.text(0), degrees),))

    return each(lines, "+GTSENRDTEMP", parse)


# --- Intel XMM -------------------------------------------------------------------------------------------


def xmm_cells(lines: Sequence[str]) -> Reading:
    """`AT+XMCI=1`: type, MCC, MNC, then hex texts, then indices; 4 and 5 are LTE serving and neighbour."""

    def parse(told: Told) -> Reading | None:
        kind = told.whole(0, 0, 5)
        if kind not in (4, 5):
            return Reading() if kind is not None else None
        if len(told) < 12:
            return None
        serving, rat = kind == 4, Rat.LTE
        ratio = told.whole(11, -100, 100, absent=(255,))
        cell = Cell(
            CellRole.SERVING if serving else CellRole.NEIGHBOUR,
            rat,
            plmn=told.plmn(1, 2) if serving else None,
            tac=told.area(3) if serving else None,
            cell_id=told.cell(4, rat) if serving else None,
            pci=told.pci(5, rat, base=16),
            channel=told.channel(6, rat, base=16),
            signal=Signal(
                rat,
                rsrp_dbm=told.index_level(9, 97, 1, -141),
                rsrq_db=told.index_level(10, 34, 0.5, -20),
                sinr_db=None if ratio is None else ratio / 2,
            ),
        )
        return Reading(cells=(completed_cell(cell),))

    return each(_rejoined(lines), "+XMCI", parse)


def _rejoined(lines: Sequence[str]) -> list[str]:
    """Records put together again that the modem broke behind a comma (seen on L860)."""
    joined: list[str] = []
    for line in lines:
        if joined and joined[-1].endswith(",") and not fields.prefix(line):
            joined[-1] += line
        else:
            joined.append(line)
    return joined


def xmm_quality(lines: Sequence[str]) -> Reading:
    """`AT+XCESQ?`: CESQ behind a mode, and the SINR in half dB behind it."""

    def parse(told: Told) -> Reading | None:
        if len(told) < 8:
            return None
        ratio = told.whole(7, -100, 100, absent=(255,))
        return Reading(
            signal=Signal(
                rscp_dbm=told.index_level(3, 96, 1, -121),
                ecio_db=told.index_level(4, 49, 0.5, -24.5),
                rsrq_db=told.index_level(5, 34, 0.5, -20),
                rsrp_dbm=told.index_level(6, 97, 1, -141),
                sinr_db=None if ratio is None else ratio / 2,
            )
        )

    return each(lines, "+XCESQ", parse)


def xmm_carriers(lines: Sequence[str]) -> Reading:
    """`AT+XLEC?`: mode, number of carriers, a width code for each, the first one's band."""

    def parse(told: Told) -> Reading | None:
        count = told.whole(1, 0, 5)
        found = next(
            (match for text in told.fields if (match := re.fullmatch(r"BAND_LTE_([0-9]{1,3})", text))), None
        )
        if not count or found is None:
            return Reading() if count == 0 else None
        cell = Cell(
            rat=Rat.LTE,
            band=Told(told.line, [found[1]]).band(0),
            downlink_mhz=told.lte_bandwidth_mhz(2),
        )
        return Reading(cells=(completed_cell(cell),))

    return each(lines, "+XLEC", parse)


def xmm_temperature(lines: Sequence[str]) -> Reading:
    """`AT+MTSM=1`."""

    def parse(told: Told) -> Reading | None:
        degrees = told.whole(0, -60, 150)
        return None if degrees is None else Reading(temperatures=(Temperature("modem", degrees),))

    return each(lines, "+MTSM", parse)


MANNERS = GENERIC.plus(
    unasked={"+SIM", "+GTEV", "+XCALLSTAT", "+GTCARDMODE", "+PBREADY", "+XNITZINFO", "^MODE"},
    ready={"+PBREADY"},
    limits_s={
        "+GTCCINFO": 10,
        "+GTCAINFO": 10,
        "+XMCI": 10,
        "+XCCINFO": 10,
        "+CFUN=": 30,
        "+GTCELLSCAN": 180,
    },
    abortable={"+GTCELLSCAN"},
)

DIALECT = Dialect(
    name="fibocom",
    title="Fibocom",
    makers=r"fibocom.*",
    models=r"(FM|NL|FG|L6|MC|SC|MA)[0-9]{2,3}.*",
    manners=MANNERS,
    questions=revised(
        generic.QUESTIONS,
        more={
            Question.CELL: ((Asking("AT+GTCCINFO?", cells),),),
            Question.TEMPERATURE: ((Asking("AT+GTSENRDTEMP=1", temperature),),),
        },
    ),
    extra=generic.EXTRA,
)

FM350 = replace(
    DIALECT, name="fibocom-fm350", title="Fibocom FM350", makers="", models=r"FM350.*", attach_cid=0
)

XMM = Dialect(
    name="intel-xmm",
    title="Intel XMM (Fibocom L850, L860)",
    makers=r"intel.*",
    models=r"(L8[56]0|XMM7).*",
    manners=MANNERS,
    questions=revised(
        generic.QUESTIONS,
        better={"AT+CESQ": (Asking("AT+XCESQ?", xmm_quality),)},
        more={
            Question.CELL: ((Asking("AT+XMCI=1", xmm_cells),), (Asking("AT+XLEC?", xmm_carriers),)),
            Question.TEMPERATURE: ((Asking("AT+MTSM=1", xmm_temperature),),),
        },
    ),
    extra=MappingProxyType({**generic.EXTRA, "AT+RSRP?": cell_levels, "AT+RSRQ?": cell_levels}),
)
