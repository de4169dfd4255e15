"""A spark line draws what it was given, gaps and all, and nothing when there is nothing."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from ui.tokens import LIGHT
from ui.widgets.spark_line import SparkLine


def _picture(
    qtbot: QtBot, values: list[float | None], *, bars: bool = False, high: float | None = None
) -> QImage:
    plot = SparkLine(0, bars=bars)
    qtbot.addWidget(plot)
    plot.resize(100, 44)
    plot.set_values(values, high=high)
    assert plot.values == tuple(values)
    return plot.grab().toImage()


def _inked(image: QImage, colour: str) -> list[int]:
    """The columns that have a pixel of this colour."""
    return [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y).name().upper() == colour for y in range(image.height()))
    ]


@pytest.mark.parametrize("values", [[], [None], [None, None], [5.0]])
def test_too_little_for_a_course_is_a_base_line(qtbot: QtBot, values: list[float | None]) -> None:
    image = _picture(qtbot, values)
    assert _inked(image, LIGHT.series[0]) == []
    assert image.pixelColor(50, 43).name().upper() == LIGHT.border


def test_a_line_spans_the_width(qtbot: QtBot) -> None:
    image = _picture(qtbot, [1.0, 1.0, 1.0])
    ground = image.pixelColor(50, 2)
    assert all(image.pixelColor(x, 42) != ground for x in (1, 50, 98))


def test_a_gap_stays_a_gap(qtbot: QtBot) -> None:
    image = _picture(qtbot, [1.0, 1.0, None, None, 1.0, 1.0])
    assert image.pixelColor(50, 25) == image.pixelColor(50, 2)


def test_equal_and_odd_values_are_drawn_without_a_crash(qtbot: QtBot) -> None:
    for values in ([0.0, 0.0], [1e-300, 1e300], [-5.0, None, 5.0], [3.0] * 500):
        _picture(qtbot, list(values))
        _picture(qtbot, list(values), bars=True)


def test_a_bar_is_as_tall_as_its_share_and_a_loss_is_a_cross(qtbot: QtBot) -> None:
    image = _picture(qtbot, [10.0, 5.0, None], bars=True, high=10.0)
    ink = LIGHT.series[0]
    heights = [sum(image.pixelColor(x, y).name().upper() == ink for y in range(44)) for x in (2, 20)]
    assert heights[0] == pytest.approx(2 * heights[1], abs=3)
    assert any(
        image.pixelColor(x, y).red() > 150 and image.pixelColor(x, y).green() < 120
        for x in range(36, 43)
        for y in range(36, 44)
    )
