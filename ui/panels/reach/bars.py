"""Tries of a path as bars: the higher the slower, a cross where there was no answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.words.figures import duration
from ui.theme import Role, tokens
from ui.widgets.painting import draw_rule, draw_text, fill

_STEP = 4.0
_BAR = 3.0
_HEAD = 18.0
_LEAST_TOP_MS = 5.0
_CROSS = 4.0


class PathBars(QWidget):
    """The newest at the right edge; as many as fit are shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: tuple[float | None, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(84)

    @property
    def values(self) -> tuple[float | None, ...]:
        return self._values

    @property
    def room(self) -> int:
        """How many tries can be shown."""
        return max(1, int(self.width() / _STEP))

    def show_values(self, rtts_ms: Sequence[float | None]) -> None:
        """In the order of time; None was lost."""
        self._values = tuple(rtts_ms)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 104)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens(self)
        width, floor = float(self.width()), self.height() - 1.0
        draw_rule(painter, 0, floor, width, t)
        shown = self._values[-self.room :]
        known = [value for value in shown if value is not None]
        top_ms = max([_LEAST_TOP_MS, *known]) * 1.15
        if known:
            draw_text(painter, QRectF(0, 0, width, _HEAD - 4), duration(top_ms), Role.CAPTION, t.dim)
            draw_rule(painter, 0, _HEAD - 2, width, t)
        for place, value in enumerate(reversed(shown)):
            x = width - (place + 1) * _STEP
            if value is None:
                _draw_cross(painter, x, floor, t.failed)
            else:
                tall = max(2.0, value / top_ms * (floor - _HEAD))
                fill(painter, QRectF(x, floor - tall, _BAR, tall), t.series[2])


def _draw_cross(painter: QPainter, x: float, floor: float, ink: str) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(ink), 1.4, Qt.PenStyle.SolidLine))
    top = floor - 2 - _CROSS
    painter.drawLine(QPointF(x, top), QPointF(x + _CROSS, floor - 2))
    painter.drawLine(QPointF(x + _CROSS, top), QPointF(x, floor - 2))
