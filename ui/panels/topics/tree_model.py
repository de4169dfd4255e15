"""The topic tree as a lazy Qt model: children are made when they are looked at, and never move."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.mqtt.payload_text import one_line
from app.mqtt.topics import Changes, Retained, Topic, TopicStore
from app.words import _
from app.words.figures import number
from app.words.topics import age_text, rate_text, topics_below

PAGE = 200
Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    TOPIC = 0
    VALUE = 1
    MESSAGES = 2
    RATE = 3
    AGE = 4


RETAINED_ROLE = Qt.ItemDataRole.UserRole + 1
FRESH_ROLE = Qt.ItemDataRole.UserRole + 2
_FRESH_MS = 350


@dataclass(slots=True)
class _Node:
    """A topic that the view has been told of. children: ids, in the order in which they were first seen."""

    topic: Topic
    parent: int
    row: int
    children: list[int] = field(default_factory=list)


class TopicTreeModel(QAbstractItemModel):
    """Indexes carry the id of a node: a number, because a Python object in an index can die under Qt."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = TopicStore()
        self._nodes: list[_Node] = []
        self._ids: dict[Topic, int] = {}
        self.show_store(self._store)

    def show_store(self, store: TopicStore) -> None:
        """Begin anew with this tree."""
        self.beginResetModel()
        self._store = store
        self._nodes = [_Node(store.root, 0, 0)]
        self._ids = {store.root: 0}
        self.endResetModel()
        self._take_page(0)

    def update_from(self, changes: Changes) -> None:
        """What is new since the last call; rows are only ever added at the end of their parent."""
        parents = {topic.parent for topic in changes.added if topic.parent is not None}
        for parent in parents:
            node_id = self._ids.get(parent)
            if node_id is None:
                continue
            node = self._nodes[node_id]
            if node_id == 0 or node.children:
                self._take_page(node_id)
            else:  # its first children: the view learns that there is something to unfold
                index = self._index_of(node_id)
                self.dataChanged.emit(index, index)
        touched: dict[int, tuple[int, int]] = {}
        for topic in changes.changed:
            self._touch(topic, touched)
        for parent_id, (first, last) in touched.items():
            parent_index = self._index_of(parent_id)
            self.dataChanged.emit(
                self.index(first, Column.VALUE, parent_index), self.index(last, Column.AGE, parent_index)
            )

    def topic_at(self, index: Index) -> Topic | None:
        return self._nodes[index.internalId()].topic if index.isValid() else None

    def index_of(self, topic: Topic) -> QModelIndex:
        """Where the topic is, made visible to the view first; invalid when it is not of this tree."""
        path: list[Topic] = []
        node: Topic | None = topic
        while node is not None and node not in self._ids:
            path.append(node)
            node = node.parent
        if node is None:
            return QModelIndex()
        for step in reversed(path):
            parent_id = self._ids[node] if node is not None else 0
            while step not in self._ids and self._take_page(parent_id):
                pass
            if step not in self._ids:
                return QModelIndex()
            node = step
        return self._index_of(self._ids[topic])

    # Qt's side.

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return len(self._nodes[self._id_of(parent)].children) if parent.column() <= 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return len(Column)

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008 - Qt's own default
        return parent.column() <= 0 and bool(self._nodes[self._id_of(parent)].topic.children)

    def canFetchMore(self, parent: Index) -> bool:
        node = self._nodes[self._id_of(parent)]
        return len(node.children) < len(node.topic.children or ())

    def fetchMore(self, parent: Index) -> None:
        self._take_page(self._id_of(parent))

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        children = self._nodes[self._id_of(parent)].children
        if not (0 <= row < len(children) and 0 <= column < len(Column)) or parent.column() > 0:
            return QModelIndex()
        return self.createIndex(row, column, children[row])

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # QObject.parent() shares the name
        if not index.isValid():
            return QModelIndex()
        return self._index_of(self._nodes[index.internalId()].parent)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        return header_data(section, role) if orientation is Qt.Orientation.Horizontal else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        topic = self._nodes[index.internalId()].topic
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(topic, index.column(), topic.level or _("(empty level)"))
        return role_data(topic, index.column(), role)

    # Inside.

    def _take_page(self, node_id: int) -> int:
        """Tell the view of up to PAGE more children; returns how many."""
        node = self._nodes[node_id]
        first = len(node.children)
        new = node.topic.below()[first : first + PAGE]
        if not new:
            return 0
        self.beginInsertRows(self._index_of(node_id), first, first + len(new) - 1)
        for row, topic in enumerate(new, first):
            child_id = len(self._nodes)
            self._nodes.append(_Node(topic, node_id, row))
            self._ids[topic] = child_id
            node.children.append(child_id)
        self.endInsertRows()
        return len(new)

    def _touch(self, topic: Topic, touched: dict[int, tuple[int, int]]) -> None:
        """Note the rows of a topic and of everything above it, as far as the view knows them."""
        node: Topic | None = topic
        while node is not None and node.parent is not None:
            node_id = self._ids.get(node)
            if node_id is not None:
                parent_id, row = self._nodes[node_id].parent, self._nodes[node_id].row
                first, last = touched.get(parent_id, (row, row))
                touched[parent_id] = (min(first, row), max(last, row))
            node = node.parent

    def _id_of(self, index: Index) -> int:
        return int(index.internalId()) if index.isValid() else 0

    def _index_of(self, node_id: int) -> QModelIndex:
        if node_id == 0:
            return QModelIndex()
        return self.createIndex(self._nodes[node_id].row, 0, node_id)


def header_data(section: int, role: int) -> Any:
    """The headers, the same for the tree and for the hits of a search."""
    if role == Qt.ItemDataRole.TextAlignmentRole and section >= Column.MESSAGES:
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    if role == Qt.ItemDataRole.DisplayRole:
        return (_("Topic"), _("Value"), _("Messages"), _("Rate"), _("Age"))[section]
    return None


def role_data(topic: Topic, column: int, role: int) -> Any:
    """Everything about a cell but its text."""
    if role == Qt.ItemDataRole.TextAlignmentRole and column >= Column.MESSAGES:
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    if role == RETAINED_ROLE:
        return topic.retained is Retained.HELD
    if role == FRESH_ROLE:
        age_ms = topic.age_ms(time.perf_counter_ns())
        return age_ms is not None and age_ms < _FRESH_MS
    return None


def cell_text(topic: Topic, column: int, name: str) -> str:
    """name: what the topic is called in this view."""
    now_ns = time.perf_counter_ns()
    match column:
        case Column.TOPIC:
            return name
        case Column.VALUE:
            last = topic.last
            return topics_below(topic.topics) if last is None else one_line(last.payload) or _("(empty)")
        case Column.MESSAGES:
            return number(topic.total)
        case Column.RATE:
            return rate_text(topic.rate(now_ns)) if topic.count else ""
    age_ms = topic.age_ms(now_ns)
    return "" if age_ms is None else age_text(age_ms)
