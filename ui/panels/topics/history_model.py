"""The messages that are kept of one topic, the newest on top."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.core.clock import Clock
from app.mqtt.payload_text import one_line
from app.mqtt.topics import Kept
from app.words import _
from app.words.figures import number

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    TIME = 0
    SINCE = 1
    QOS = 2
    FLAGS = 3
    VALUE = 4


class HistoryModel(QAbstractTableModel):
    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._messages: list[Kept] = []

    def show_messages(self, messages: Sequence[Kept]) -> None:
        """messages: oldest first. What is there already stays where it is; new ones come on top."""
        newest_first = list(reversed(messages))
        if self._messages and newest_first:
            known = self._messages[0]
            added = next((i for i, message in enumerate(newest_first) if message is known), None)
            added = self._position(newest_first, known) if added is None else added
            if added is not None and self._take(newest_first, added):
                return
        self.beginResetModel()
        self._messages = newest_first
        self.endResetModel()

    def message(self, row: int) -> Kept | None:
        return self._messages[row] if 0 <= row < len(self._messages) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._messages)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("Time"), _("Since last ms"), _("QoS"), _("Flags"), _("Value"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == Column.SINCE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        message = self._messages[index.row()]
        match index.column():
            case Column.TIME:
                return local_time(self._clock, message.at_ns)
            case Column.SINCE:
                older = self.message(index.row() + 1)
                return "–" if older is None else number((message.at_ns - older.at_ns) / 1e6)
            case Column.QOS:
                return str(message.qos)
            case Column.FLAGS:
                return " ".join(name for name, on in (("DUP", message.dup), ("RETAIN", message.retain)) if on)
        return one_line(message.payload) or _("(empty)")

    def _position(self, newest_first: list[Kept], known: Kept) -> int | None:
        return next((i for i, message in enumerate(newest_first) if message == known), None)

    def _take(self, newest_first: list[Kept], added: int) -> bool:
        """Add on top and drop at the bottom; False where that does not give the new list."""
        removed = len(self._messages) + added - len(newest_first)
        if removed < 0 or newest_first[added:] != self._messages[: len(self._messages) - removed]:
            return False
        if removed:
            last = len(self._messages) - 1
            self.beginRemoveRows(QModelIndex(), last - removed + 1, last)
            del self._messages[last - removed + 1 :]
            self.endRemoveRows()
        if added:
            self.beginInsertRows(QModelIndex(), 0, added - 1)
            self._messages[:0] = newest_first[:added]
            self.endInsertRows()
        return True


def local_time(clock: Clock, at_ns: int) -> str:
    """The time of day with milliseconds, in the laptop's zone."""
    return clock.utc(at_ns).astimezone().strftime("%H:%M:%S.%f")[:-3]
