"""A notice tells, offers, and goes when it is closed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.chain.hops import State
from ui.tokens import LIGHT
from ui.widgets.banner import Banner


def _banner(qtbot: QtBot) -> Banner:
    banner = Banner(State.FAILED, "It failed", "<i>why</i>", [("copy", "Copy details")], close_text="Close")
    qtbot.addWidget(banner)
    banner.resize(600, 60)
    banner.show()
    return banner


def test_a_button_and_the_cross_are_told_apart(qtbot: QtBot) -> None:
    banner = _banner(qtbot)
    with qtbot.waitSignal(banner.pressed) as told:
        qtbot.mouseClick(banner.findChild(QPushButton, "copy"), Qt.MouseButton.LeftButton)
    assert told.args == ["copy"]
    with qtbot.waitSignal(banner.closed):
        qtbot.mouseClick(banner.findChild(QPushButton, "close"), Qt.MouseButton.LeftButton)


def test_escape_closes(qtbot: QtBot) -> None:
    banner = _banner(qtbot)
    with qtbot.waitSignal(banner.closed):
        qtbot.keyClick(banner, Qt.Key.Key_Escape)


def test_it_wears_its_state(qtbot: QtBot) -> None:
    image = _banner(qtbot).grab().toImage()
    assert image.pixelColor(300, 0).name().upper() == LIGHT.failed
