"""The top bar runs, cancels, and shows a site's name verbatim."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.shell.top_bar import TopBar


def _bar(qtbot: QtBot) -> TopBar:
    bar = TopBar()
    qtbot.addWidget(bar)
    bar.resize(1280, bar.height())
    bar.show()
    return bar


def test_the_big_button_runs_and_while_running_cancels(qtbot: QtBot) -> None:
    bar = _bar(qtbot)
    bar.show_running(False, enabled=True)
    with qtbot.waitSignal(bar.run_pressed):
        qtbot.mouseClick(bar.run, Qt.MouseButton.LeftButton)
    bar.show_running(True, enabled=True)
    assert bar.run.text() == "Cancel"
    with qtbot.waitSignal(bar.cancel_pressed):
        qtbot.mouseClick(bar.run, Qt.MouseButton.LeftButton)
    bar.show_running(False, enabled=False)
    assert bar.run.text() == "Run check"
    with qtbot.assertNotEmitted(bar.run_pressed):
        qtbot.mouseClick(bar.run, Qt.MouseButton.LeftButton)


def test_a_site_s_name_is_shown_verbatim_and_bounded(qtbot: QtBot) -> None:
    bar = _bar(qtbot)
    name = "<b>Pump</b> & Sons " * 10
    bar.show_site(name, "<i>file</i>")
    assert bar.site.words == bar.site.accessibleName() == name
    assert bar.site.width() <= 320
    assert "<i>" not in bar.site.toolTip()


def test_site_and_search_can_be_pressed(qtbot: QtBot) -> None:
    bar = _bar(qtbot)
    bar.show_search("Search actions  ·  Ctrl+K")
    with qtbot.waitSignal(bar.site_pressed):
        qtbot.mouseClick(bar.site, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(bar.search_pressed):
        qtbot.keyClick(bar.search, Qt.Key.Key_Space)
