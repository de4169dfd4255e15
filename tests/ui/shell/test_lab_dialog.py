"""The lab's scenarios are told apart and one is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.lab import scenario
from ui.shell.lab_dialog import LabDialog


def test_every_scenario_is_listed_and_explained(qtbot: QtBot) -> None:
    dialog = LabDialog("cgnat")
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.chosen == "cgnat"
    assert dialog.list.count() == len(scenario.names())
    for row in range(dialog.list.count()):
        dialog.list.setCurrentRow(row)
        assert dialog.about.text()
    assert dialog.height() <= 600


def test_enter_starts_the_one_that_is_marked(qtbot: QtBot) -> None:
    dialog = LabDialog("not a scenario")
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.chosen == "healthy"
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.chosen == scenario.names()[1]
