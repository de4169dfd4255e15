"""A door lists what is behind it and tells what was pressed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.panels.welcome.door import Door
from ui.widgets.buttons import Look


def test_lines_and_buttons_tell_their_keys(qtbot: QtBot) -> None:
    door = Door("port", "Plug in a modem", "See what it is.")
    qtbot.addWidget(door)
    button = door.add_button("go", "Go", Look.PRIMARY)
    door.show_lines([("a", "<b>A</b>", "/dev/ttyUSB2"), ("b", "B", "COM7")], "modem")
    door.resize(300, 400)
    door.show()
    with qtbot.waitSignal(door.chosen) as told:
        qtbot.mouseClick(door.lines[1], Qt.MouseButton.LeftButton)
    assert told.args == ["b"]
    with qtbot.waitSignal(door.pressed) as told:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert told.args == ["go"]
    assert door.lines[0].accessibleName() == "<b>A</b>"


def test_the_same_lines_keep_their_place(qtbot: QtBot) -> None:
    door = Door("port", "x", "y")
    qtbot.addWidget(door)
    door.show_lines([("a", "A", "1")], "modem")
    line = door.lines[0]
    door.show_lines([("a", "A", "1")], "modem")
    assert door.lines[0] is line
    door.show_lines([], "modem")
    assert door.lines == ()


def test_a_note_is_there_when_it_says_something(qtbot: QtBot) -> None:
    door = Door("port", "x", "y")
    qtbot.addWidget(door)
    door.show()
    door.show_note("Looking for a modem.")
    tall = door.sizeHint().height()
    door.show_note("")
    assert door.sizeHint().height() < tall
