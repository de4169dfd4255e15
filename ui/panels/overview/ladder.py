"""The ladder: a row a hop, from the device to the delivered message, each with its details to unfold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.chain.hops import Hop, HopResult, State
from ui.panels.overview.details import HopDetails
from ui.panels.overview.row import HopRow
from ui.widgets.card import Card

if TYPE_CHECKING:
    from app.chain.run import ChainState


class Ladder(Card):
    """Unfolds by itself what is not good; what a person unfolded or folded stays so until the next run."""

    panel_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=0, parent=parent)
        self.body.setSpacing(0)
        self._rungs: dict[Hop, _Rung] = {}
        self._by_hand: dict[Hop, bool] = {}

    def show_state(self, state: ChainState) -> None:
        results = state.hops
        if [result.hop for result in results] != list(self._rungs):
            self._build(state)
        elif any(result.state is State.NOT_RUN for result in results) and all(
            result.state in (State.NOT_RUN, State.RUNNING) for result in results
        ):
            self._by_hand.clear()
        ended = not state.running and state.started_utc is not None
        opened = _to_unfold(results) if ended else frozenset()
        for result in results:
            rung = self._rungs[result.hop]
            rung.show_result(result, state)
            rung.set_unfolded(self._by_hand.get(result.hop, result.hop in opened))

    def show_elapsed(self, since_start_ms: float) -> None:
        """Count up the time of the hops that are running."""
        for rung in self._rungs.values():
            result = rung.row.result
            if result.state is State.RUNNING and result.started_ms is not None:
                rung.row.show_elapsed(max(0.0, since_start_ms - result.started_ms))

    def unfold(self, hop: Hop, unfolded: bool = True) -> HopRow | None:
        """Unfold one hop as a person would; returns its row."""
        rung = self._rungs.get(hop)
        if rung is None:
            return None
        self._by_hand[hop] = unfolded
        rung.set_unfolded(unfolded)
        return rung.row

    def unfold_all(self, unfolded: bool) -> None:
        for hop in self._rungs:
            self.unfold(hop, unfolded)

    def row(self, hop: Hop) -> HopRow:
        return self._rungs[hop].row

    def details(self, hop: Hop) -> HopDetails | None:
        """What is unfolded under a hop, if it is."""
        rung = self._rungs[hop]
        return rung.details if rung.row.isChecked() else None

    def _build(self, state: ChainState) -> None:
        for rung in self._rungs.values():
            self.body.removeWidget(rung)
            rung.hide()
            rung.deleteLater()
        self._by_hand.clear()
        self._rungs = {result.hop: _Rung(result, state, self) for result in state.hops}
        for rung in self._rungs.values():
            self.body.addWidget(rung)
        if self._rungs:
            list(self._rungs.values())[-1].row.has_rule = False

    def note_hand(self, hop: Hop, unfolded: bool) -> None:
        self._by_hand[hop] = unfolded


def _to_unfold(results: Sequence[HopResult]) -> frozenset[Hop]:
    """The failed hops; where none failed, those with a warning."""
    for state in (State.FAILED, State.WARNING):
        if found := frozenset(result.hop for result in results if result.state is state):
            return found
    return frozenset()


class _Rung(QWidget):
    """A row and, while it is unfolded, its details."""

    def __init__(self, result: HopResult, chain: ChainState, ladder: Ladder) -> None:
        super().__init__(ladder)
        self._ladder = ladder
        self._chain = chain
        self.details: HopDetails | None = None
        self.row = HopRow(result)
        self.row.clicked.connect(self._on_clicked)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.row)

    def show_result(self, result: HopResult, chain: ChainState) -> None:
        self._chain = chain
        if result != self.row.result:
            self.row.show_result(result)
            if self.details is not None:
                self._replace_details()

    def set_unfolded(self, unfolded: bool) -> None:
        self.row.setChecked(unfolded)
        if unfolded and self.details is None:
            self._replace_details()
        elif not unfolded and self.details is not None:
            self._drop_details()

    def _replace_details(self) -> None:
        with_evidence = self.details.shows_evidence if self.details else not self.row.result.findings
        self._drop_details()
        self.details = HopDetails(self.row.result, self._chain, with_evidence=with_evidence)
        self.details.panel_wanted.connect(self._ladder.panel_wanted)
        self._column.addWidget(self.details)

    def _drop_details(self) -> None:
        if self.details is not None:
            self._column.removeWidget(self.details)
            self.details.hide()
            self.details.deleteLater()
            self.details = None

    def _on_clicked(self) -> None:
        unfolded = self.row.isChecked()
        self._ladder.note_hand(self.row.result.hop, unfolded)
        self.set_unfolded(unfolded)
