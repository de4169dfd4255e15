"""A few durations as lines: a label, a bar of its share, the figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Role, tokens
from ui.tokens import mix
from ui.widgets.painting import draw_text, fill, text_width

_LINE = 17
_BAR = 8
_GAP = 10
_LEAST = 2.0


@dataclass(frozen=True, slots=True)
class Step:
    """most: how far it went at worst, drawn pale behind the bar. text: the figure with its unit."""

    label: str
    value: float
    text: str
    most: float | None = None


class StepBars(QWidget):
    """All bars share one scale: the longest fills the width."""

    def __init__(self, series: int = 0, lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series = series
        self._lines = lines
        self._steps: tuple[Step, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def steps(self) -> tuple[Step, ...]:
        return self._steps

    def set_steps(self, steps: Sequence[Step]) -> None:
        self._steps = tuple(steps)
        self.setAccessibleName(", ".join(f"{step.label} {step.text}" for step in steps))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, self._lines * _LINE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = tokens(self)
        if not self._steps:
            fill(painter, QRectF(0, self.height() - 1, self.width(), 1), t.border)
            return
        ink = t.series[self._series]
        labels = max(text_width(step.label, Role.CAPTION) for step in self._steps) + _GAP
        figures = max(text_width(step.text, Role.CAPTION) for step in self._steps) + _GAP
        room = max(_LEAST, self.width() - labels - figures)
        longest = max(max(step.value, step.most or 0.0) for step in self._steps) or 1.0
        for row, step in enumerate(self._steps[: self._lines]):
            line = QRectF(0, row * _LINE, self.width(), _LINE)
            draw_text(painter, line, step.label, Role.CAPTION, t.dim)
            bar = QRectF(labels, line.top() + (_LINE - _BAR) / 2, 0, _BAR)
            if step.most is not None:
                bar.setWidth(max(_LEAST, step.most / longest * room))
                fill(painter, bar, mix(t.surface, ink, 0.3))
            bar.setWidth(max(_LEAST, step.value / longest * room))
            fill(painter, bar, ink)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            draw_text(painter, line, step.text, Role.CAPTION, t.text, right)
