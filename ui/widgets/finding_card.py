"""What is not good, told in full: title, what was expected and measured, the cause, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.chain.names import State
from ui.theme import GRID, Role, tokens
from ui.widgets.buttons import Button
from ui.widgets.painting import fill
from ui.widgets.text import PlainLabel, Tone

_EDGE = 3


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A label and its text; code: in monospace, for what was read verbatim."""

    label: str
    text: str
    code: bool = False


@dataclass(frozen=True, slots=True)
class FindingButton:
    key: str
    text: str
    icon: str = ""


class FindingCard(QWidget):
    """A block on the tint of its state with an edge of 3 px. Emits the key of a button that was pressed.

    indent: from the edge to the text, so that a card under a row lines up with the row's text.
    quiet: without tint and edge, for figures that are as they should be.
    """

    pressed = Signal(str)

    def __init__(
        self,
        state: State,
        title: str,
        rows: Sequence[FindingRow],
        buttons: Sequence[FindingButton] = (),
        *,
        indent: int = 16,
        quiet: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.state = state
        self.title = title
        self._quiet = quiet
        column = QVBoxLayout(self)
        column.setContentsMargins(indent, 3 * GRID, 4 * GRID, 3 * GRID + 2)
        column.setSpacing(2 * GRID)
        if title:
            column.addWidget(PlainLabel(title, Role.HEADING, wrap=True, selectable=True))
        column.addLayout(_table(rows))
        self._buttons: dict[str, Button] = {}
        if buttons:
            line = QHBoxLayout()
            line.setSpacing(2 * GRID)
            line.setContentsMargins(0, GRID, 0, 0)
            for entry in buttons:
                line.addWidget(self._add(entry))
            line.addStretch(1)
            column.addLayout(line)

    def button(self, key: str) -> Button:
        return self._buttons[key]

    def add_widget(self, widget: QWidget) -> None:
        """Put something more under the buttons."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(widget)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens(self)
        painter = QPainter(self)
        fill(painter, QRectF(self.rect()), t.surface if self._quiet else t.tint(self.state))
        if not self._quiet:
            fill(painter, QRectF(0, 0, _EDGE, self.height()), t.state(self.state))

    def _add(self, entry: FindingButton) -> Button:
        button = Button(entry.text, icon=entry.icon, parent=self)
        button.setObjectName(entry.key)
        button.clicked.connect(self._press)
        self._buttons[entry.key] = button
        return button

    def _press(self) -> None:
        self.pressed.emit(self.sender().objectName())


def _table(rows: Sequence[FindingRow]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(3 * GRID)
    grid.setVerticalSpacing(GRID)
    grid.setColumnStretch(1, 1)
    for line, row in enumerate(row for row in rows if row.text):
        label = PlainLabel(row.label, tone=Tone.DIM)
        text = PlainLabel(row.text, Role.CODE if row.code else Role.BODY, wrap=True, selectable=True)
        grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text, line, 1)
    return grid
