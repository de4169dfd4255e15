"""Escape empties the field first, and only then leaves it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.search_field import SearchField


def test_escape_empties_and_then_goes_on(qtbot: QtBot) -> None:
    passed_on = []

    class Host(QWidget):
        def keyPressEvent(self, event: object) -> None:
            passed_on.append(event)

    host = Host()
    qtbot.addWidget(host)
    field = SearchField("Find topics")
    QVBoxLayout(host).addWidget(field)
    host.show()
    field.setFocus()
    qtbot.keyClicks(field, "acme")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), passed_on) == ("", [])
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert len(passed_on) == 1
    assert field.accessibleName() == "Find topics"
