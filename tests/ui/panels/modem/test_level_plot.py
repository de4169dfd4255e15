"""The plot: bands where the rating changes, the time of day under it, and the theme's colours."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.core.clock import Clock
from app.modem.rating import Figure, bounds
from app.modem.readings import Rat
from ui.panels.modem.level_plot import LevelPlot
from ui.theme import palette_of
from ui.tokens import DARK, LIGHT

CLOCK = Clock.start()


def plot(qtbot: QtBot) -> LevelPlot:
    made = LevelPlot(Figure.RSRP, CLOCK)
    qtbot.addWidget(made)
    made.resize(500, 160)
    return made


def test_bands_begin_at_the_ratings_bounds(qtbot: QtBot) -> None:
    made = plot(qtbot)
    for figure, rat in ((Figure.RSRP, Rat.NB_IOT), (Figure.SINR, Rat.LTE)):
        made.set_figure(figure, rat)
        _excellent, good, fair, _poor = bounds(figure, rat)
        assert made._bands[0].getRegion()[0] == good
        assert made._bands[1].getRegion() == (fair, good)
        assert made._bands[2].getRegion()[1] == fair


def test_it_ends_now_and_holds_every_value(qtbot: QtBot) -> None:
    made = plot(qtbot)
    made.show_values([90.0, 95.0, 100.0], [-60.0, None, -140.0], 100.0, 60.0)
    (first_s, last_s), (low, high) = made.getPlotItem().viewRange()
    assert (first_s, last_s) == (40.0, 100.0)
    assert low < -140
    assert high > -60


def test_ticks_are_the_time_of_day(qtbot: QtBot) -> None:
    axis = plot(qtbot).getPlotItem().getAxis("bottom")
    at_s = CLOCK.anchor_ns / 1e9
    expected = f"{CLOCK.utc(int(at_s * 1e9)).astimezone():%H:%M:%S}"
    assert axis.tickStrings([at_s], 1.0, 60.0) == [expected]
    assert axis.tickSpacing(0, 300, 500) == [(60.0, 0.0)]
    assert axis.tickSpacing(0, 60, 500) == [(15.0, 0.0)]


def test_it_wears_the_theme(qtbot: QtBot) -> None:
    made = plot(qtbot)
    for tokens in (DARK, LIGHT):
        made.setPalette(palette_of(tokens))
        assert made.backgroundBrush().color() == QColor(tokens.surface)
        assert made._curve.opts["pen"].color() == QColor(tokens.series[0])
        assert made._curve.opts["pen"].widthF() == 1
    assert made.focusPolicy() is Qt.FocusPolicy.NoFocus
