"""Splitters come back where they stood."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.shell.layout_memory import remembered, restore


def _panel(qtbot: QtBot) -> tuple[QWidget, QSplitter]:
    panel = QWidget()
    qtbot.addWidget(panel)
    splitter = QSplitter(Qt.Orientation.Horizontal)
    for _ in range(2):
        part = QWidget()
        part.setMinimumWidth(10)
        splitter.addWidget(part)
    QVBoxLayout(panel).addWidget(splitter)
    panel.resize(600, 200)
    panel.show()
    return panel, splitter


def test_a_splitter_comes_back_where_it_stood(qtbot: QtBot) -> None:
    panel, splitter = _panel(qtbot)
    splitter.setSizes([100, 476])
    layout = remembered(panel, "topics")
    assert list(layout) == ["topics.splitter-0"]
    other, again = _panel(qtbot)
    restore(other, "topics", layout)
    assert again.sizes() == splitter.sizes()


def test_foreign_and_damaged_entries_change_nothing(qtbot: QtBot) -> None:
    panel, splitter = _panel(qtbot)
    before = splitter.sizes()
    restore(panel, "topics", {"topics.splitter-0": "not base64 at all", "tracer.splitter-0": "AAAA"})
    assert splitter.sizes() == before
