"""One door of the first page: what it leads to, what is behind it right now, and the button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from ui import icons
from ui.theme import GRID, Role, tokens
from ui.widgets.buttons import Button, Look
from ui.widgets.card import Card
from ui.widgets.empty_state import IconMark
from ui.widgets.painting import draw_box, draw_focus, draw_text
from ui.widgets.text import PlainLabel, Tone, tooltip

_LINE = 44


class Door(Card):
    """pressed: the key of a button. chosen: the key of a line of the list."""

    pressed = Signal(str)
    chosen = Signal(str)

    def __init__(self, icon: str, title: str, about: str, parent: QWidget | None = None) -> None:
        super().__init__(margin=5 * GRID, parent=parent)
        self._lines: list[Line] = []
        self.body.setSpacing(2 * GRID)
        self.body.addWidget(IconMark(icon, 28, accent=True))
        self.body.addWidget(PlainLabel(title, Role.HEADING, wrap=True))
        self.body.addWidget(PlainLabel(about, tone=Tone.DIM, wrap=True))
        self._list = QVBoxLayout()
        self._list.setSpacing(GRID)
        self._list.setContentsMargins(0, 2 * GRID, 0, 0)
        self.body.addLayout(self._list)
        self._note = PlainLabel(role=Role.CAPTION, tone=Tone.DIM, wrap=True)
        self._note.hide()
        self.body.addWidget(self._note)
        self.body.addStretch(1)

    def add_button(self, key: str, text: str, look: Look = Look.PLAIN) -> Button:
        button = Button(text, look)
        button.setObjectName(key)
        button.clicked.connect(self._on_pressed)
        self.body.addWidget(button)
        return button

    def show_lines(self, lines: Sequence[tuple[str, str, str]], icon: str) -> None:
        """Each line: key, title, detail. The same lines again change nothing: none moves under a click."""
        if [line.words for line in self._lines] == list(lines):
            return
        for line in self._lines:
            self._list.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [Line(words, icon) for words in lines]
        for line in self._lines:
            line.clicked.connect(self._on_chosen)
            self._list.addWidget(line)

    def show_note(self, text: str) -> None:
        self._note.setText(text)
        self._note.setVisible(bool(text))

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(self._lines)

    def _on_pressed(self) -> None:
        self.pressed.emit(self.sender().objectName())

    def _on_chosen(self) -> None:
        for line in self._lines:
            if line is self.sender():
                self.chosen.emit(line.words[0])


class Line(QAbstractButton):
    """A title over a detail, as a button."""

    def __init__(self, words: tuple[str, str, str], icon: str) -> None:
        super().__init__()
        self.words = words
        self._icon = icon
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words[1])
        self.setAccessibleDescription(words[2])
        self.setToolTip(tooltip(words[2]))

    def sizeHint(self) -> QSize:
        return QSize(160, _LINE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = tokens(self)
        box = QRectF(self.rect())
        ground = t.accent_tint if self.underMouse() or self.isDown() else t.sunk
        draw_box(painter, box, ground, radius=6)
        if self.hasFocus():
            draw_focus(painter, box, t)
        icons.draw(painter, self._icon, 12, (_LINE - 16) / 2, 16, t.accent)
        words = QRectF(38, 5, box.width() - 64, 18)
        draw_text(painter, words, self.words[1], Role.STRONG, t.text)
        words.moveTop(23)
        draw_text(painter, words, self.words[2], Role.CAPTION, t.dim)
        icons.draw(painter, "chevron-right", box.width() - 22, (_LINE - 12) / 2, 12, t.dim)
