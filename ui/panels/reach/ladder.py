"""The ladder as a card: a row a step with its mark, what was found and how long it took."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.words import _, state_name
from app.words.figures import duration
from ui.panels.reach.rungs import Rung
from ui.theme import GRID, Role, tokens
from ui.widgets.card import Card
from ui.widgets.painting import draw_rule
from ui.widgets.state_mark import StateMark
from ui.widgets.text import PlainLabel, Tone

_LEAST_HEIGHT = 34
_NAME_WIDTH = 104
_TIME_WIDTH = 52


class Ladder(Card):
    """Rows are refilled in place; their number changes only with the site."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Ladder"), margin=1, parent=parent)
        self.body.setSpacing(0)
        self.body.addSpacing(GRID)
        self.rows: list[RungRow] = []

    def show_rungs(self, rungs: tuple[Rung, ...]) -> None:
        while len(self.rows) > len(rungs):
            row = self.rows.pop()
            self.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self.rows) < len(rungs):
            row = RungRow()
            self.rows.append(row)
            self.body.addWidget(row)
        for row, rung in zip(self.rows, rungs, strict=True):
            row.show_rung(rung)


class RungRow(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rung: Rung | None = None
        self.mark = StateMark()
        self.name = PlainLabel(role=Role.STRONG)
        self.text = PlainLabel(wrap=True, selectable=True)
        self.time = PlainLabel(tone=Tone.DIM)
        self.name.setFixedWidth(_NAME_WIDTH)
        self.time.setMinimumWidth(_TIME_WIDTH)
        self.time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 2 * GRID - 1, 14, 2 * GRID)
        grid.setHorizontalSpacing(2 * GRID + 2)
        for column, widget in enumerate((self.mark, self.name, self.text, self.time)):
            grid.addWidget(widget, 0, column)
        grid.setColumnStretch(2, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setMinimumHeight(_LEAST_HEIGHT)

    @property
    def rung(self) -> Rung | None:
        return self._rung

    def show_rung(self, rung: Rung) -> None:
        if rung == self._rung:
            return
        self._rung = rung
        self.mark.set_state(rung.state, state_name(rung.state))
        self.name.setText(rung.name)
        self.text.setText(rung.text)
        self.time.setText("" if rung.duration_ms is None else duration(rung.duration_ms))
        self.setAccessibleName(f"{rung.name}: {state_name(rung.state)}")
        self.setAccessibleDescription(rung.text)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, _LEAST_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_rule(painter, 0, 0, QRectF(self.rect()).width(), tokens(self))
