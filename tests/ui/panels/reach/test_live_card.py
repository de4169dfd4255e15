"""The watched path: its figures, its bars, and the choice of another one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.reach.monitor import Path, PathMonitor, PathWay
from app.reach.path_samples import PathSample, summarise
from ui.panels.reach.bars import PathBars, round_above
from ui.panels.reach.live_card import LiveCard, path_title, summary_line

PATHS = (("Broker", Path("::1", 1883)), ("Broker", Path("::1", way=PathWay.PING)))


def monitor(*rtts_ms: float | None) -> PathMonitor:
    made = PathMonitor(PATHS[0][1], lambda where, error: None)
    made.samples.extend(PathSample(place, rtt_ms, "open") for place, rtt_ms in enumerate(rtts_ms))
    return made


def test_titles_and_figures() -> None:
    assert path_title(*PATHS[0]) == "Broker: TCP [::1]:1883"
    assert path_title(*PATHS[1]) == "Ping ::1"
    samples = [PathSample(0, 48, "open"), PathSample(1, 52, "open"), PathSample(2, None, "silent")]
    assert summary_line(summarise(samples)) == "50 ms · jitter 4 ms · loss 1 of 3"
    assert summary_line(summarise(())) == ""


def test_choosing_and_pausing(qtbot: QtBot) -> None:
    card = LiveCard()
    qtbot.addWidget(card)
    card.resize(560, 160)
    card.show()
    chosen: list[Path] = []
    card.chosen.connect(chosen.append)
    card.show_paths(PATHS)
    card.show_paths(PATHS)
    qtbot.keyClick(card.chooser, Qt.Key.Key_Down)
    assert chosen == [path for _name, path in PATHS]
    with qtbot.waitSignal(card.toggled) as told:
        qtbot.mouseClick(card.button, Qt.MouseButton.LeftButton)
    assert told.args == [True]
    assert card.button.text() == "Pause"
    card.show_monitor(monitor(1, None, 3))
    assert card.bars.values == (1, None, 3)
    assert not card.grab().isNull()
    blocked = monitor()
    blocked.blocked = "not-permitted"
    card.show_monitor(blocked)
    assert "ping is not possible" in card.figures.text()
    card.show_monitor(None)
    assert card.figures.text() == ""


@pytest.mark.parametrize(("value", "above"), [(2, 2), (2.1, 5), (5.8, 10), (48, 50), (101, 200), (0.3, 0.5)])
def test_the_scale_ends_at_a_round_figure(value: float, above: float) -> None:
    assert round_above(value) == pytest.approx(above)


def test_a_slow_try_is_higher(qtbot: QtBot) -> None:
    bars = PathBars()
    qtbot.addWidget(bars)
    bars.resize(bars.room * 4, 100)
    bars.show_values([2.0, 20.0])
    image = bars.grab().toImage()

    def height(x: int) -> int:
        ground = image.pixelColor(2, 50)
        return sum(image.pixelColor(x, y) != ground for y in range(24, 96))

    assert height(bars.width() - 3) > 3 * height(bars.width() - 7)
