"""Tables leave the program as text and as CSV."""

from __future__ import annotations

import csv
import io

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from ui.widgets.table import as_csv, as_text, make_copyable, rows_of


def _model() -> QStandardItemModel:
    model = QStandardItemModel(0, 2)
    model.setHorizontalHeaderLabels(["Name", "ms"])
    for name, value in (("SCADA", "48.2"), ("tab\there", "line\nbreak"), ('say "hi"', "1,5")):
        model.appendRow([QStandardItem(name), QStandardItem(value)])
    return model


def test_rows_come_with_their_headers() -> None:
    rows = rows_of(_model(), [0])
    assert rows == [["Name", "ms"], ["SCADA", "48.2"]]


def test_text_has_a_line_a_row_whatever_is_in_the_cells() -> None:
    lines = as_text(rows_of(_model())).split("\n")
    assert len(lines) == 4
    assert all(line.count("\t") == 1 for line in lines)


def test_csv_reads_back_as_it_was() -> None:
    rows = rows_of(_model())
    assert list(csv.reader(io.StringIO(as_csv(rows), newline=""))) == rows


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@SUM", "'@SUM"),
        ("-cmd", "'-cmd"),
        ("-96", "-96"),
        ("+49", "+49"),
        ("plain", "plain"),
    ],
)
def test_a_spreadsheet_runs_no_foreign_formula(cell: str, written: str) -> None:
    assert next(csv.reader(io.StringIO(as_csv([[cell]])))) == [written]


def test_ctrl_c_copies_what_is_selected_or_all(qtbot: QtBot) -> None:
    view, model = QTableView(), _model()
    view.setModel(model)
    qtbot.addWidget(view)
    make_copyable(view, "Copy").trigger()
    assert QGuiApplication.clipboard().text().count("\n") == 3
    view.selectRow(0)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Name\tms\nSCADA\t48.2"
