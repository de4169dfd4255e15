"""A short word in a thin frame of its state's colour: `1 failed`, `resent`, `retained`."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Role, font, tokens
from ui.widgets.painting import draw_box, draw_text
from ui.widgets.text import Tone

_PAD = 6


class Badge(QWidget):
    def __init__(self, text: str = "", tone: Tone = Tone.DIM, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._tone = text, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    @property
    def text(self) -> str:
        return self._text

    def set_text(self, text: str, tone: Tone | None = None) -> None:
        self._text, self._tone = text, tone or self._tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(font(Role.CAPTION))
        return QSize(metrics.horizontalAdvance(self._text) + 2 * _PAD + 2, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens(self)
        paint_badge(QPainter(self), QRectF(self.rect()), self._text, self._tone.colour(t), t.surface)


def paint_badge(painter: QPainter, box: QRectF, text: str, colour: str, ground: str) -> None:
    """The same for delegates and painted rows."""
    draw_box(painter, box, ground, colour, radius=4)
    draw_text(painter, box, text, Role.CAPTION, colour, Qt.AlignmentFlag.AlignCenter)
