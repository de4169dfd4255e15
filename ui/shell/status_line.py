"""The line at the bottom: facts about the files and services in use, and how late the event loop is."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Role, font, tokens
from ui.widgets.card import Bar
from ui.widgets.painting import draw_text

_HEIGHT = 26
_GAP = 20.0
_BEAT_MS = 200
_BEATS_A_REPORT = 5


class Pulse(QObject):
    """Beats five times a second and tells once a second how late the worst beat came.

    The beat also gives Python a chance to notice Ctrl-C while Qt waits for events.
    """

    told = Signal(float)  # milliseconds

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._worst_ms = 0.0
        self._beats = 0
        self._due = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self._due = time.perf_counter() + _BEAT_MS / 1000
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self._worst_ms = max(self._worst_ms, (now - self._due) * 1000)
        self._due = now + _BEAT_MS / 1000
        self._beats += 1
        if self._beats == _BEATS_A_REPORT:
            self.told.emit(self._worst_ms)
            self._beats, self._worst_ms = 0, 0.0


class StatusLine(Bar):
    """Shows the facts that its sources give, asked for once a second; what does not fit is left out."""

    def __init__(self, source: Callable[[], Sequence[str]], parent: QWidget | None = None) -> None:
        super().__init__("top", parent)
        self._source = source
        self._facts: tuple[str, ...] = ()
        self.setFixedHeight(_HEIGHT)

    @property
    def facts(self) -> tuple[str, ...]:
        return self._facts

    def refresh(self) -> None:
        facts = tuple(self._source())
        if facts != self._facts:
            self._facts = facts
            self.setAccessibleName(", ".join(facts))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        metrics = QFontMetricsF(font(Role.CAPTION))
        x, dim = 16.0, tokens(self).dim
        for fact in self._facts:
            width = metrics.horizontalAdvance(fact) + 1
            if x + width > self.width() - 16:
                break
            draw_text(painter, QRectF(x, 1, width, _HEIGHT - 1), fact, Role.CAPTION, dim)
            x += width + _GAP
