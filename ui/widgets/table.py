"""What every table can do: be copied as text and be exported as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView

_NUMBER = re.compile(r"[-+−]?\d[\d.,  ]*$")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows_of(model: QAbstractItemModel, rows: Iterable[int] | None = None) -> list[list[str]]:
    """The texts of the top-level rows, with the headers first; all rows where None."""
    columns = range(model.columnCount())
    across = Qt.Orientation.Horizontal
    head = [_text(model.headerData(column, across)) for column in columns]
    wanted = range(model.rowCount()) if rows is None else rows
    return [head, *([_text(model.index(row, column).data()) for column in columns] for row in wanted)]


def as_text(rows: Iterable[Iterable[str]]) -> str:
    """Columns parted by tabs, as spreadsheets and mails take them."""
    return "\n".join("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row) for row in rows)


def as_csv(rows: Iterable[Iterable[str]]) -> str:
    """RFC 4180. Foreign text that a spreadsheet would run as a formula is made harmless by an apostrophe."""
    out = io.StringIO()
    csv.writer(out).writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def make_copyable(view: QAbstractItemView, title: str) -> QAction:
    """Ctrl+C and the context menu copy the selected rows, or all rows when none is selected."""
    action = QAction(title, view)
    action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    view.addAction(action)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def copy() -> None:
        selected = sorted({index.row() for index in view.selectionModel().selectedIndexes()})
        QGuiApplication.clipboard().setText(as_text(rows_of(view.model(), selected or None)))

    action.triggered.connect(copy)
    return action


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, QModelIndex) else str(value)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.match(cell) else cell
