"""Collects reference cycles on the window's thread only.

Python collects on whatever thread happens to make the next object. A Qt object that lies in a cycle is then
destroyed on a reader's or the lab's thread while Qt still works with it on its own, and the process dies
with a segmentation fault: here in every second run of the window's tests, before this module was written.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

_LOOK_EVERY_MS = 250
_FULL_EVERY_S = 20.0  # all generations: the long one, a few ms where much is held


class Collector(QObject):
    """Looks a few times a second whether enough has come together, by Python's own thresholds."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._full_due = time.monotonic() + _FULL_EVERY_S
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """What is left is collected now, here; from then on Python collects by itself again."""
        self._timer.stop()
        gc.collect()
        gc.enable()

    def look(self) -> int | None:
        """Collect if it is time; returns the oldest generation that was collected."""
        (young, middle, old), limits = gc.get_count(), gc.get_threshold()
        if young <= limits[0]:
            return None
        now = time.monotonic()
        if old > limits[2] and now >= self._full_due:
            self._full_due = now + _FULL_EVERY_S
            generation = 2
        else:
            generation = 1 if middle > limits[1] else 0
        gc.collect(generation)
        return generation


@contextmanager
def collected_here() -> Iterator[None]:
    """While this lasts, cycles are collected on the calling thread only; it must be Qt's."""
    collector = Collector()
    collector.start()
    try:
        yield
    finally:
        collector.stop()
        collector.deleteLater()
