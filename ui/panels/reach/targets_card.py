"""The table of the site's targets in its card, as high as its rows up to eight of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.words import _
from ui.panels.reach.targets_model import Column, TargetsModel
from ui.widgets.card import Card
from ui.widgets.mark_delegate import MarkDelegate
from ui.widgets.table import make_copyable

_ROW_HEIGHT = 28
_HEADER_HEIGHT = 30
_MOST_ROWS = 8
_WITH_INTERFACE = 570
_WIDTHS = {
    Column.NAME: 104,
    Column.TARGET: 146,
    Column.LEAVES_BY: 86,
    Column.TIME: 72,
    Column.LOSS: 52,
}


class TargetsCard(Card):
    def __init__(self, model: TargetsModel, parent: QWidget | None = None) -> None:
        super().__init__(_("Targets of the site file"), margin=1, parent=parent)
        self.table = QTableView()
        self.table.setModel(model)
        self.table.setItemDelegate(MarkDelegate(self.table))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setAccessibleName(_("Targets of the site file"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.table.horizontalHeader()
        header.setFixedHeight(_HEADER_HEIGHT)
        header.setHighlightSections(False)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        header.setSectionResizeMode(Column.VERDICT, QHeaderView.ResizeMode.Stretch)
        make_copyable(self.table, _("Copy"))
        self.body.addWidget(self.table)
        self.body.setContentsMargins(1, 1, 1, 5)
        model.modelReset.connect(self._fit)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.setColumnHidden(Column.LEAVES_BY, self.width() < _WITH_INTERFACE)

    def _fit(self) -> None:
        rows = min(_MOST_ROWS, max(1, self.table.model().rowCount()))
        self.table.setFixedHeight(_HEADER_HEIGHT + rows * _ROW_HEIGHT)
