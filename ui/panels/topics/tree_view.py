"""The tree as it is seen: retained badges, a soft flash on what has just come, columns that stay put."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
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
from ui.panels.topics.tree_model import FRESH_ROLE, RETAINED_ROLE, Column, TopicTreeModel
from ui.theme import Role, font, tokens
from ui.widgets.badge import paint_badge
from ui.widgets.painting import fill, text_width
from ui.widgets.table import make_copyable

ROW_HEIGHT = 26
_WIDTHS = {Column.TOPIC: 220, Column.MESSAGES: 96, Column.RATE: 72, Column.AGE: 76}


class TopicTree(QTreeView):
    def __init__(self, model: TopicTreeModel, parent: QWidget | None = None) -> None:
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


class _TopicDelegate(QStyledItemDelegate):
    """Foreign text goes through the default painting, which knows no markup."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        t = tokens(option.widget)  # type: ignore[attr-defined]  # Qt's stubs leave the member out
        if index.column() == Column.VALUE:
            option.font = font(Role.CODE)  # type: ignore[attr-defined]
        if index.column() in (Column.VALUE, Column.RATE, Column.AGE):
            option.palette.setColor(option.palette.ColorRole.Text, t.dim)  # type: ignore[attr-defined]

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        box = QRectF(option.rect)  # type: ignore[attr-defined]
        t = tokens(option.widget)  # type: ignore[attr-defined]
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
