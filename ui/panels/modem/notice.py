"""A line on the tint of its state: the rating with what limits it, or why there is no answer."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.chain.names import State
from app.words import state_name
from ui.theme import GRID, Role, tokens
from ui.widgets.card import RADIUS
from ui.widgets.painting import draw_box
from ui.widgets.state_mark import StateMark
from ui.widgets.text import PlainLabel


class Notice(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = State.WARNING
        self.mark = StateMark(State.WARNING)
        self.title = PlainLabel(role=Role.STRONG, wrap=True)
        self.text = PlainLabel(wrap=True, selectable=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.text)
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 8, 14, 8)
        line.setSpacing(2 * GRID + 2)
        line.addWidget(self.mark)
        line.addLayout(words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def tell(self, state: State, title: str, text: str) -> None:
        if not title and not text:
            self.hide()
            return
        self._state = state
        self.mark.set_state(state, state_name(state))
        self.title.setText(title)
        self.title.setVisible(bool(title))
        self.text.setText(text)
        self.setAccessibleName(f"{title} {text}".strip())
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens(self)
        draw_box(QPainter(self), QRectF(self.rect()), t.tint(self._state), t.state(self._state), RADIUS)
