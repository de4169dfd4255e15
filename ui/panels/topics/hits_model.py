"""The topics that a search has found, as a flat list in the columns of the tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.mqtt.topics import Topic
from ui.panels.topics.tree_model import Column, cell_text, header_data, role_data

Index = QModelIndex | QPersistentModelIndex


class HitsModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._topics: list[Topic] = []

    def show_topics(self, topics: Sequence[Topic]) -> None:
        """New hits come at the end, so that nothing moves while the same search goes on."""
        known = len(self._topics)
        if known and list(topics[:known]) == self._topics:
            if len(topics) > known:
                self.beginInsertRows(QModelIndex(), known, len(topics) - 1)
                self._topics += topics[known:]
                self.endInsertRows()
            return
        self.beginResetModel()
        self._topics = list(topics)
        self.endResetModel()

    def topic_at(self, index: Index) -> Topic | None:
        return self._topics[index.row()] if index.isValid() else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._topics)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        return header_data(section, role) if orientation is Qt.Orientation.Horizontal else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        topic = self._topics[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(topic, index.column(), topic.name)
        return role_data(topic, index.column(), role)
