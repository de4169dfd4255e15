"""A small plot of the last values: a filled line over time, or bars where the values are few."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import tokens
from ui.widgets.painting import colour, fill

_HEIGHT = 44
_BAR = 6.0


class SparkLine(QWidget):
    """Values are spread over the width; None is a gap in a line and a cross among bars.

    series: which of the plot colours. low, high: the range; found from the values where None.
    """

    def __init__(self, series: int = 0, *, bars: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series, self._bars = series, bars
        self._values: tuple[float | None, ...] = ()
        self._range: tuple[float | None, float | None] = (None, None)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def values(self) -> tuple[float | None, ...]:
        return self._values

    def set_values(
        self, values: Sequence[float | None], low: float | None = None, high: float | None = None
    ) -> None:
        self._values = tuple(values)
        self._range = (low, high)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = tokens(self).series[self._series]
        known = [value for value in self._values if value is not None]
        fill(painter, QRectF(0, self.height() - 1, self.width(), 1), tokens(self).border)
        if not known or (len(known) < 2 and not self._bars):
            return  # one value is no course
        low, high = self._range
        low = min(known) if low is None else low
        high = max(known) if high is None else high
        if self._bars:
            self._paint_bars(painter, ink, max(high, 1e-9))
        else:
            self._paint_line(painter, ink, low, high)

    def _paint_line(self, painter: QPainter, ink: str, low: float, high: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        reach = (high - low) or 1.0
        floor, span = self.height() - 1.0, self.height() - 4.0
        step = self.width() / max(1, len(self._values) - 1)
        runs: list[list[QPointF]] = [[]]
        for index, value in enumerate(self._values):
            if value is None:
                runs.append([])
            else:
                share = 0.5 if high == low else min(1.0, max(0.0, (value - low) / reach))
                runs[-1].append(QPointF(index * step, floor - share * span))
        for run in filter(None, runs):
            points = run if len(run) > 1 else [run[0] - QPointF(1, 0), run[0] + QPointF(1, 0)]
            area = QPainterPath(QPointF(points[0].x(), floor))
            for point in points:
                area.lineTo(point)
            area.lineTo(points[-1].x(), floor)
            painter.fillPath(area, colour(ink, 0.26))
            painter.setPen(QPen(QColor(ink), 1.5))
            painter.drawPolyline(QPolygonF(points))

    def _paint_bars(self, painter: QPainter, ink: str, high: float) -> None:
        count = len(self._values)
        step = min(3 * _BAR, self.width() / count)
        width = min(_BAR, step * 0.7)
        floor = float(self.height())
        for index, value in enumerate(self._values):
            x = index * step
            if value is not None:
                tall = max(2.0, min(1.0, value / high) * (floor - 4))
                fill(painter, QRectF(x, floor - tall, width, tall), ink)
            else:
                painter.setPen(QPen(QColor(tokens(self).failed), 1.5, Qt.PenStyle.SolidLine))
                painter.drawLine(QPointF(x, floor - width), QPointF(x + width, floor))
                painter.drawLine(QPointF(x + width, floor - width), QPointF(x, floor))
