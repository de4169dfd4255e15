"""A notice that lies across the top of the panels, stays until it is closed and blocks nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.chain.names import State
from ui.theme import GRID, Role, tokens
from ui.widgets.buttons import Button, Look
from ui.widgets.card import RADIUS
from ui.widgets.painting import draw_box
from ui.widgets.state_mark import StateMark
from ui.widgets.text import PlainLabel, Tone


class Banner(QWidget):
    """state gives colour and shape. Emits the key of a button that was pressed, and closed."""

    pressed = Signal(str)
    closed = Signal()

    def __init__(
        self,
        state: State,
        title: str,
        text: str = "",
        buttons: Sequence[tuple[str, str]] = (),
        *,
        close_text: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self.title, self.text = title, text
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(title)
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 8, 8, 8)
        line.setSpacing(2 * GRID + 2)
        line.addWidget(StateMark(state, parent=self))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(PlainLabel(title, Role.STRONG, wrap=True))
        if text:
            words.addWidget(PlainLabel(text, tone=Tone.DIM, wrap=True, selectable=True))
        line.addLayout(words, 1)
        for key, label in buttons:
            button = Button(label)
            button.setObjectName(key)
            button.clicked.connect(self._press)
            line.addWidget(button)
        close = Button(look=Look.QUIET, icon="cancel")
        close.setAccessibleName(close_text)
        close.setToolTip(close_text)
        close.setFixedSize(30, 30)
        close.setObjectName("close")
        close.clicked.connect(self.closed)
        line.addWidget(close)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens(self)
        draw_box(QPainter(self), QRectF(self.rect()), t.tint(self._state), t.state(self._state), RADIUS)

    def _press(self) -> None:
        self.pressed.emit(self.sender().objectName())
