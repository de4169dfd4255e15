"""The Overview as a panel: verdict, ladder and figures of the check, live while it runs."""

from __future__ import annotations

import time
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.chain.names import Hop
from app.modem.service import Link, ModemSnapshot
from app.report.ladder import ladder
from app.words import _
from ui.actions import HOP_PREFIX, PANEL_PREFIX
from ui.panels.base import Panel
from ui.panels.overview.header import Header
from ui.panels.overview.ladder import Ladder
from ui.panels.overview.vitals import WINDOW_S, Vitals
from ui.theme import GRID

if TYPE_CHECKING:
    from app.chain.run import ChainState
    from app.composition import Services
    from app.modem.history import LevelSample

_TICK_MS = 100
_SETTLE_MS = 40


class OverviewPanel(Panel):
    """Shows `services.check`; what is to be done goes out as actions."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self._check = services.check
        self._modem = services.modem
        self._started = 0.0
        self.header = Header()
        self.ladder = Ladder()
        self.vitals = Vitals()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self.header.wanted.connect(self.wanted)
        self.ladder.panel_wanted.connect(self._on_panel_wanted)
        self._lay_out()

    def start(self) -> None:
        self.follow(self._check.changed.connect(self._show))
        self.follow(self._modem.changed.connect(self._on_modem))
        self._show(self._check.state)

    def do(self, key: str) -> bool:
        if key.startswith(HOP_PREFIX):
            self._go_to(Hop(key.removeprefix(HOP_PREFIX)))
        elif key == "ladder.unfold":
            self.ladder.unfold_all(True)
        elif key == "ladder.fold":
            self.ladder.unfold_all(False)
        elif key == "report.copy":
            QGuiApplication.clipboard().setText(ladder(self._check.state))
        else:
            return False
        return True

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        column.setSpacing(3 * GRID)
        column.addWidget(self.header)
        column.addWidget(self.ladder)
        column.addWidget(self.vitals)
        column.addStretch(1)
        self.page = QScrollArea()
        self.page.setWidgetResizable(True)
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.page.setAccessibleName(_("Overview"))
        self.page.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.page)

    def _show(self, state: ChainState) -> None:
        if state.running and not self._tick.isActive():
            self._started = time.perf_counter()
            self._tick.start()
        elif not state.running:
            self._tick.stop()
        self.header.show_state(state)
        self.ladder.show_state(state)
        self.vitals.show_state(state)

    def _on_modem(self, snapshot: ModemSnapshot) -> None:
        if snapshot.link is Link.OPEN:
            self.vitals.show_levels(_latest(self._modem.history.samples), time.perf_counter_ns())

    def _on_tick(self) -> None:
        elapsed_ms = (time.perf_counter() - self._started) * 1000
        self.header.show_elapsed(elapsed_ms)
        self.ladder.show_elapsed(elapsed_ms)

    def _go_to(self, hop: Hop) -> None:
        row = self.ladder.unfold(hop)
        if row is not None:
            row.setFocus(Qt.FocusReason.ShortcutFocusReason)
            # Unfolding changes layouts inside layouts; the place of the row is known when all have settled.
            QTimer.singleShot(_SETTLE_MS, self, lambda: self.page.ensureWidgetVisible(row, 0, 4 * GRID))

    def _on_panel_wanted(self, name: str) -> None:
        self.wanted.emit(PANEL_PREFIX + name)


def _latest(samples: deque[LevelSample]) -> list[LevelSample]:
    """The samples that may be shown, without walking through a day of them: none is closer than 0.2 s."""
    return list(islice(samples, max(0, len(samples) - 5 * WINDOW_S), None))
