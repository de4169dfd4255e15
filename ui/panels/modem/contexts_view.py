"""The table of data contexts: the operator's ending of an APN dimmed, the comparison with its mark."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.words import _
from ui.panels.modem.contexts_model import Column, ContextsModel
from ui.widgets.card import Card
from ui.widgets.mark_delegate import MarkDelegate
from ui.widgets.table import make_copyable

_ROW_HEIGHT = 28
_HEADER_HEIGHT = 30
_MOST_ROWS = 5
_WITH_TYPE = 540
_WIDTHS = {
    Column.CID: 38,
    Column.TYPE: 74,
    Column.ASKED: 106,
    Column.ADDRESS: 104,
    Column.REMARK: 144,
}


class ContextsCard(Card):
    """As high as its rows, up to five of them."""

    def __init__(self, model: ContextsModel, parent: QWidget | None = None) -> None:
        super().__init__(_("PDP contexts"), margin=1, parent=parent)
        self.table = QTableView()
        self.table.setModel(model)
        self.table.setItemDelegate(MarkDelegate(self.table))
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
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        header.setSectionResizeMode(Column.GRANTED, QHeaderView.ResizeMode.Stretch)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        make_copyable(self.table, _("Copy"))
        self.body.addWidget(self.table)
        self.body.setContentsMargins(1, 1, 1, 5)
        model.modelReset.connect(self._fit)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.setColumnHidden(Column.TYPE, self.width() < _WITH_TYPE)

    def _fit(self) -> None:
        rows = min(_MOST_ROWS, max(1, self.table.model().rowCount()))
        self.table.setFixedHeight(_HEADER_HEIGHT + rows * _ROW_HEIGHT)
