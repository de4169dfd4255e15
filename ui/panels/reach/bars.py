"""Tries of a path as bars: the higher the slower, a cross where there was no answer."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.words.figures import duration
from ui.theme import Role, tokens
from ui.widgets.painting import draw_rule, draw_text, fill

_TRIES = 120
"""Two minutes at one a second fill the width."""

_GAP = 0.3  # of the step
_HEAD = 18.0
_LEAST_TOP_MS = 2.0
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
        return _TRIES

    def show_values(self, rtts_ms: Sequence[float | None]) -> None:
        """In the order of time; None was lost."""
        self._values = tuple(rtts_ms)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 104)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens(self)
        width, base = float(self.width()), self.height() - 1.0
        draw_rule(painter, 0, base, width, t)
        shown = self._values[-self.room :]
        known = [value for value in shown if value is not None]
        top_ms = round_above(max([_LEAST_TOP_MS, *known]))
        step = width / _TRIES
        if known:
            draw_text(painter, QRectF(0, 0, width, _HEAD - 4), duration(top_ms), Role.CAPTION, t.dim)
            draw_rule(painter, 0, _HEAD - 2, width, t)
        for place, value in enumerate(reversed(shown)):
            x = width - (place + 1) * step
            if value is None:
                _draw_cross(painter, x, base, t.failed)
            else:
                tall = max(2.0, value / top_ms * (base - _HEAD))
                fill(painter, QRectF(x, base - tall, max(1.0, step * (1 - _GAP)), tall), t.series[2])


def round_above(value: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50... that is not below the value."""
    tens = 10.0 ** floor(log10(value))
    return next(step * tens for step in (1, 2, 5, 10) if step * tens >= value)


def _draw_cross(painter: QPainter, x: float, floor: float, ink: str) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(ink), 1.4, Qt.PenStyle.SolidLine))
    top = floor - 2 - _CROSS
    painter.drawLine(QPointF(x, top), QPointF(x + _CROSS, floor - 2))
    painter.drawLine(QPointF(x + _CROSS, top), QPointF(x, floor - 2))
