"""Buttons wear their look, keep an ampersand, and take no focus from a click."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.widgets.buttons import Button, Look


def test_a_click_presses_without_taking_the_focus(qtbot: QtBot) -> None:
    button = Button("Smith & Sons", icon="copy")
    qtbot.addWidget(button)
    button.show()
    assert button.text() == "Smith && Sons"
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.hasFocus()


def test_a_look_can_change(qtbot: QtBot) -> None:
    button = Button("Run check", Look.PRIMARY)
    qtbot.addWidget(button)
    assert button.icon().isNull()
    button.set_look(Look.PLAIN, icon="cancel")
    button.set_text("Cancel & leave")
    assert button.property("look") == "plain"
    assert not button.icon().isNull()
    assert button.text() == "Cancel && leave"
