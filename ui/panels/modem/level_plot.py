"""The course of one level over the last minutes, on the bands of its rating. By pyqtgraph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QWidget

from app.modem.rating import Figure, bounds
from app.modem.readings import Rat
from ui.theme import Role, font, tokens
from ui.tokens import mix

if TYPE_CHECKING:
    from app.core.clock import Clock

_RANGES = {
    Figure.RSRP: (-125.0, -75.0),
    Figure.RSRQ: (-21.0, -6.0),
    Figure.SINR: (-8.0, 22.0),
    Figure.RSSI: (-105.0, -50.0),
}
_SERIES = {Figure.RSRP: 0, Figure.SINR: 1, Figure.RSRQ: 2, Figure.RSSI: 4}
_FAR = 1000.0


class LevelPlot(pg.PlotWidget):  # type: ignore[misc]
    """x is seconds on the session's time axis; nothing in it can be moved with the mouse."""

    def __init__(self, figure: Figure, clock: Clock, parent: QWidget | None = None) -> None:
        times = TimeAxis(clock)
        super().__init__(parent=parent, axisItems={"bottom": times})
        self._rat: Rat | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMenuEnabled(False)
        self.setMouseEnabled(False, False)
        self.hideButtons()
        item = self.getPlotItem()
        item.setDownsampling(auto=True, mode="peak")
        item.setClipToView(True)
        item.getViewBox().setDefaultPadding(0)
        self._bands = [
            pg.LinearRegionItem(orientation="horizontal", movable=False, pen=pg.mkPen(None))
            for _band in range(3)
        ]
        for band in self._bands:
            band.setZValue(-10)
            for line in band.lines:
                line.setPen(pg.mkPen(None))
            self.addItem(band)
        self._curve = self.plot(connect="finite")
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            axis.setStyle(tickFont=font(Role.CAPTION), tickLength=0)
        item.getAxis("left").setWidth(34)
        item.getAxis("bottom").setHeight(20)
        self.set_figure(figure)

    def set_figure(self, figure: Figure, rat: Rat | None = None) -> None:
        """Plot another level from the next values on."""
        self._figure, self._rat = figure, rat
        _excellent, good, fair, _poor = bounds(figure, rat)
        for band, edges in zip(self._bands, ((good, _FAR), (fair, good), (-_FAR, fair)), strict=True):
            band.setRegion(edges)
        self._wear()

    def show_values(
        self, at_s: Sequence[float], values: Sequence[float | None], now_s: float, window_s: float
    ) -> None:
        """None is a gap. The plot ends now and is window_s long."""
        y = np.array([np.nan if value is None else value for value in values], dtype=float)
        self._curve.setData(np.array(at_s, dtype=float), y)
        low, high = _RANGES[self._figure]
        known = y[~np.isnan(y)]
        if known.size:
            low, high = min(low, float(known.min()) - 2), max(high, float(known.max()) + 2)
        self.setYRange(low, high)
        self.setXRange(now_s - window_s, now_s)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_curve"):
            self._wear()

    def _wear(self) -> None:
        t = tokens(self)
        self.setBackground(QColor(t.surface))
        for band, tint in zip(self._bands, (t.passed_tint, t.warning_tint, t.failed_tint), strict=True):
            band.setBrush(pg.mkBrush(QColor(mix(t.surface, tint, 0.7))))
        self._curve.setPen(pg.mkPen(QColor(t.series[_SERIES[self._figure]]), width=1))
        for side in ("left", "bottom"):
            axis = self.getPlotItem().getAxis(side)
            axis.setPen(pg.mkPen(QColor(t.surface)))  # no line: with NoPen its ends are dots
            axis.setTickPen(pg.mkPen(QColor(t.surface)))
            axis.setTextPen(pg.mkPen(QColor(t.dim)))


class TimeAxis(pg.AxisItem):  # type: ignore[misc]
    """Ticks in the local time of day."""

    def __init__(self, clock: Clock) -> None:
        super().__init__("bottom")
        self._clock = clock
        self.enableAutoSIPrefix(False)

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:  # noqa: N803
        return [(60.0 if maxVal - minVal > 150 else 15.0, 0.0)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [f"{self._clock.utc(int(value * 1e9)).astimezone():%H:%M:%S}" for value in values]
