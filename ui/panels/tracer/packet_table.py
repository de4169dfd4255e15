"""The table of packets: follows the end until somebody looks at an earlier row."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.words import _
from ui.panels.tracer.packet_model import TONE_ROLE, Column, Index, PacketModel
from ui.theme import Role, font, tokens
from ui.widgets.badge import paint_badge
from ui.widgets.painting import text_width
from ui.widgets.table import make_copyable
from ui.widgets.text import Tone

_ROW_HEIGHT = 26
_WIDTHS = {
    Column.TIME: (124, 124),
    Column.DELTA: (68, 66),
    Column.WAY: (34, 30),
    Column.PACKET: (116, 112),
    Column.QOS: (46, 44),
    Column.ID: (56, 48),
    Column.FLAGS: (84, 68),
    Column.SESSION: (120, 120),
    Column.BYTES: (60, 58),
    Column.REASON: (128, 84),
}
"""In a table that has room, and in a narrow one."""

_NARROW = 800
_ROOM_FOR_SESSION = 1000
_CODE = frozenset({Column.TIME, Column.DELTA, Column.ID, Column.TOPIC, Column.BYTES})
_PLAIN = QStyleOptionViewItem.ViewItemFeature.HasDisplay


class PacketTable(QTableView):
    """following: emits whether new rows are scrolled to."""

    following = Signal(bool)

    def __init__(self, model: PacketModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._follows = True
        self._delegate = _PacketDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("Packets"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(_ROW_HEIGHT)
        columns = self.horizontalHeader()
        columns.setMinimumSectionSize(28)
        columns.setHighlightSections(False)
        columns.setSectionResizeMode(Column.TOPIC, QHeaderView.ResizeMode.Stretch)
        self._is_narrow = False
        self._set_widths()
        make_copyable(self, _("Copy"))
        model.rowsInserted.connect(self._on_rows)
        self.verticalScrollBar().actionTriggered.connect(self._on_scroll)
        self.verticalScrollBar().valueChanged.connect(self._on_scroll)

    @property
    def follows(self) -> bool:
        return self._follows

    def follow(self, follows: bool) -> None:
        if follows:
            self.scrollToBottom()
        if follows != self._follows:
            self._follows = follows
            self.following.emit(follows)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Somebody who looks at a row wants it to stay where it is."""
        super().currentChanged(current, previous)
        if current.isValid() and self.hasFocus():
            self.follow(current.row() == self.model().rowCount() - 1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt would go to the very first row where none is current; stay at what is in view."""
        last = self.model().rowCount() - 1
        if last >= 0 and not self.currentIndex().isValid():
            row = last if self._follows else max(0, self.rowAt(0))
            self.setCurrentIndex(self.model().index(row, Column.PACKET))
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        room = event.size().width()
        self.setColumnHidden(Column.SESSION, room < _ROOM_FOR_SESSION)
        if (room < _NARROW) is not self._is_narrow:
            self._is_narrow = room < _NARROW
            self._set_widths()
        super().resizeEvent(event)
        if self._follows:
            self.scrollToBottom()

    def _set_widths(self) -> None:
        for column, widths in _WIDTHS.items():
            self.horizontalHeader().resizeSection(column, widths[self._is_narrow])

    def _on_rows(self) -> None:
        if self._follows:
            self.scrollToBottom()

    def _on_scroll(self) -> None:
        bar = self.verticalScrollBar()
        self.follow(bar.sliderPosition() >= bar.maximum())


class _PacketDelegate(QStyledItemDelegate):
    """Foreign text goes through the default painting, which knows no markup."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.column() in _CODE:
            option.font = font(Role.CODE)
        elif index.column() == Column.PACKET and index.data() == "PUBLISH":
            option.font = font(Role.STRONG)
        tone = index.data(TONE_ROLE)
        if isinstance(tone, Tone):
            ink = QColor(tone.colour(tokens(option.widget)))
            option.palette.setColor(QPalette.ColorRole.Text, ink)
            option.palette.setColor(QPalette.ColorRole.HighlightedText, ink)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if index.column() != Column.FLAGS:
            super().paint(painter, option, index)
            return
        text, tone = str(index.data() or ""), index.data(TONE_ROLE)
        painter.save()
        self._paint_ground(painter, option, index)
        painter.restore()
        if text:
            t = tokens(option.widget)
            box = QRectF(option.rect)
            width = min(text_width(text, Role.CAPTION) + 12, box.width() - 4)
            badge = QRectF(box.left() + 2, box.center().y() - 9, width, 18)
            colour = tone.colour(t) if isinstance(tone, Tone) else t.dim
            paint_badge(painter, badge, text, colour, t.surface)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The cell without its text: selection and the line under it."""
        bare = QStyleOptionViewItem(option)
        super().initStyleOption(bare, index)
        bare.text = ""
        bare.features &= ~_PLAIN
        style = option.widget.style()
        style.drawControl(style.ControlElement.CE_ItemViewItem, bare, painter, option.widget)
