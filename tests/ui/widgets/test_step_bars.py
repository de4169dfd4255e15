"""Bars share one scale, and nothing is drawn where there is nothing."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from ui.tokens import LIGHT
from ui.widgets.step_bars import Step, StepBars


@pytest.fixture
def bars(qtbot: QtBot) -> StepBars:
    made = StepBars(0)
    qtbot.addWidget(made)
    made.resize(300, made.sizeHint().height())
    return made


def _length(image: QImage, row: int) -> int:
    y = row * 17 + 8
    return sum(image.pixelColor(x, y).name().upper() == LIGHT.series[0] for x in range(image.width()))


def test_lengths_are_shares_of_the_longest(bars: StepBars) -> None:
    bars.set_steps(
        [Step("TCP", 25, "25 ms"), Step("TLS", 50, "50 ms"), Step("MQTT", 100, "100 ms", most=200)]
    )
    image = bars.grab().toImage()
    first, second, third = (_length(image, row) for row in range(3))
    assert second == pytest.approx(2 * first, abs=3)
    assert third == pytest.approx(2 * second, abs=3)
    assert bars.accessibleName() == "TCP 25 ms, TLS 50 ms, MQTT 100 ms"


def test_zero_is_still_seen_and_odd_widths_are_borne(bars: StepBars) -> None:
    bars.set_steps([Step("x", 0.0, "0 ms")])
    assert _length(bars.grab().toImage(), 0) >= 2
    bars.resize(10, 51)
    assert not bars.grab().isNull()


def test_nothing_is_a_base_line(bars: StepBars) -> None:
    bars.set_steps([])
    image = bars.grab().toImage()
    assert image.pixelColor(150, image.height() - 1).name().upper() == LIGHT.border
