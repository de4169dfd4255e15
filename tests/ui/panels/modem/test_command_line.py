"""Typing a command: explained as one types, remembered, completed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.panels.modem.command_line import CommandLine


def line(qtbot: QtBot) -> CommandLine:
    made = CommandLine()
    qtbot.addWidget(made)
    made.completer().popup().hide()
    return made


def test_history_with_the_arrow_keys_keeps_the_draft(qtbot: QtBot) -> None:
    made = line(qtbot)
    for command in ("ATI", "AT+CSQ", "ATI"):
        made.setText(f" {command} ")
        assert made.take() == command
    assert made.past == ("AT+CSQ", "ATI")
    made.setText("AT+C")
    seen = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(made, key)
        seen.append(made.text())
    assert seen == ["ATI", "AT+CSQ", "AT+CSQ", "ATI", "AT+C"]


def test_it_says_what_a_command_does_before_it_is_sent(qtbot: QtBot) -> None:
    made = line(qtbot)
    told: list[str] = []
    made.explained.connect(told.append)
    made.setText("AT+CEREG?")
    made.setText("AT+CFUN=4")
    made.setText("")
    assert "registration on LTE" in told[0]
    assert "Reads only" in told[0]
    assert "Asks first" in told[1]
    assert told[2]


def test_completion_offers_the_familys_commands_with_a_line(qtbot: QtBot) -> None:
    made = line(qtbot)
    made.set_commands(['AT+QENG="servingcell"', "AT+QXYZ"])
    completer = made.completer()
    completer.setCompletionPrefix("at+qx")
    assert completer.currentCompletion() == "AT+QXYZ"
    completer.setCompletionPrefix("AT+CSQ")
    assert "signal" in completer.currentIndex().data()
