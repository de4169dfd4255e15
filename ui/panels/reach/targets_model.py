"""The hosts of the site sheet as a table: what the last check found, and what they do right now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.chain.names import State
from app.words import _
from ui.theme import Role, font
from ui.widgets.mark_delegate import STATE_ROLE
from ui.widgets.text import tooltip

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    NAME = 0
    TARGET = 1
    LEAVES_BY = 2
    TIME = 3
    LOSS = 4
    VERDICT = 5


_NUMBERS = (Column.TIME, Column.LOSS)


@dataclass(frozen=True, slots=True)
class TargetRow:
    """Texts as they are shown."""

    name: str
    target: str
    leaves_by: str
    time: str
    loss: str
    state: State
    verdict: str


class TargetsModel(QAbstractTableModel):
    """The same targets again change values in place."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[TargetRow, ...] = ()

    @property
    def rows(self) -> tuple[TargetRow, ...]:
        return self._rows

    def show_rows(self, rows: tuple[TargetRow, ...]) -> None:
        before, self_same = self._rows, _keys(rows) == _keys(self._rows)
        if not self_same:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        self._rows = rows
        for place, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(place, 0), self.index(place, len(Column) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _titles()[section]
        return _align(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(_text(row, column))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _align(column)
        if role == Qt.ItemDataRole.FontRole and column == Column.TARGET:
            return font(Role.CODE)
        return row.state if role == STATE_ROLE and column == Column.VERDICT else None


def _keys(rows: tuple[TargetRow, ...]) -> list[tuple[str, str]]:
    return [(row.name, row.target) for row in rows]


def _titles() -> tuple[str, ...]:
    return (_("Name"), _("Target"), _("Leaves by"), _("Time"), _("Loss"), _("Now"))


def _text(row: TargetRow, column: int) -> str:
    return (row.name, row.target, row.leaves_by, row.time, row.loss, row.verdict)[column]


def _align(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
