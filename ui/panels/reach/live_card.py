"""One path watched live: which, its figures over two minutes, and every try as a bar."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.reach.monitor import Path, PathWay
from app.words import _
from app.words.figures import duration, number
from app.words.live_signal import path_verdict
from ui.panels.reach.bars import PathBars
from ui.theme import GRID
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.text import PlainLabel, Tone, tooltip

if TYPE_CHECKING:
    from app.reach.monitor import PathMonitor
    from app.reach.path_samples import PathSummary

WINDOW_S = 120.0


class LiveCard(Card):
    """chosen: another path is wanted. toggled: watching is to begin or to end."""

    chosen = Signal(object)  # Path
    toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._paths: tuple[Path, ...] = ()
        self.chooser = QComboBox()
        self.chooser.setAccessibleName(_("Path that is watched"))
        self.chooser.setMinimumContentsLength(16)
        self.chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.chooser.currentIndexChanged.connect(self._on_chosen)
        self.figures = PlainLabel(tone=Tone.DIM)
        self.bars = PathBars()
        self.button = Button(_("Watch"))
        self.button.setCheckable(True)
        self.button.setToolTip(tooltip(_("Tries the path once a second; every try costs a little data.")))
        self.button.toggled.connect(self._on_toggled)
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(self.chooser, 1)
        head.addWidget(self.figures)
        head.addWidget(self.button)
        self.body.setContentsMargins(14, 10, 14, 12)
        self.body.addLayout(head)
        self.body.addWidget(self.bars, 1)

    def show_paths(self, named: Sequence[tuple[str, Path]]) -> None:
        """The same paths again change nothing."""
        paths = tuple(path for _name, path in named)
        if paths == self._paths:
            return
        self._paths = paths
        self.chooser.blockSignals(True)
        self.chooser.clear()
        for name, path in named:
            self.chooser.addItem(path_title(name, path))
        self.chooser.blockSignals(False)
        self.setEnabled(bool(paths))
        if paths:
            self.chosen.emit(paths[0])

    def set_watching(self, watching: bool) -> None:
        self.button.blockSignals(True)
        self.button.setChecked(watching)
        self.button.blockSignals(False)
        self.button.set_text(_("Pause") if watching else _("Watch"))

    def show_monitor(self, monitor: PathMonitor | None) -> None:
        if monitor is None:
            self.figures.setText("")
            self.bars.show_values(())
            return
        if monitor.blocked is not None:
            self.figures.setText(path_verdict(monitor.blocked))
        else:
            self.figures.setText(summary_line(monitor.summary(WINDOW_S)))
        samples = monitor.samples
        newest = islice(samples, max(0, len(samples) - self.bars.room), None)
        self.bars.show_values([sample.rtt_ms for sample in newest])

    def _on_chosen(self, place: int) -> None:
        if 0 <= place < len(self._paths):
            self.chosen.emit(self._paths[place])

    def _on_toggled(self, on: bool) -> None:
        self.set_watching(on)
        self.toggled.emit(on)


def path_title(name: str, path: Path) -> str:
    place = f"[{path.host}]" if ":" in path.host else path.host
    if path.way is PathWay.PING:
        return _("Ping {host}").format(host=path.host)
    return _("{name}: TCP {place}").format(name=name, place=f"{place}:{path.port}")


def summary_line(summary: PathSummary) -> str:
    """`48 ms · jitter 4 ms · loss 3 of 120`."""
    if not summary.sent:
        return ""
    parts = []
    if summary.rtt_ms is not None:
        parts.append(duration(summary.rtt_ms))
    if summary.jitter_ms is not None:
        parts.append(_("jitter {time}").format(time=f"{number(summary.jitter_ms, 1)} ms"))
    parts.append(_("loss {lost} of {sent}").format(lost=summary.lost, sent=summary.sent))
    return " · ".join(parts)
