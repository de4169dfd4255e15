"""A state as a shape in its colour: legible without the colour, told to screen readers as a word."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.chain.names import State
from ui.theme import tokens
from ui.widgets.painting import Spin, draw_state


class StateMark(QWidget):
    """word: the state's name in the reader's language."""

    def __init__(
        self, state: State = State.NOT_RUN, word: str = "", size: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._size = size
        self._spin = Spin(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(state, word)

    @property
    def state(self) -> State:
        return self._state

    def set_state(self, state: State, word: str = "") -> None:
        self._state = state
        self.setAccessibleName(word)
        self._spin.set_running(state is State.RUNNING)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens(self)
        draw_state(QPainter(self), 0, 0, self._size, self._state, t, ground=t.surface, angle=self._spin.angle)
