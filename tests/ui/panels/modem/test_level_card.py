"""A level with its rating and its course; another one at a choice; the plot only when it is asked for."""

from __future__ import annotations

import time

from pytestqt.qtbot import QtBot

from app.core.clock import Clock
from app.modem.history import LevelSample
from app.modem.rating import Figure
from app.modem.readings import Rat
from ui.panels.modem.level_card import LevelCard, level_of
from ui.widgets.text import Tone


def samples(*levels: float | None) -> list[LevelSample]:
    now_ns = time.perf_counter_ns()
    return [
        LevelSample(now_ns - 1_000_000_000 * place, level, -10, 14, -60) for place, level in enumerate(levels)
    ]


def card(qtbot: QtBot) -> LevelCard:
    made = LevelCard(Figure.RSRP, Clock.start())
    qtbot.addWidget(made)
    made.resize(500, 200)
    made.show()
    return made


def test_the_newest_value_is_told_with_its_rating(qtbot: QtBot) -> None:
    made = card(qtbot)
    made.show_samples(samples(-96, -80), Rat.LTE)
    assert (made.value.text(), made.unit.text(), made.rating.text()) == ("−96", "dBm", "fair")
    assert made.rating._tone is Tone.WARNING
    made.show_samples(samples(None, -80), Rat.LTE)
    assert (made.value.text(), made.rating.text()) == ("–", "")


def test_a_narrow_technology_is_rated_by_its_own_bounds(qtbot: QtBot) -> None:
    made = card(qtbot)
    made.show_samples(samples(-96), Rat.NB_IOT)
    assert made.rating.text() == "good"


def test_the_course_is_drawn_with_gaps_and_another_level_can_be_chosen(qtbot: QtBot) -> None:
    made = card(qtbot)
    made.build_plot()
    made.build_plot()
    made.show_samples(samples(-96, None, -150, -97), Rat.LTE)
    assert made._plot is not None
    _, y = made._plot._curve.getData()
    assert len(y) == 4
    low, _high = made._plot.getPlotItem().viewRange()[1]
    assert low <= -150
    made.chooser.setCurrentIndex(made.chooser.findData(Figure.SINR))
    assert (made.value.text(), made.unit.text()) == ("14", "dB")
    assert not made.grab().isNull()


def test_each_figure_has_its_level() -> None:
    sample = LevelSample(0, -96, -11, 7, -66)
    assert [level_of(sample, figure) for figure in Figure] == [-96, -11, 7, -66]
