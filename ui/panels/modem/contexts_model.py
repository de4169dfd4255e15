"""The Qt model of the data contexts; the same contexts again change values in place."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.words import _
from ui.panels.modem.contexts import ContextRow
from ui.theme import Role, font
from ui.widgets.mark_delegate import ENDING_ROLE, STATE_ROLE
from ui.widgets.text import tooltip

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    CID = 0
    TYPE = 1
    ASKED = 2
    GRANTED = 3
    ADDRESS = 4
    REMARK = 5


class ContextsModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ContextRow, ...] = ()

    def show_rows(self, rows: tuple[ContextRow, ...]) -> None:
        if rows == self._rows:
            return
        if [row.cid for row in rows] != [row.cid for row in self._rows]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        self._rows = rows
        self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(Column) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _titles()[section]
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(_text(row, index.column()))
        if role == Qt.ItemDataRole.FontRole and index.column() == Column.ADDRESS:
            return font(Role.CODE)
        if role == STATE_ROLE and index.column() == Column.REMARK:
            return row.state
        if role == ENDING_ROLE and index.column() == Column.GRANTED:
            return row.ending
        return None


def _titles() -> tuple[str, ...]:
    return (_("Id"), _("Type"), _("APN asked"), _("APN granted"), _("Address"), _("Compared"))


def _text(row: ContextRow, column: int) -> str:
    return (
        str(row.cid),
        row.pdp_type,
        row.asked,
        row.granted + row.ending,
        row.address,
        row.remark,
    )[column]
