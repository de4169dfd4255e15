"""The verdict in one line: a sentence, how many hops failed, how long it took, and what to do with it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.chain.names import State
from app.words import _, headline, n_
from app.words.figures import duration
from ui.theme import Role
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button
from ui.widgets.text import ElidedLabel, Tone

if TYPE_CHECKING:
    from app.chain.run import ChainState


class Header(QWidget):
    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: ChainState | None = None
        self.headline = ElidedLabel(role=Role.TITLE)
        self.failed = Badge(tone=Tone.FAILED)
        self.warned = Badge(tone=Tone.WARNING)
        self.counts = ElidedLabel(tone=Tone.DIM)
        self.button = Button(_("Export report…"))
        self.button.clicked.connect(self._press)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        for part in (self.headline, self.failed, self.warned):
            line.addWidget(part)
        line.addWidget(self.counts, 1)
        line.addWidget(self.button)

    def show_state(self, state: ChainState) -> None:
        self._state = state
        self.headline.set_text(headline(state))
        self._count(self.failed, state, State.FAILED)
        self._count(self.warned, state, State.WARNING)
        self.show_elapsed(state.duration_ms)
        self.button.set_text(_("Cancel") if state.running else _("Export report…"))
        self.button.setVisible(state.running or state.started_utc is not None)

    def show_elapsed(self, elapsed_ms: float) -> None:
        """The dim facts behind the verdict; while a check runs, its time so far."""
        if self._state is not None:
            self.counts.set_text(" · ".join(_facts(self._state, elapsed_ms)))

    def _count(self, badge: Badge, state: ChainState, counted: State) -> None:
        count = sum(result.state is counted for result in state.hops)
        if counted is State.FAILED:
            badge.set_text(n_("{count} failed", "{count} failed", count).format(count=count))
        else:
            badge.set_text(n_("{count} warning", "{count} warnings", count).format(count=count))
        badge.setVisible(count > 0)

    def _press(self) -> None:
        running = self._state is not None and self._state.running
        self.wanted.emit("check.cancel" if running else "report.export")


def _facts(state: ChainState, elapsed_ms: float) -> list[str]:
    if state.started_utc is None:
        return []
    facts = []
    if passed := sum(result.state is State.PASSED for result in state.hops):
        facts.append(n_("{count} passed", "{count} passed", passed).format(count=passed))
    if untested := sum(result.state is State.NOT_TESTED for result in state.hops):
        facts.append(n_("{count} not tested", "{count} not tested", untested).format(count=untested))
    facts.append(duration(elapsed_ms))
    if not state.running:
        facts.append(datetime.fromisoformat(state.started_utc).astimezone().strftime("%H:%M:%S"))
    return facts
