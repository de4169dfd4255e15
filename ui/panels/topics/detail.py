"""What one topic says: its value in several forms, its course when it is a number, its history."""

from __future__ import annotations

import difflib
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QPlainTextEdit,
    QSplitter,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.mqtt.payload_text import formatted, hex_dump, numeric_leaves, raw_text
from app.mqtt.properties import PropertyValue
from app.mqtt.topics import Kept, Topic, TopicStore
from app.words import _
from app.words.figures import number, size
from app.words.topics import age_text
from ui.panels.topics.history_model import Column, HistoryModel, local_time
from ui.theme import GRID, Role, font
from ui.widgets.card import Card
from ui.widgets.spark_line import SparkLine
from ui.widgets.table import make_copyable
from ui.widgets.text import ElidedLabel, PlainLabel, Tone

if TYPE_CHECKING:
    from app.core.clock import Clock

_HISTORY_SHOWN = 200
_FORMS = ("value", "difference", "text", "hex", "properties")


class TopicDetail(QWidget):
    """Shows one topic of a store; `refresh` brings it up to date."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._store = TopicStore()
        self._topic: Topic | None = None
        self._shown: tuple[Kept | None, int] = (None, -1)
        self.history = HistoryModel(clock, self)
        self.name = ElidedLabel("", Role.CODE)
        self.facts = PlainLabel("", Role.CAPTION, Tone.DIM)
        self.forms = QTabBar()
        self.text = QPlainTextEdit()
        self.table = QTableView()
        self.course = SparkLine()
        self.leaf = QComboBox()
        self._value_card = self._make_value_card()
        self._plot_card = self._make_plot_card()
        self._history_card = self._make_history_card()
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(3 * GRID)
        for card in (self._value_card, self._plot_card, self._history_card):
            parts.addWidget(card)
        parts.setSizes([300, 130, 260])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(parts)

    def show_topic(self, store: TopicStore, topic: Topic | None) -> None:
        self._store, self._topic = store, topic
        self._shown = (None, -1)
        self.history.show_messages(())
        self.leaf.clear()
        self.refresh()

    def refresh(self) -> None:
        """Take over what has come since; the text is only set anew when it has changed."""
        topic = self._topic
        last = topic.last if topic else None
        self.name.set_text(topic.name if topic else _("No topic selected"))
        if topic is None or last is None:
            self.facts.setText("" if topic is None else _("No message of its own yet"))
            self.text.clear()
            self._plot_card.setVisible(False)
            return
        self.facts.setText(self._facts_line(topic, last))
        if self._shown == (last, self.forms.currentIndex()):
            return
        self._shown = (last, self.forms.currentIndex())
        kept = self._store.messages(topic)[-_HISTORY_SHOWN:]
        self.history.show_messages(kept)
        self._history_card.set_aside(
            _("{shown} of {count} kept").format(shown=len(kept), count=number(topic.count))
        )
        self._set_text(self._form(last, kept))
        self._plot(last, kept)

    # Inside.

    def _facts_line(self, topic: Topic, last: Kept) -> str:
        parts = [
            _("QoS {qos}").format(qos=last.qos),
            _("retained") if last.retain else _("not retained"),
            size(last.size_bytes),
            local_time(self._clock, last.at_ns),
            _("{age} ago").format(age=age_text((time.perf_counter_ns() - last.at_ns) / 1e6)),
        ]
        if last.is_cut:
            parts.insert(3, _("{kept} kept").format(kept=size(len(last.payload))))
        if topic.evicted:
            parts.append(_("{count} older ones dropped").format(count=number(topic.evicted)))
        return " · ".join(parts)

    def _form(self, last: Kept, kept: list[Kept]) -> str:
        match _FORMS[self.forms.currentIndex()]:
            case "difference":
                return _difference(kept)
            case "text":
                return raw_text(last.payload)
            case "hex":
                return hex_dump(last.payload)
            case "properties":
                lines = [f"{item.name}: {_shown(value)}" for item, value in last.properties]
                return "\n".join(lines) or _("This message has no properties.")
        return formatted(last.payload) or _("(empty)")

    def _set_text(self, text: str) -> None:
        if text != self.text.toPlainText():
            place = self.text.verticalScrollBar().value()
            self.text.setPlainText(text)
            self.text.verticalScrollBar().setValue(place)

    def _plot(self, last: Kept, kept: list[Kept]) -> None:
        leaves = list(numeric_leaves(last.payload))
        self._plot_card.setVisible(bool(leaves))
        if not leaves:
            return
        if [self.leaf.itemData(i) for i in range(self.leaf.count())] != leaves:
            self.leaf.blockSignals(True)
            self.leaf.clear()
            for path in leaves:
                self.leaf.addItem(path or _("value"), path)
            self.leaf.blockSignals(False)
        path = self.leaf.currentData()
        values = [numeric_leaves(message.payload).get(path) for message in kept]
        self.course.set_values(values)
        known = [value for value in values if value is not None]
        if known:
            low, high = number(min(known), 3), number(max(known), 3)
            self._plot_card.set_aside(
                _("last {count} messages · {low} to {high}").format(count=len(values), low=low, high=high)
            )

    def _on_choice(self) -> None:
        self._shown = (None, -1)
        self.refresh()

    def _make_value_card(self) -> Card:
        card = Card()
        for title in (_("Value"), _("Difference"), _("Text"), _("Hex"), _("Properties")):
            self.forms.addTab(title)
        self.forms.setDrawBase(False)
        self.forms.setExpanding(False)
        self.forms.currentChanged.connect(self._on_choice)
        self.text.setReadOnly(True)
        self.text.setProperty("look", "bare")
        self.text.setFont(font(Role.CODE))
        self.text.setAccessibleName(_("Value of the topic"))
        card.body.addWidget(self.name)
        card.body.addWidget(self.facts)
        card.body.addWidget(self.forms)
        card.body.addWidget(self.text, 1)
        return card

    def _make_plot_card(self) -> Card:
        card = Card(_("Course"), " ")
        self.leaf.setAccessibleName(_("Which number of the payload"))
        self.leaf.currentIndexChanged.connect(self._on_choice)
        card.body.addWidget(self.leaf, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addWidget(self.course)
        card.setVisible(False)
        return card

    def _make_history_card(self) -> Card:
        card = Card(_("History"), " ", margin=1)
        table = self.table
        table.setModel(self.history)
        table.setAccessibleName(_("History"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(26)
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.horizontalHeader().setSectionResizeMode(Column.VALUE, QHeaderView.ResizeMode.Stretch)
        for column, width in ((Column.TIME, 124), (Column.SINCE, 116), (Column.QOS, 48), (Column.FLAGS, 72)):
            table.setColumnWidth(column, width)
        make_copyable(table, _("Copy"))
        card.body.addWidget(table, 1)
        return card


def _difference(kept: list[Kept]) -> str:
    """The newest message against the one before it, line by line."""
    if len(kept) < 2:
        return _("There is no earlier message to compare with.")
    before, after = (formatted(message.payload).splitlines() for message in kept[-2:])
    lines = list(difflib.unified_diff(before, after, lineterm="", n=100))[3:]
    return "\n".join(lines) if lines else _("The same as the message before.")


def _shown(value: PropertyValue) -> str:
    return value.hex(" ") if isinstance(value, bytes) else str(value)
