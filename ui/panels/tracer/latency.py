"""How long the newest flows took: a histogram, painted, with the percentiles in words."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.mqtt.delivery_tally import quantile
from app.words import _, n_
from app.words.figures import duration, number
from ui.theme import Role, tokens
from ui.widgets.card import Card
from ui.widgets.painting import draw_text, fill
from ui.widgets.text import PlainLabel, Tone

_BARS = 32
_FOOT = 18
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LatencyCard(Card):
    """Of flows that we began and the broker answered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Latency"), " ", parent=parent)
        self._shown: tuple[int, float] = (-1, 0.0)
        self.figures = PlainLabel("", tone=Tone.DIM)
        self.histogram = Histogram()
        self.body.addWidget(self.figures)
        self.body.addWidget(self.histogram, 1)
        self.show_times(())

    def show_times(self, times_ms: Collection[float]) -> None:
        shown = (len(times_ms), sum(times_ms))
        if shown == self._shown:
            return
        self._shown = shown
        ordered = sorted(times_ms)
        count = len(ordered)
        self.set_aside(
            n_("last {count} flow", "last {count} flows", count).format(count=number(count)) if count else " "
        )
        if count:
            p50, p95, p99 = (duration(quantile(ordered, share) or 0.0) for share in (0.5, 0.95, 0.99))
            self.figures.setText(_("p50 {p50} · p95 {p95} · p99 {p99}").format(p50=p50, p95=p95, p99=p99))
        else:
            self.figures.setText(_("No exchange has been answered yet."))
        self.histogram.show_times(ordered)


class Histogram(QWidget):
    """Equal steps to a half above the 95th percentile; what is slower is in the last bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: tuple[int, ...] = ()
        self._base_ms = self._limit_ms = 0.0
        self._beyond = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(64)

    @property
    def counts(self) -> tuple[int, ...]:
        return self._counts

    def show_times(self, ordered_ms: list[float]) -> None:
        self.update()
        if not ordered_ms:
            self._counts = ()
            return
        first, last = ordered_ms[0], ordered_ms[-1]
        self._limit_ms = max(0.1, min(last, 1.5 * (quantile(ordered_ms, 0.95) or 0.0)))
        self._base_ms = first if first > self._limit_ms / 2 and first < self._limit_ms else 0.0
        self._beyond = last > self._limit_ms
        counts = [0] * _BARS
        for time_ms in ordered_ms:
            share = (time_ms - self._base_ms) / (self._limit_ms - self._base_ms)
            counts[min(_BARS - 1, int(share * _BARS))] += 1
        self._counts = tuple(counts)

    def sizeHint(self) -> QSize:
        return QSize(240, 110)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens(self)
        painter = QPainter(self)
        floor = self.height() - _FOOT
        fill(painter, QRectF(0, floor, self.width(), 1), t.border)
        if not self._counts:
            return
        step = self.width() / _BARS
        high = max(self._counts)
        for place, count in enumerate(self._counts):
            if count:
                tall = max(2.0, count / high * (floor - 4))
                fill(painter, QRectF(place * step, floor - tall, max(1.0, step - 2), tall), t.series[0])
        foot = QRectF(0, floor + 2, self.width(), _FOOT - 2)
        draw_text(painter, foot, duration(self._base_ms), Role.CAPTION, t.dim)
        limit = duration(self._limit_ms)
        text = _("{limit} and more").format(limit=limit) if self._beyond else limit
        draw_text(painter, foot, text, Role.CAPTION, t.dim, _RIGHT)
