"""Telit: LE910, LE910Cx, LM960, ME910, FN980; `#RFSTS` in two layouts of the same length (facts 3.5)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from app.modem import fields
from app.modem.dialects import generic
from app.modem.dialects.base import Asking, Dialect, Question, revised
from app.modem.dialects.standard_sim import iccid
from app.modem.manners import GENERIC
from app.modem.readings import (
    Cell,
    CellRole,
    Operator,
    Rat,
    Reading,
    Signal,
    SimCard,
    SimState,
    Temperature,
)
from app.modem.told import LINES_LIMIT, Told, completed_cell, each, plmn_of

_IMSI = re.compile(r"[0-9]{14,15}")
_LTE_CID_AT = (10, 11)  # LE910Cx has no RAC before it
_GSM_CID_AT = 9
_PAIR = re.compile(r"([A-Za-z_]{2,12}):\s*(-?[0-9A-Fa-f.]+)")
_NETWORK_TYPES = {0: Rat.GSM, 1: Rat.GSM, 2: Rat.UMTS, 3: Rat.UMTS, 4: Rat.LTE}


def status(lines: Sequence[str]) -> Reading:
    """`AT#RFSTS`: anchored on the quoted IMSI, before which the cell id stands and behind which the band."""

    def parse(told: Told) -> Reading | None:
        imsi_at = next((index for index, text in enumerate(told.fields) if _IMSI.fullmatch(text)), None)
        if imsi_at is None:
            return None
        if imsi_at - 1 in _LTE_CID_AT:
            cell = _lte(told, imsi_at)
        elif imsi_at - 1 == _GSM_CID_AT:
            cell = _gsm(told, imsi_at)
        else:
            return None
        name = told.word(imsi_at + 1)
        return Reading(
            cells=(completed_cell(cell),), operator=Operator(name=name, plmn=cell.plmn, rat=cell.rat)
        )

    return each(lines, "#RFSTS", parse)


def _lte(told: Told, imsi_at: int) -> Cell:
    rat = Rat.LTE
    tail = len(told) - (imsi_at + 4)  # behind name, service domain and band: SINR, or T3402, T3412, SINR
    code = told.whole(len(told) - 1, 0, 250, absent=(255,)) if tail in (1, 3) else None
    signal = Signal(
        rat,
        rsrp_dbm=told.rsrp(2, rat),
        rssi_dbm=told.rssi(3),
        rsrq_db=told.rsrq(4, rat),
        sinr_db=None if code is None else round(code / 5 - 20, 1),
        tx_power_dbm=told.number(imsi_at - 5, -60, 35),
    )
    return Cell(
        rat=rat,
        plmn=_plmn(told),
        channel=told.channel(1, rat),
        tac=told.area(5, rat),
        cell_id=told.cell(imsi_at - 1, rat),
        band=told.band(imsi_at + 3, rat),
        signal=signal,
    )


def _gsm(told: Told, imsi_at: int) -> Cell:
    return Cell(
        rat=Rat.GSM,
        plmn=_plmn(told),
        channel=told.channel(1, Rat.GSM),
        tac=told.area(3),
        cell_id=told.cell(imsi_at - 1, Rat.GSM),
        signal=Signal(Rat.GSM, rssi_dbm=told.rssi(2)),
    )


def _plmn(told: Told) -> str | None:
    """`262 01`; empty and `000 00` mean none."""
    text = told.text(0).replace(" ", "")
    return plmn_of(text) if text.strip("0") else None


def service(lines: Sequence[str]) -> Reading:
    """`AT#SERVINFO` on LTE: EARFCN, RSSI, name, PLMN, cell, TAC, DRX, service domain, RSRP."""

    def parse(told: Told) -> Reading | None:
        if len(told) != 9 or fields.whole(told.text(8), -141, -40) is None:
            return None
        rat = Rat.LTE
        cell = Cell(
            rat=rat,
            plmn=plmn_of(told.text(3)),
            channel=told.channel(0, rat),
            cell_id=told.cell(4, rat),
            tac=told.area(5, rat),
            signal=Signal(rat, rssi_dbm=told.rssi(1), rsrp_dbm=told.rsrp(8, rat)),
        )
        return Reading(cells=(completed_cell(cell),))

    return each(lines, "#SERVINFO", parse)


def monitor(lines: Sequence[str]) -> Reading:
    """`AT#MONI`: `KEY:value` text, a line a cell, the serving one first."""
    reading = Reading()
    raw: list[str] = []
    for line in lines[:LINES_LIMIT]:
        pairs = {key.upper(): value for key, value in _PAIR.findall(fields.body(line))}
        if fields.prefix(line) != "#MONI" or "RSRP" not in pairs:
            raw.append(line)
            continue
        names = ("RSRP", "RSRQ", "TAC", "EARFCN", "PWR", "PCI", "ID")
        told = Told(line, [pairs.get(name, "") for name in names])
        cell_id, pci = _identity(told, 6)
        cell = Cell(
            CellRole.NEIGHBOUR if reading.cells else CellRole.SERVING,
            Rat.LTE,
            tac=told.area(2),
            channel=told.channel(3),
            pci=told.pci(5) if pairs.get("PCI") else pci,
            cell_id=cell_id,
            signal=Signal(Rat.LTE, told.rssi(4), told.rsrp(0), told.rsrq(1)),
        )
        reading = reading.plus(Reading(cells=(completed_cell(cell),)))
        if told.impossible:
            raw.append(line)
    return reading.plus(Reading(unrecognised=(*raw, *lines[LINES_LIMIT:])))


def _identity(told: Told, index: int) -> tuple[str | None, int | None]:
    """`Id:` is the cell in mode 0 and the PCI in mode 1, in hex both times; its length tells."""
    if len(told.text(index)) >= 5:
        return told.cell(index, Rat.LTE), None
    return None, told.pci(index, Rat.LTE, base=16)


def network_type(lines: Sequence[str]) -> Reading:
    """`AT#PSNT?`: the technology of the packet service."""

    def parse(told: Told) -> Reading | None:
        kind = told.whole(1, 0, 5)
        return None if kind is None else Reading(operator=Operator(rat=_NETWORK_TYPES.get(kind)))

    return each(lines, "#PSNT", parse)


def card_status(lines: Sequence[str]) -> Reading:
    """`AT#QSS?`: 0 no card, 1 in, 2 in and PIN unlocked, 3 ready."""
    states = {0: SimState.MISSING, 1: None, 2: SimState.READY, 3: SimState.READY}

    def parse(told: Told) -> Reading | None:
        state = told.whole(1, 0, 3)
        return None if state is None else Reading(sim=SimCard(state=states[state]))

    return each(lines, "#QSS", parse)


def temperature(lines: Sequence[str]) -> Reading:
    """`AT#TEMPSENS=2`: a sensor's name and its degrees, one a line."""

    def parse(told: Told) -> Reading | None:
        degrees = told.whole(1, -60, 150)
        if degrees is None or not told.text(0):
            return None
        return Reading(temperatures=(Temperature(told.text(0), degrees),))

    return each(lines, "#TEMPSENS", parse)


