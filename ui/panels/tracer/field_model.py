"""The fields of one packet as a tree; ids index a flat table of nodes."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.mqtt.codec import Decoded, Field
from app.words import _
from app.words.packets import field_name, field_value

Index = QModelIndex | QPersistentModelIndex

BROKEN_ROLE = int(Qt.ItemDataRole.UserRole)
"""Whether the field breaks a rule of the standard."""

_NAME, _VALUE = range(2)


class _Node(NamedTuple):
    """parent: id of the node above, -1 at the top."""

    field: Field
    parent: int
    row: int
    children: list[int]


class FieldModel(QAbstractItemModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._nodes: list[_Node] = []
        self._top: list[int] = []
        self._broken: set[tuple[int, str]] = set()

    def show_packet(self, decoded: Decoded | None) -> None:
        self.beginResetModel()
        self._nodes, self._top = [], []
        self._broken = set()
        if decoded is not None:
            self._broken = {(each.offset, each.field) for each in decoded.violations}
            self._top = self._enter(decoded.fields, -1)
        self.endResetModel()

    def field_at(self, index: Index) -> Field | None:
        return self._nodes[index.internalId()].field if index.isValid() else None

    def index_of_byte(self, offset: int) -> QModelIndex:
        """The smallest field that covers the byte; of flags in one byte, the byte's own field."""
        best = -1
        for number, node in enumerate(self._nodes):
            field = node.field
            inside = field.offset <= offset < field.offset + field.length and not field.bits
            if inside and (best < 0 or field.length < self._nodes[best].field.length):
                best = number
        return QModelIndex() if best < 0 else self._index(best)

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        siblings = self._children(parent)
        if 0 <= row < len(siblings) and 0 <= column <= _VALUE:
            return self.createIndex(row, column, siblings[row])
        return QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        if not index.isValid():
            return QModelIndex()
        above = self._nodes[index.internalId()].parent
        return QModelIndex() if above < 0 else self._index(above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return len(self._children(parent))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("Field"), _("Value"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        field = self.field_at(index)
        if field is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return field_name(field) if index.column() == _NAME else field_value(field)
        if role == BROKEN_ROLE:
            return (field.offset, field.name) in self._broken
        return None

    def _enter(self, fields: tuple[Field, ...], parent: int) -> list[int]:
        ids = []
        for row, field in enumerate(fields):
            number = len(self._nodes)
            self._nodes.append(_Node(field, parent, row, []))
            ids.append(number)
            self._nodes[number].children.extend(self._enter(field.children, number))
        return ids

    def _children(self, parent: Index) -> list[int]:
        if not parent.isValid():
            return self._top
        return self._nodes[parent.internalId()].children if parent.column() == _NAME else []

    def _index(self, number: int) -> QModelIndex:
        return self.createIndex(self._nodes[number].row, _NAME, number)
