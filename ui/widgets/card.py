"""A surface with a border and round corners: what everything in a panel lies on."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import GRID, Role, tokens
from ui.widgets.painting import draw_box, fill
from ui.widgets.text import ElidedLabel, PlainLabel, Tone

RADIUS = 2 * GRID


class Card(QWidget):
    """Contents go into `body`. margin: between the border and the contents; tables want 1."""

    def __init__(
        self, title: str = "", aside: str = "", *, margin: int = 14, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(2 * GRID)
        self._aside = PlainLabel(aside, tone=Tone.DIM)
        if title:
            head = QHBoxLayout()
            head.setContentsMargins(0, 0, 0, 0) if margin > 1 else head.setContentsMargins(13, 10, 13, 4)
            head.addWidget(ElidedLabel(title, Role.STRONG), 1)
            head.addWidget(self._aside)
            self.body.addLayout(head)

    def set_aside(self, text: str) -> None:
        """The dim text at the right of the title."""
        self._aside.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens(self)
        draw_box(QPainter(self), QRectF(self.rect()), t.surface, t.border, RADIUS)


class Bar(QWidget):
    """A surface along an edge of the window, with a line of one pixel towards the rest."""

    def __init__(self, edge: str, parent: QWidget | None = None) -> None:
        """edge: "top", "bottom", "left" or "right": where the line is."""
        super().__init__(parent)
        self._edge = edge

    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens(self)
        painter = QPainter(self)
        fill(painter, QRectF(self.rect()), t.surface)
        w, h = self.width(), self.height()
        lines = {
            "top": (0, 0, w, 1),
            "bottom": (0, h - 1, w, 1),
            "left": (0, 0, 1, h),
            "right": (w - 1, 0, 1, h),
        }
        fill(painter, QRectF(*lines[self._edge]), t.border)
