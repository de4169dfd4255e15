"""The editor checks while it is written, saves only what is right, and loses nothing on the way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.site.edit import SiteDocument
from ui.panels.site.dialog import SiteDialog

SOURCE = '[site]\nname = "Pump"\n\n[sim]\napn = "acme.private"\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "pump.site.toml"
    made.write_text(SOURCE)
    return made


@pytest.fixture
def dialog(path: Path, qtbot: QtBot) -> SiteDialog:
    made = SiteDialog(SiteDocument.open(path))
    qtbot.addWidget(made)
    made.open()
    return made


def _type(dialog: SiteDialog, qtbot: QtBot, key: str, text: str) -> QLineEdit:
    line = dialog.form.field(key)
    assert isinstance(line, QLineEdit)
    line.selectAll()
    qtbot.keyClicks(line, text)
    return line


def test_a_good_file_can_be_saved_and_is_written_whole(dialog: SiteDialog, path: Path, qtbot: QtBot) -> None:
    _type(dialog, qtbot, "sim.static_ip", "10.64.3.17")
    assert dialog.problems == ()
    with qtbot.waitSignals([dialog.saved, dialog.accepted]):
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert 'static_ip = "10.64.3.17"' in path.read_text()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_wrong_value_is_told_at_once_with_its_line_and_cannot_be_saved(
    dialog: SiteDialog, path: Path, qtbot: QtBot
) -> None:
    line = _type(dialog, qtbot, "sim.static_ip", "10.64.3")
    assert not dialog.save.isEnabled()
    assert "10.64.3.17" in line.accessibleDescription()  # what was expected
    assert dialog.list.item(0).text().startswith("line 6:")
    assert dialog.source.marked == {6}
    qtbot.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert path.read_text() == SOURCE
    _type(dialog, qtbot, "sim.static_ip", "10.64.3.17")
    assert dialog.save.isEnabled()
    assert not dialog.list.isVisible()


def test_form_and_source_follow_each_other(dialog: SiteDialog, qtbot: QtBot) -> None:
    _type(dialog, qtbot, "site.name", "Other")
    assert 'name = "Other"' in dialog.source.toPlainText()
    dialog.source.setPlainText('[site]\nname = "From source"\n')
    line = dialog.form.field("site.name")
    assert isinstance(line, QLineEdit)
    qtbot.waitUntil(lambda: line.text() == "From source")


def test_source_that_is_no_toml_is_marked_and_keeps_the_form(dialog: SiteDialog, qtbot: QtBot) -> None:
    dialog.source.setPlainText('[site]\nname = "never ends\n')
    qtbot.waitUntil(lambda: not dialog.save.isEnabled())
    assert dialog.source.marked == {2}
    line = dialog.form.field("site.name")
    assert isinstance(line, QLineEdit)
    assert line.text() == "Pump"


def test_a_click_on_a_problem_goes_to_its_line(dialog: SiteDialog, qtbot: QtBot) -> None:
    _type(dialog, qtbot, "sim.apn", "no good")
    dialog.list.setCurrentRow(0)
    dialog.list.itemActivated.emit(dialog.list.item(0))
    assert dialog.tabs.currentWidget() is dialog.source
    assert dialog.source.textCursor().blockNumber() + 1 == 5


def test_leaving_without_changes_just_leaves(dialog: SiteDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_leaving_with_changes_asks_inside_the_dialog(dialog: SiteDialog, path: Path, qtbot: QtBot) -> None:
    _type(dialog, qtbot, "site.name", "Other")
    with qtbot.assertNotEmitted(dialog.finished):
        dialog.close()
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    discard = dialog.findChild(QPushButton, "discard")
    with qtbot.waitSignal(dialog.rejected):
        qtbot.mouseClick(discard, Qt.MouseButton.LeftButton)
    assert path.read_text() == SOURCE


def test_somebody_else_s_change_is_not_overwritten(dialog: SiteDialog, path: Path, qtbot: QtBot) -> None:
    _type(dialog, qtbot, "site.name", "Mine")
    path.write_text('[site]\nname = "Theirs"\n')
    with qtbot.assertNotEmitted(dialog.saved):
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert path.read_text() == '[site]\nname = "Theirs"\n'
    assert dialog.isVisible()
    assert dialog.result() != QDialog.DialogCode.Accepted


def test_a_new_file_is_written_where_it_was_asked_for(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "new.site.toml"
    dialog = SiteDialog(SiteDocument.new(path, "New"))
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert 'name = "New"' in path.read_text()


def test_no_dialog_is_taller_than_600_px(dialog: SiteDialog) -> None:
    assert dialog.height() <= 600
    assert dialog.minimumHeight() <= 600
