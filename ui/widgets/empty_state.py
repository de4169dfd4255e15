"""What a panel shows when it has nothing: what is missing and what to do next, never a grey void."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import icons
from ui.theme import GRID, Role, tokens
from ui.widgets.buttons import Button, Look
from ui.widgets.text import PlainLabel, Tone

_WIDTH = 460


class EmptyState(QWidget):
    """buttons: key and text; the first is the primary one. Emits the key that was pressed."""

    pressed = Signal(str)

    def __init__(
        self,
        icon: str,
        title: str,
        text: str,
        buttons: Sequence[tuple[str, str]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(6 * GRID, 6 * GRID, 6 * GRID, 6 * GRID)
        column.setSpacing(2 * GRID)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._title = PlainLabel(title, Role.HEADING, wrap=True)
        self._text = PlainLabel(text, tone=Tone.DIM, wrap=True)
        column.addStretch(2)
        column.addWidget(IconMark(icon, 32), 0, middle)
        for label in (self._title, self._text):
            label.setAlignment(middle)
            label.setMinimumWidth(min(_WIDTH, 320))
            label.setMaximumWidth(_WIDTH)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            line = QHBoxLayout()
            line.addStretch(1)
            line.addWidget(label, 100)
            line.addStretch(1)
            column.addLayout(line)
        if buttons:
            row = QHBoxLayout()
            row.setSpacing(2 * GRID)
            row.setContentsMargins(0, 2 * GRID, 0, 0)
            row.addStretch(1)
            for index, (key, words) in enumerate(buttons):
                button = Button(words, Look.PLAIN if index else Look.PRIMARY)
                button.setObjectName(key)
                button.clicked.connect(self._press)
                row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
        column.addStretch(3)

    def set_words(self, title: str, text: str) -> None:
        self._title.setText(title)
        self._text.setText(text)

    def _press(self) -> None:
        self.pressed.emit(self.sender().objectName())


class IconMark(QWidget):
    """An icon as a picture, in the dim colour or in the accent."""

    def __init__(
        self, icon: str, size: int = 20, *, accent: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._size, self._accent = icon, size, accent
        self.setFixedSize(QSize(size, size))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens(self)
        icons.draw(QPainter(self), self._icon, 0, 0, self._size, t.accent if self._accent else t.dim)
