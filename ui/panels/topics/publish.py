"""The form that publishes one message; it only asks, the panel sends."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from app.words import _
from ui.theme import GRID, Role, font
from ui.widgets.buttons import Button, Look
from ui.widgets.card import Card
from ui.widgets.text import PlainLabel, Tone


class PublishCard(Card):
    """Emits topic, payload, QoS and retain; `tell` shows what became of it."""

    sent = Signal(str, bytes, int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Publish"), " ", parent=parent)
        self.topic = QLineEdit()
        self.topic.setPlaceholderText(_("Topic"))
        self.topic.setAccessibleName(_("Topic to publish to"))
        self.payload = QPlainTextEdit()
        self.payload.setPlaceholderText(_("Payload as text"))
        self.payload.setAccessibleName(_("Payload as text"))
        self.payload.setFont(font(Role.CODE))
        self.payload.setMaximumHeight(84)
        self.payload.setTabChangesFocus(True)
        self.qos = QComboBox()
        self.qos.addItems([_("QoS {qos}").format(qos=level) for level in (0, 1, 2)])
        self.qos.setAccessibleName(_("Quality of service"))
        self.retain = QCheckBox(_("Retain"))
        self.button = Button(_("Send"), Look.PRIMARY)
        self.outcome = PlainLabel("", Role.CAPTION, Tone.DIM)
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(self.qos)
        row.addWidget(self.retain)
        row.addWidget(self.outcome, 1)
        row.addWidget(self.button)
        self.body.addWidget(self.topic)
        self.body.addWidget(self.payload)
        self.body.addLayout(row)
        self.topic.textChanged.connect(self._on_change)
        self.button.clicked.connect(self._on_send)
        self._on_change()

    def tell(self, text: str, tone: Tone = Tone.DIM) -> None:
        self.outcome.setText(text)
        self.outcome.set_tone(tone)

    def _on_change(self) -> None:
        topic = self.topic.text()
        wrong = any(character in topic for character in "+#")
        self.button.setEnabled(bool(topic) and not wrong)
        if wrong:
            self.tell(_("A topic to publish to has no + and no #."), Tone.WARNING)
        else:
            self.tell("")

    def _on_send(self) -> None:
        payload = self.payload.toPlainText().encode()
        self.sent.emit(self.topic.text(), payload, self.qos.currentIndex(), self.retain.isChecked())
