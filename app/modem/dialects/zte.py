"""ZTE and Gosuncn: `+ZCELLINFO`, whose fields differ from model to model; only what names itself is read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.modem.dialects import generic
from app.modem.dialects.base import Asking, Dialect, Question, revised
from app.modem.manners import GENERIC
from app.modem.readings import Cell, Operator, Rat, Reading, SimCard
from app.modem.told import Told, completed_cell, each

_BAND = re.compile(r"LTE B([0-9]{1,3})")
_MODES = {
    "LTE": Rat.LTE,
    "UMTS": Rat.UMTS,
    "HSPA": Rat.UMTS,
    "HSPA+": Rat.UMTS,
    "GSM": Rat.GSM,
    "EDGE": Rat.GSM,
}


def cell_information(lines: Sequence[str]) -> Reading:
    """`AT+ZCELLINFO?`: the field `LTE B3` and the EARFCN behind it; area, cell, PCI only where labelled."""

    def parse(told: Told) -> Reading | None:
        labelled = {
            key.strip().lower(): value.strip()
            for key, colon, value in (text.partition(":") for text in told.fields)
            if colon
        }
        if labelled:
            named = Told(told.line, [labelled.get(key, "") for key in ("tac", "cellid", "pci", "band")])
            found = _BAND.fullmatch(named.text(3))
            cell = Cell(
                rat=Rat.LTE,
                tac=named.area(0),
                cell_id=named.cell(1, Rat.LTE),
                pci=named.pci(2),
                band=f"B{int(found[1])}" if found else None,
            )
            told.impossible |= named.impossible
            return Reading(cells=(completed_cell(cell),))
        at = next((index for index, text in enumerate(told.fields) if _BAND.fullmatch(text)), None)
        if at is None:
            return None
        band = Told(told.line, [told.text(at).removeprefix("LTE B")]).band(0)
        cell = Cell(rat=Rat.LTE, band=band, channel=told.channel(at + 1))
        return Reading(cells=(completed_cell(cell),))

    return each(lines, "+ZCELLINFO", parse)


def system(lines: Sequence[str]) -> Reading:
    """`AT+ZPAS?`: the technology and its service domain."""

    def parse(told: Told) -> Reading | None:
        name = told.text(0).upper()
        if name in ("NO SERVICE", "LIMITED SERVICE"):
            return Reading()
        return Reading(operator=Operator(rat=_MODES[name])) if name in _MODES else None

    return each(lines, "+ZPAS", parse)


def tries_left(lines: Sequence[str]) -> Reading:
    """`AT+ZPINPUK=?`: tries left for PIN and PUK."""
    return each(
        lines,
        "+ZPINPUK",
        lambda told: Reading(
            sim=SimCard(pin_tries_left=told.whole(0, 0, 15), puk_tries_left=told.whole(1, 0, 15))
        ),
    )


DIALECT = Dialect(
    name="zte",
    title="ZTE",
    makers=r"(zte|gosuncn).*",
    models=r"(MF|ME37|ZM|GM)[0-9]{2,4}.*",
    manners=GENERIC.plus(unasked={"+ZMSRI", "+ZPASR", "+ZDONR", "+ZUSIMR", "+ZEND"}),
    questions=revised(
        generic.QUESTIONS,
        better={"AT+CPINR": (Asking("AT+ZPINPUK=?", tries_left),)},
        more={
            Question.CELL: ((Asking("AT+ZCELLINFO?", cell_information),),),
            Question.OPERATOR: ((Asking("AT+ZPAS?", system),),),
        },
    ),
    extra=generic.EXTRA,
)
