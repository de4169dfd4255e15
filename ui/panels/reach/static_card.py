"""The device's address as the site file, the modem and this computer have it, and whether that agrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.chain.hops import Hop, State, Value
from app.chain.rules.static_address import (
    Addresses,
    Agreement,
    judge_agreement,
    state_of_agreement,
)
from app.reach.classify import address_class
from app.words import _, state_name
from app.words.line_parts import entries, joined, value_of
from app.words.static_address import agreement_sentence
from app.words.terms import address_class as class_words
from app.words.terms import interface_kind
from ui.theme import GRID, Role, tokens
from ui.widgets.card import Card
from ui.widgets.painting import fill
from ui.widgets.text import PlainLabel, Tone

if TYPE_CHECKING:
    from app.chain.run import ChainState
    from app.site.model import Site

_NOTHING = "–"
_EDGE = 3


@dataclass(frozen=True, slots=True)
class AddressLine:
    label: str
    address: str
    about: str


@dataclass(frozen=True, slots=True)
class AddressView:
    lines: tuple[AddressLine, ...]
    agreement: Agreement
    sentence: str


def address_view(
    site: Site | None, chain: ChainState, modem_facts: Mapping[str, Value] | None
) -> AddressView:
    """modem_facts: of the address hop, as the modem tells it now; None: take what the check found."""
    told = modem_facts if modem_facts is not None else chain[Hop.ADDRESS].measured
    modem = None if not told else str(told.get("address") or "")
    static_ip = site.sim.static_ip if site is not None and site.sim is not None else None
    expected = str(static_ip) if static_ip is not None else None
    way: Mapping[str, Value] = next(entries(chain[Hop.ROUTE].measured, "targets"), {})
    laptop, kind = value_of(way, "local_address"), str(way.get("interface_kind") or "")
    interface = value_of(way, "interface")
    agreement = judge_agreement(Addresses(expected, modem, laptop or None, kind or None))
    lines = (
        AddressLine(_("Site file"), expected or _NOTHING, _class_of(expected)),
        AddressLine(
            _("Modem"), modem or _NOTHING, joined(value_of(told, "source"), _class_of(modem), by=" · ")
        ),
        AddressLine(
            _("This computer"),
            laptop or _NOTHING,
            joined(interface, interface_kind(kind) if kind else "", by=", "),
        ),
    )
    return AddressView(lines, agreement, agreement_sentence(agreement.value, by=interface, kind=kind))


def _class_of(address: str | None) -> str:
    return class_words(address_class(address).value) if address else ""


class StaticCard(Card):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Static IP"), parent=parent)
        self._shown: AddressView | None = None
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(4 * GRID)
        self._grid.setVerticalSpacing(GRID + 2)
        self._grid.setColumnStretch(2, 1)
        self.body.addLayout(self._grid)
        self.verdict = EdgedText()
        self.body.addWidget(self.verdict)
        self._labels: list[tuple[PlainLabel, PlainLabel, PlainLabel]] = []

    @property
    def shown(self) -> AddressView | None:
        return self._shown

    def show_view(self, view: AddressView) -> None:
        if view == self._shown:
            return
        self._shown = view
        while len(self._labels) < len(view.lines):
            labels = (
                PlainLabel(tone=Tone.DIM),
                PlainLabel(role=Role.CODE, selectable=True),
                PlainLabel(tone=Tone.DIM, wrap=True),
            )
            for column, label in enumerate(labels):
                self._grid.addWidget(label, len(self._labels), column)
            self._labels.append(labels)
        for labels, line in zip(self._labels, view.lines, strict=True):
            for label, text in zip(labels, (line.label, line.address, line.about), strict=True):
                label.setText(text)
        self.verdict.tell(state_of_agreement(view.agreement), view.sentence)


class EdgedText(QWidget):
    """A sentence on the tint of its state, with an edge of 3 px."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = State.NOT_RUN
        self.text = PlainLabel(wrap=True, selectable=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 2 * GRID, 12, 2 * GRID)
        column.addWidget(self.text)

    def tell(self, state: State, text: str) -> None:
        self._state = state
        self.text.setText(text)
        self.setAccessibleName(f"{state_name(state)}: {text}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens(self)
        is_plain = self._state is State.NOT_RUN
        fill(painter, QRectF(self.rect()), t.sunk if is_plain else t.tint(self._state))
        fill(painter, QRectF(0, 0, _EDGE, self.height()), t.state(self._state))
