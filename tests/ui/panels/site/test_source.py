"""The source view numbers its lines and marks the wrong ones."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ui.panels.site.source import SourceView

TEXT = "\n".join(f"line {number}" for number in range(1, 41))


@pytest.fixture
def view(qtbot: QtBot) -> SourceView:
    made = SourceView()
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show_text(TEXT)
    made.show()
    return made


def test_marked_lines_look_different(view: SourceView) -> None:
    before = view.grab().toImage()
    view.mark([2, 5])
    assert view.marked == {2, 5}
    assert view.grab().toImage() != before
    view.mark([])
    assert view.extraSelections() == []


def test_a_mark_outside_the_text_is_borne(view: SourceView) -> None:
    view.mark([0, 4000])
    assert not view.grab().isNull()


def test_going_to_a_line_and_column(view: SourceView) -> None:
    view.go_to(7, 3)
    cursor = view.textCursor()
    assert (cursor.blockNumber() + 1, cursor.columnNumber() + 1) == (7, 3)
    view.go_to(7, 999)
    assert view.textCursor().blockNumber() + 1 == 7
    view.go_to(999)  # is not there


def test_new_text_keeps_the_line_of_the_cursor(view: SourceView) -> None:
    view.go_to(9)
    view.show_text(TEXT.replace("line 3", "other"))
    assert view.textCursor().blockNumber() + 1 == 9
    assert "other" in view.toPlainText()


def test_windows_line_ends_are_no_change(view: SourceView) -> None:
    view.show_text(TEXT.replace("\n", "\r\n"))
    assert view.toPlainText() == TEXT
