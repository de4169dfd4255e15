"""The rail has one current panel, chosen by mouse or keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.widgets.nav_rail import NavItem, NavRail

ITEMS = [NavItem(name, name.title(), "overview") for name in ("overview", "topics", "tracer")]


@pytest.fixture
def rail(qtbot: QtBot) -> NavRail:
    made = NavRail(ITEMS)
    qtbot.addWidget(made)
    made.resize(made.width(), 400)
    made.show()
    return made


def test_a_click_chooses_and_marks(rail: NavRail, qtbot: QtBot) -> None:
    with qtbot.waitSignal(rail.chosen) as told:
        qtbot.mouseClick(rail.button("topics"), Qt.MouseButton.LeftButton)
    assert told.args == ["topics"]
    assert rail.current == "topics"


def test_a_second_click_on_the_current_panel_leaves_it_current(rail: NavRail, qtbot: QtBot) -> None:
    for _ in range(2):
        qtbot.mouseClick(rail.button("topics"), Qt.MouseButton.LeftButton)
    assert rail.current == "topics"


def test_up_and_down_walk_and_stop_at_the_ends(rail: NavRail, qtbot: QtBot) -> None:
    first, second = rail.button("overview"), rail.button("topics")
    assert first is not None
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Up)
    assert rail.focusWidget() is first
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert rail.focusWidget() is second
    with qtbot.waitSignal(rail.chosen) as told:
        qtbot.keyClick(second, Qt.Key.Key_Space)
    assert told.args == ["topics"]


def test_the_current_one_looks_different(rail: NavRail) -> None:
    rail.set_current("overview")
    before = rail.grab().toImage()
    rail.set_current("tracer")
    assert rail.grab().toImage() != before
