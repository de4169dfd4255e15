"""u-blox: SARA-R4, R5, U2, LARA-R2, R6, LEXI-R10, TOBY; `+UCGED` in the variants of facts 3.4."""

from __future__ import annotations

from collections.abc import Sequence

from app.modem import fields
from app.modem.dialects import generic
from app.modem.dialects.base import BORROWED, Asking, Borrowed, Dialect, Question, revised
from app.modem.dialects.standard_network import cell_levels
from app.modem.manners import GENERIC
from app.modem.readings import Cell, Rat, Reading, Refusal, Signal, SimCard
from app.modem.told import Told, blocks_mhz, completed_cell, each

_LTE_RATS = frozenset({4, 6, 7, 8})  # LARA-R6 says 4, SARA-R4 and R5 say 6
_NB_IOT = 8


def cell(lines: Sequence[str]) -> Reading:
    """`AT+UCGED?`: a line with the mode, one with the network, one with the cell; in mode 5 levels alone."""
    body = [line for line in lines if fields.prefix(line) != "+UCGED"]
    if body and fields.prefix(body[0]) in ("+RSRP", "+RSRQ"):
        return cell_levels(body)
    if not body:
        return Reading(unrecognised=() if all(_is_mode(line) for line in lines) else tuple(lines))
    if len(body) < 2:
        return Reading(unrecognised=tuple(body))
    network, told = Told(body[0]), Told(body[1])
    rat = network.whole(0, 0, 20)
    if rat not in _LTE_RATS or len(network) not in (3, 4):
        return Reading(unrecognised=tuple(body))
    plmn = network.plmn(len(network) - 2, len(network) - 1)
    technology = Rat.NB_IOT if rat == _NB_IOT else Rat.LTE
    reading = _short(told, plmn, technology) if len(network) == 3 else _long(told, plmn, technology)
    if reading is None:
        return Reading(unrecognised=tuple(body))
    raw = body[2:] + [line.line for line in (network, told) if line.impossible]
    return reading.plus(Reading(unrecognised=tuple(raw)))


def _long(told: Told, plmn: str | None, rat: Rat) -> Reading | None:
    """SARA-R5, LARA-R6: EARFCN, band, widths, TAC, cell, PCI, TMSI, MME group and code, RSRP, RSRQ, SINR."""
    if len(told) < 13:
        return None
    sinr = None if told.text(12) in ("255", "255.00") else told.sinr(12)
    signal = Signal(
        rat, rsrp_dbm=told.rsrp_or_index(10, rat), rsrq_db=told.rsrq_or_index(11, rat), sinr_db=sinr
    )
    found = Cell(
        rat=rat,
        plmn=plmn,
        channel=told.channel(0, rat),
        band=told.band(1, rat),
        uplink_mhz=blocks_mhz(told.whole(2, 0, 255)),
        downlink_mhz=blocks_mhz(told.whole(3, 0, 255)),
        tac=told.area(4, rat),
        cell_id=_cell_id(told, 5, rat),
        pci=told.pci(6, rat),
        signal=signal if signal.rsrp_dbm is not None else Signal(rat),
    )
    return Reading(cells=(completed_cell(found),))


def _short(told: Told, plmn: str | None, rat: Rat) -> Reading | None:
    """SARA-R422: EARFCN, band, widths in MHz, TAC, PCI, RSRP, RSRQ, SINR (scale unknown), ESM cause ..."""
    if len(told) < 10:
        return None
    found = Cell(
        rat=rat,
        plmn=plmn,
        channel=told.channel(0, rat),
        band=told.band(1, rat),
        uplink_mhz=told.number(2, 0, 255) or None,
        downlink_mhz=told.number(3, 0, 255) or None,
        tac=told.area(4, rat),
        pci=told.pci(5, rat),
        signal=Signal(rat, rsrp_dbm=told.rsrp_or_index(6, rat), rsrq_db=told.rsrq_or_index(7, rat)),
    )
    cause = told.whole(9, -1, 255)
    refusal = Refusal(esm_cause=cause) if cause is not None and cause > 0 else None
    return Reading(cells=(completed_cell(found),), refusal=refusal)


def _cell_id(told: Told, index: int, rat: Rat) -> str | None:
    """All zeros stand for none here, as all ones do elsewhere."""
    return told.cell(index, rat) if told.text(index).strip("0") else None


def _is_mode(line: str) -> bool:
    return fields.prefix(line) == "+UCGED" and fields.whole(fields.body(line), 0, 9) is not None


def tries_left(lines: Sequence[str]) -> Reading:
    """`AT+UPINCNT`: tries left for PIN, PIN2, PUK, PUK2."""
    return each(
        lines,
        "+UPINCNT",
        lambda told: Reading(
            sim=SimCard(pin_tries_left=told.whole(0, 0, 15), puk_tries_left=told.whole(2, 0, 15))
        ),
    )


MANNERS = GENERIC.plus(
    unasked={"+UU*", "+UFOTASTAT", "+UMWI", "+UDOPN", "+UULOC", "+CIEV"},
    started={"+READY"},
    limits_s={"+UCGED": 5, "+URAT": 10, "+UPSDA=": 180, "+UBANDMASK": 5, "+UCFSCAN": 180, "+CPWROFF": 40},
    abortable={"+UCFSCAN", "+UPSDA="},
)

DIALECT = Dialect(
    name="ublox",
    title="u-blox",
    makers=r"u-?blox.*",
    models=r"(SARA|LARA|TOBY|LEXI|LISA|LENA|MPCI)-.*",
    narrow_models=r"(SARA-[RS][45]|LEXI-R).*",
    manners=MANNERS,
    borrowed=(*BORROWED, Borrowed("AT+UCGED?", 0, (), "AT+UCGED={}")),
    questions=revised(
        generic.QUESTIONS,
        better={"AT+CPINR": (Asking("AT+UPINCNT", tries_left),)},
        more={
            Question.CELL: (
                (
                    Asking("AT+UCGED?", cell, before="AT+UCGED=2"),
                    Asking("AT+UCGED=5;+UCGED?", cell),  # SARA-R410
                ),
            ),
        },
    ),
    extra=generic.EXTRA,
)
