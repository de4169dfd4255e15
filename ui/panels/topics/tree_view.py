"""The tree as it is seen: retained badges, a soft flash on what has just come, columns that stay put."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from app.words import _
from ui.panels.topics.tree_model import FRESH_ROLE, RETAINED_ROLE, Column
from ui.theme import Role, font, tokens
from ui.widgets.badge import paint_badge
from ui.widgets.painting import fill, text_width
from ui.widgets.table import make_copyable

_OPEN_LEVELS = 2
_OPEN_ROWS = 40
_WIDTHS = {Column.TOPIC: 220, Column.MESSAGES: 96, Column.RATE: 72, Column.AGE: 76}


class TopicTree(QTreeView):
    """Shows the tree, or the flat list of a search's hits."""

    def __init__(self, model: QAbstractItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._delegate = _TopicDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("Topics"))
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(False)
        self.setIndentation(16)
        self.setAnimated(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(Column.VALUE, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        make_copyable(self, _("Copy"))
        model.rowsInserted.connect(self._unfold_new)

    def _unfold_new(self, parent: QModelIndex, first: int, last: int) -> None:
        """The upper levels of a small tree lie open from the start; nothing moves by itself later."""
        if _depth(parent) >= _OPEN_LEVELS or last >= _OPEN_ROWS:
            return
        for row in range(first, last + 1):
            index = self.model().index(row, 0, parent)
            if not str(index.data()).startswith("$"):  # a broker's own topics are many and rarely asked for
                self.expand(index)


def _depth(index: QModelIndex) -> int:
    depth = 0
    while index.isValid():
        depth, index = depth + 1, index.parent()
    return depth


class _TopicDelegate(QStyledItemDelegate):
    """Foreign text goes through the default painting, which knows no markup."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        t = tokens(option.widget)
        if index.column() == Column.VALUE:
            option.font = font(Role.CODE)
        if index.column() in (Column.VALUE, Column.RATE, Column.AGE):
            option.palette.setColor(option.palette.ColorRole.Text, t.dim)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        box = QRectF(option.rect)
        t = tokens(option.widget)
        if index.column() == Column.VALUE and index.data(FRESH_ROLE):
            fill(painter, box.adjusted(0, 0, 0, -1), t.accent_tint)
        super().paint(painter, option, index)
        if index.column() == Column.TOPIC and index.data(RETAINED_ROLE):
            text = _("retained")
            width = text_width(text, Role.CAPTION) + 14
            name_width = text_width(str(index.data()), Role.BODY) + 22
            left = min(box.left() + name_width, box.right() - width - 4)
            badge = QRectF(left, box.center().y() - 9, width, 18)
            paint_badge(painter, badge, text, t.dim, t.surface)
