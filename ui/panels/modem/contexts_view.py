"""The table of data contexts: the operator's ending of an APN dimmed, the comparison with its mark."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.words import _
from ui.panels.modem.contexts import ContextRow
from ui.panels.modem.contexts_model import ROW_ROLE, Column, ContextsModel
from ui.theme import Role, tokens
from ui.widgets.card import Card
from ui.widgets.painting import draw_state, draw_text, text_width
from ui.widgets.table import make_copyable

_ROW_HEIGHT = 28
_HEADER_HEIGHT = 30
_PAD = 10.0
_MARK = 14
_MOST_ROWS = 5


class ContextsCard(Card):
    """As high as its rows, up to five of them."""

    def __init__(self, model: ContextsModel, parent: QWidget | None = None) -> None:
        super().__init__(_("PDP contexts"), margin=1, parent=parent)
        self.table = QTableView()
        self.table.setModel(model)
        self.table.setItemDelegate(ContextDelegate(self.table))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setAccessibleName(_("PDP contexts"))
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.table.horizontalHeader()
        header.setFixedHeight(_HEADER_HEIGHT)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in zip(Column, (38, 66, 108, 196, 104, 150), strict=True):
            header.resizeSection(column, width)
        make_copyable(self.table, _("Copy"))
        self.body.addWidget(self.table)
        model.modelReset.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        rows = min(_MOST_ROWS, max(1, self.table.model().rowCount()))
        self.table.setFixedHeight(_HEADER_HEIGHT + rows * _ROW_HEIGHT + 2)


class ContextDelegate(QStyledItemDelegate):
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, ContextRow) or index.column() not in (Column.GRANTED, Column.REMARK):
            super().paint(painter, option, index)
            return
        empty = QStyleOptionViewItem(option)
        self.initStyleOption(empty, index)
        empty.text = ""
        widget = empty.widget
        style = widget.style() if widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, empty, painter, widget)
        box = QRectF(empty.rect).adjusted(_PAD, 0, -4, 0)
        painter.save()
        if index.column() == Column.GRANTED:
            _draw_granted(painter, box, row, widget)
        else:
            _draw_remark(painter, box, row, widget)
        painter.restore()


def _draw_granted(painter: QPainter, box: QRectF, row: ContextRow, widget: QWidget) -> None:
    t = tokens(widget)
    draw_text(painter, box, row.granted, Role.BODY, t.text)
    box.setLeft(box.left() + text_width(row.granted, Role.BODY) + 1)
    if row.ending and box.width() > 0:
        draw_text(painter, box, row.ending, Role.BODY, t.dim)


def _draw_remark(painter: QPainter, box: QRectF, row: ContextRow, widget: QWidget) -> None:
    t = tokens(widget)
    if row.state is not None:
        y = box.top() + (box.height() - _MARK) / 2
        draw_state(painter, box.left(), y, _MARK, row.state, t, ground=t.surface)
        box.setLeft(box.left() + _MARK + 6)
    align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    draw_text(painter, box, row.remark, Role.BODY, t.dim if row.state is None else t.text, align)
