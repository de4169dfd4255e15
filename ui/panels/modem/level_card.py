"""One level: which, its value now with its rating, and its course. The plot comes when it is first shown."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import takewhile
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.modem.history import LevelSample
from app.modem.rating import Figure, Rating, rate_figure
from app.modem.readings import Rat
from app.words import _, rating_name
from app.words.figures import number
from ui.theme import GRID, Role
from ui.widgets.card import Card
from ui.widgets.text import PlainLabel, Tone

if TYPE_CHECKING:
    from app.core.clock import Clock
    from ui.panels.modem.level_plot import LevelPlot

_TONES = {
    Rating.EXCELLENT: Tone.PASSED,
    Rating.GOOD: Tone.PASSED,
    Rating.FAIR: Tone.WARNING,
    Rating.POOR: Tone.FAILED,
    Rating.NONE: Tone.FAILED,
}
_LEAST_HEIGHT = 128
WINDOW_S = 300.0
FIRST_WINDOW_S = 60.0


class LevelCard(Card):
    def __init__(self, figure: Figure, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._clock = clock
        self._plot: LevelPlot | None = None
        self._samples: tuple[LevelSample, ...] = ()
        self._rat: Rat | None = None
        self.figure = figure
        self.chooser = QComboBox()
        self.chooser.setAccessibleName(_("Level that is plotted"))
        for entry in Figure:
            self.chooser.addItem(entry.value.upper(), entry)
        self.chooser.setCurrentIndex(list(Figure).index(figure))
        self.chooser.currentIndexChanged.connect(self._on_chosen)
        self.value = PlainLabel(role=Role.TITLE)
        self.unit = PlainLabel(tone=Tone.DIM)
        self.rating = PlainLabel(role=Role.STRONG)
        head = QHBoxLayout()
        head.setSpacing(GRID + 2)
        head.addWidget(self.chooser)
        head.addStretch(1)
        for label in (self.value, self.unit, self.rating):
            head.addWidget(label)
        self.body.setContentsMargins(14, 8, 14, 8)
        self.body.addLayout(head)
        self.setMinimumHeight(_LEAST_HEIGHT)

    def build_plot(self) -> None:
        """Once, when the card comes into view: the plotting library is slow to load."""
        if self._plot is None:
            from ui.panels.modem.level_plot import LevelPlot

            self._plot = LevelPlot(self.figure, self._clock)
            self._plot.setAccessibleName(_("Course of the last minutes"))
            self.body.addWidget(self._plot, 1)
            self._draw()

    def show_samples(self, newest_first: Iterable[LevelSample], rat: Rat | None) -> None:
        """Samples of the session, the newest first; as many are taken as the plot shows."""
        since_ns = time.perf_counter_ns() - int(WINDOW_S * 1e9)
        recent = takewhile(lambda sample: sample.at_ns > since_ns, newest_first)
        self._samples = tuple(recent)[::-1]
        if rat is not self._rat:
            self._rat = rat
            if self._plot is not None:
                self._plot.set_figure(self.figure, rat)
        self._draw()

    def _on_chosen(self, place: int) -> None:
        self.figure = self.chooser.itemData(place)
        if self._plot is not None:
            self._plot.set_figure(self.figure, self._rat)
        self._draw()

    def _draw(self) -> None:
        values = [level_of(sample, self.figure) for sample in self._samples]
        self._show_now(values[-1] if values else None)
        if self._plot is not None:
            at_s = [sample.at_ns / 1e9 for sample in self._samples]
            now_s = time.perf_counter_ns() / 1e9
            window_s = min(WINDOW_S, max(FIRST_WINDOW_S, now_s - at_s[0])) if at_s else FIRST_WINDOW_S
            self._plot.show_values(at_s, values, now_s, window_s)

    def _show_now(self, value: float | None) -> None:
        absolute = self.figure in (Figure.RSRP, Figure.RSSI)
        self.value.setText("–" if value is None else number(value, 1))
        self.unit.setText("" if value is None else "dBm" if absolute else "dB")
        rating = None if value is None else rate_figure(self.figure, value, self._rat)
        self.rating.setText("" if rating is None else rating_name(rating.value))
        if rating is not None:
            self.rating.set_tone(_TONES[rating])


def level_of(sample: LevelSample, figure: Figure) -> float | None:
    """The level that a figure is about."""
    unit = "dbm" if figure in (Figure.RSRP, Figure.RSSI) else "db"
    value: float | None = getattr(sample, f"{figure.value}_{unit}")
    return value
