"""The palette is opened, narrowed, walked through and left by keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.chain.hops import State
from ui.shell.palette import Entry, Palette, PaletteModel, shown_shortcut

ENTRIES = (
    Entry("check.run", "Run check", icon="run", shortcut="F5"),
    Entry("check.cancel", "Cancel check", icon="cancel", enabled=False),
    Entry("panel.modem", "Modem", "Panel", "modem"),
    Entry("hop.modem", "Modem", "Hop", state=State.FAILED, words="EG25-G"),
    Entry("theme.dark", "Dark theme", words="colour night"),
)


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(900, 700)
    QVBoxLayout(made).addWidget(QPushButton("below"))
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def palette(host: QWidget) -> Palette:
    made = Palette(lambda: ENTRIES, host)
    made.open()
    return made


def _titles(palette: Palette) -> list[str]:
    return [palette.model.entry(row).key for row in range(palette.model.rowCount())]


def test_the_model_is_sound(qtmodeltester: ModelTester) -> None:
    model = PaletteModel()
    model.offer(ENTRIES)
    qtmodeltester.check(model)
    model.narrow("mod")
    qtmodeltester.check(model)
    assert model.rowCount() == 2


def test_typing_narrows_and_enter_chooses_the_best(palette: Palette, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, "dar")
    assert _titles(palette) == ["theme.dark"]
    with qtbot.waitSignal(palette.chosen) as told:
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert told.args == ["theme.dark"]
    assert not palette.isVisible()


def test_other_words_and_values_find_it_too(palette: Palette, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, "eg25")
    assert _titles(palette) == ["hop.modem"]
    palette.field.clear()
    qtbot.keyClicks(palette.field, "night col")
    assert _titles(palette) == ["theme.dark"]


def test_the_arrows_walk_and_stop_at_the_ends(palette: Palette, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(palette.field, key)
    with qtbot.waitSignal(palette.chosen) as told:
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert told.args == ["hop.modem"]


def test_a_disabled_action_comes_last_and_cannot_be_chosen(palette: Palette, qtbot: QtBot) -> None:
    assert _titles(palette)[-1] == "check.cancel"
    qtbot.keyClick(palette.field, Qt.Key.Key_PageDown)
    assert palette.model.entry(palette.list.currentIndex().row()).key == "theme.dark"
    qtbot.keyClicks(palette.field, "cancel")
    with qtbot.assertNotEmitted(palette.chosen):
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_a_click_chooses(palette: Palette, qtbot: QtBot) -> None:
    place = palette.list.visualRect(palette.model.index(1)).center()
    with qtbot.waitSignal(palette.chosen) as told:
        qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args == ["panel.modem"]


def test_escape_empties_nothing_but_leaves_and_gives_the_focus_back(host: QWidget, qtbot: QtBot) -> None:
    button = host.findChild(QPushButton)
    assert button is not None
    button.setFocus()
    palette = Palette(lambda: ENTRIES, host)
    palette.open()
    qtbot.keyClicks(palette.field, "x")
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert button.hasFocus()


def test_when_nothing_fits_it_says_so(palette: Palette, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, "zzz")
    assert palette.model.rowCount() == 0
    assert palette.list.isHidden()
    with qtbot.assertNotEmitted(palette.chosen):
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)


def test_hostile_titles_are_painted_as_they_are(host: QWidget) -> None:
    palette = Palette(lambda: [Entry("x", "<h1>a</h1> & b" * 40, "g" * 30, shortcut="Ctrl+K")], host)
    palette.open()
    assert not palette.grab().isNull()
    assert palette.model.data(palette.model.index(0)) == "<h1>a</h1> & b" * 40


def test_it_stays_inside_a_small_window(host: QWidget, palette: Palette) -> None:
    host.resize(400, 300)
    palette.place()
    assert host.rect().contains(palette.geometry())


def test_shortcuts_are_shown_as_the_system_writes_them() -> None:
    assert shown_shortcut("F5") == "F5"
    assert "K" in shown_shortcut("Ctrl+K")
