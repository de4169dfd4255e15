"""The selected packet: its fields and its bytes, linked both ways, and the rules that it breaks."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QHeaderView,
    QSplitter,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from app.mqtt.codec import Decoded, decode
from app.mqtt.trace import TraceRecord
from app.words import _, n_
from app.words.figures import size
from app.words.packets import rule_text
from ui.panels.tracer.bytes_view import BytesView
from ui.panels.tracer.field_model import BROKEN_ROLE, FieldModel, Index
from ui.theme import GRID, Role, font, tokens
from ui.widgets.card import Card
from ui.widgets.table import make_copyable
from ui.widgets.text import ElidedLabel, PlainLabel, Tone

_BROKEN_TOLD = 3
_OPEN_LEVELS = 1


class PacketCards(QSplitter):
    """Two cards side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._number: int | None = None
        self.title = ElidedLabel("", Role.STRONG)
        self.fields = FieldModel(self)
        self.tree = QTreeView()
        self.broken = PlainLabel("", tone=Tone.FAILED, wrap=True, selectable=True)
        self.bytes = BytesView()
        self._bytes_card = Card(_("Bytes"), " ")
        self.setChildrenCollapsible(False)
        self.setHandleWidth(3 * GRID)
        self._lay_out()
        self.tree.selectionModel().currentChanged.connect(self._on_field)
        self.bytes.picked.connect(self._on_byte)

    def show_packet(self, record: TraceRecord | None) -> None:
        number = None if record is None else record.number
        if number == self._number:
            return
        self._number = number
        if record is None or record.note is not None:
            self._show(None, b"", _("No packet selected") if record is None else _("Not a packet"))
        else:
            decoded = decode(record.raw, record.version, record.direction)
            name = _("{packet}, MQTT {version}").format(
                packet=record.type.name, version=decoded.version.number
            )
            self._show(decoded, record.raw, name)

    def _show(self, decoded: Decoded | None, raw: bytes, title: str) -> None:
        self.title.set_text(title)
        self.fields.show_packet(decoded)
        self.tree.expandToDepth(_OPEN_LEVELS)
        self.tree.collapse(self.fields.index(0, 0))
        self.bytes.show_bytes(raw)
        self._bytes_card.set_aside(size(len(raw)) if raw else " ")
        violations = () if decoded is None else decoded.violations
        self.broken.setVisible(bool(violations))
        lines = [rule_text(each) for each in violations[:_BROKEN_TOLD]]
        more = len(violations) - len(lines)
        if more:
            lines.append(n_("and {count} more", "and {count} more", more).format(count=more))
        self.broken.setText("\n".join(lines))

    def _on_field(self, current: QModelIndex) -> None:
        field = self.fields.field_at(current)
        if field is not None:
            self.bytes.light(field.offset, field.length)

    def _on_byte(self, offset: int) -> None:
        index = self.fields.index_of_byte(offset)
        if index.isValid():
            self.tree.setCurrentIndex(index)
            self.tree.scrollTo(index)

    def _lay_out(self) -> None:
        tree = self.tree
        tree.setModel(self.fields)
        tree.setItemDelegate(_FieldDelegate(tree))
        tree.setAccessibleName(_("Fields of the packet"))
        tree.setUniformRowHeights(True)
        tree.setIndentation(14)
        tree.header().hide()
        tree.header().setStretchLastSection(True)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        make_copyable(tree, _("Copy"))
        card = Card()
        card.body.addWidget(self.title)
        card.body.addWidget(tree, 1)
        card.body.addWidget(self.broken)
        self.broken.setVisible(False)
        self._bytes_card.body.addWidget(self.bytes, 1)
        self.addWidget(card)
        self.addWidget(self._bytes_card)
        self.setSizes([470, 400])


class _FieldDelegate(QStyledItemDelegate):
    """Values in the accent's colour, what breaks a rule in that of failure; plain text."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        t = tokens(option.widget)
        option.font = font(Role.CODE)
        ink = t.failed if index.data(BROKEN_ROLE) else t.accent if index.column() else t.text
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            option.palette.setColor(role, QColor(ink))
