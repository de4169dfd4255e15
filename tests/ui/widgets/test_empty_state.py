"""An empty panel says what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ui.widgets.empty_state import EmptyState, IconMark


def test_words_and_buttons(qtbot: QtBot) -> None:
    state = EmptyState(
        "modem", "No modem", "Plug one in.", [("site.open", "Open site file…"), ("lab.open", "Try the lab…")]
    )
    qtbot.addWidget(state)
    state.resize(600, 400)
    state.show()
    assert [label.text() for label in state.findChildren(QLabel)] == ["No modem", "Plug one in."]
    looks = [button.property("look") for button in state.findChildren(QPushButton)]
    assert looks == ["primary", "plain"]
    with qtbot.waitSignal(state.pressed) as told:
        qtbot.mouseClick(state.findChild(QPushButton, "lab.open"), Qt.MouseButton.LeftButton)
    assert told.args == ["lab.open"]
    state.set_words("Modem lost", "It was unplugged.")
    assert state.findChildren(QLabel)[0].text() == "Modem lost"


def test_a_mark_draws_its_icon(qtbot: QtBot) -> None:
    mark = IconMark("modem", 24, accent=True)
    qtbot.addWidget(mark)
    plain = IconMark("modem", 24)
    qtbot.addWidget(plain)
    assert mark.grab().toImage() != plain.grab().toImage()
