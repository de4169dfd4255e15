"""An open modem: three cards, the rating, two levels over time, the contexts and the AT console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from app.chain.live import facts_of, states_of
from app.chain.names import State
from app.modem.rating import Figure, Rating, rate
from app.modem.readings import Identity, Rat, Reading
from app.modem.service import Link, Modem
from app.words import _, fault_advice_of
from app.words.live_signal import limit_sentence, rating_title
from ui.panels.modem.console import AtConsole
from ui.panels.modem.contexts import context_rows
from ui.panels.modem.contexts_model import ContextsModel
from ui.panels.modem.contexts_view import ContextsCard
from ui.panels.modem.field_card import FieldCard
from ui.panels.modem.fields import Seen, card_fields, cell_fields, registration_fields
from ui.panels.modem.header import Header
from ui.panels.modem.level_card import LevelCard
from ui.panels.modem.notice import Notice
from ui.theme import GRID

if TYPE_CHECKING:
    from app.core.clock import Clock
    from app.modem.origins import Origins
    from app.modem.service import ModemSnapshot
    from app.site.model import Site

_LEAST_HEIGHT = 580


class ModemView(QWidget):
    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dialect = ""
        self.header = Header()
        self.registration = FieldCard(_("Registration"))
        self.cell = FieldCard(_("Serving cell"))
        self.card = FieldCard(_("SIM and module"))
        self.notice = Notice()
        self.levels = (LevelCard(Figure.RSRP, clock), LevelCard(Figure.SINR, clock))
        self.contexts = ContextsModel(self)
        self.contexts_card = ContextsCard(self.contexts)
        self.console = AtConsole(clock)
        self._lay_out()

    def set_shown(self, shown: bool) -> None:
        self.console.set_shown(shown)

    def build_plots(self) -> None:
        """Loads the plotting library, which takes a moment."""
        for card in self.levels:
            card.build_plot()

    def show_modem(self, modem: Modem, site: Site | None, origins: Origins, rate_hz: float | None) -> None:
        """Bring everything to what the modem has told last."""
        snapshot = modem.snapshot
        reading = snapshot.reading
        states = states_of(reading, site)
        seen = Seen(reading, facts_of(reading, site), states, origins, reading.identity or Identity())
        self.header.show_modem(snapshot, rate_hz)
        self.registration.show_fields(registration_fields(seen))
        self.cell.show_fields(cell_fields(seen))
        self.card.show_fields(card_fields(seen))
        self.contexts.show_rows(context_rows(reading, site, states))
        self._tell(snapshot)
        rat = _rat(reading)
        for card in self.levels:
            card.show_samples(reversed(modem.history.samples), rat)
        if modem.dialect.name != self._dialect:
            self._dialect = modem.dialect.name
            self.console.set_commands([asking.command for asking in modem.dialect.askings()])

    def _tell(self, snapshot: ModemSnapshot) -> None:
        """Why there is no answer, or what limits the signal where it is not good."""
        if snapshot.link is Link.OPENING:
            return  # a try to find it again: what was told still holds
        if snapshot.link is not Link.OPEN:
            if snapshot.fault is not None:
                told = fault_advice_of(snapshot.fault)
                self.notice.tell(State.FAILED, told.title, f"{told.cause} {told.remedy}".strip())
            else:
                self.notice.tell(State.WARNING, _("The modem restarts"), "")
            return
        level = snapshot.reading.level
        rated = rate(level, _rat(snapshot.reading))
        if rated is None or rated.rating in (Rating.EXCELLENT, Rating.GOOD):
            self.notice.tell(State.PASSED, "", "")
            return
        unit = "dbm" if rated.limited_by in (Figure.RSRP, Figure.RSSI) else "db"
        value = getattr(level, f"{rated.limited_by.value}_{unit}")
        state = State.WARNING if rated.rating is Rating.FAIR else State.FAILED
        self.notice.tell(
            state, rating_title(rated.rating.value), limit_sentence(rated.limited_by.value, value)
        )

    def _lay_out(self) -> None:
        cards = QHBoxLayout()
        cards.setSpacing(3 * GRID)
        for card in (self.registration, self.cell, self.card):
            cards.addWidget(card, 1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3 * GRID)
        column.addWidget(self.notice)
        for level in self.levels:
            column.addWidget(level, 1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3 * GRID)
        column.addWidget(self.contexts_card)
        column.addWidget(self.console, 1)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(3 * GRID)
        parts.addWidget(left)
        parts.addWidget(right)
        parts.setSizes([590, 650])
        content = QWidget()
        content.setMinimumHeight(_LEAST_HEIGHT)
        whole = QVBoxLayout(content)
        whole.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        whole.setSpacing(3 * GRID)
        whole.addWidget(self.header)
        whole.addLayout(cards)
        whole.addWidget(parts, 1)
        page = QScrollArea()
        page.setWidgetResizable(True)
        page.setFrameShape(QFrame.Shape.NoFrame)
        page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page.setAccessibleName(_("Modem"))
        page.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)


def _rat(reading: Reading) -> Rat | None:
    cell, registration = reading.serving, reading.registration
    return (cell.rat if cell else None) or (registration.rat if registration else None)