MANNERS = GENERIC.plus(
    unasked={"#QSS", "#PSNT", "SRING", "#NITZ", "#STN"},
    limits_s={"#RFSTS": 5, "#CSURVC": 240, "#CSURV": 240, "#SGACT=": 150, "#MONI": 10, "+CFUN=": 30},
    abortable={"#CSURVC", "#CSURV"},
)

DIALECT = Dialect(
    name="telit",
    title="Telit Cinterion (Telit)",
    makers=r"telit.*",
    models=r"(LE9|LM9|LN9|FN9|FE9|ME9|ME310|HE9|UE9|GE9|NE9|ML865|NL865|SL869)[0-9A-Z].*|MV31.*",
    narrow_models=r"(ME910|ME310|ML865).*",
    manners=MANNERS,
    questions=revised(
        generic.QUESTIONS,
        better={"AT+CCID": (Asking("AT#CCID", iccid),)},
        more={
            Question.CELL: ((Asking("AT#RFSTS", status), Asking("AT#SERVINFO", service)),),
            Question.NEIGHBOURS: ((Asking("AT#MONI", monitor),),),
        },
    ),
    extra=MappingProxyType(
        {
            **generic.EXTRA,
            "AT#PSNT?": network_type,
            "AT#QSS?": card_status,
            "AT#TEMPSENS=2": temperature,
        }
    ),
)
