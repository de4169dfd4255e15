"""The exchange that the selected packet belongs to: its diagram and, under it, how it ended and why."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.chain.names import State
from app.mqtt.flow_values import Flow
from app.mqtt.packet_types import Direction, PacketType
from app.mqtt.trace import TraceRecord
from app.mqtt.trace_view import TraceView
from app.words import _
from app.words.flows import (
    STATES,
    kind_name,
    no_flow_title,
    note_name,
    note_reason,
    qos0_reason,
    qos0_title,
    verdict_reason,
    verdict_title,
)
from ui.panels.tracer.sequence import SequenceDiagram
from ui.panels.tracer.sequence_rows import rows_of_flow, rows_of_packet
from ui.theme import GRID, Role, tokens
from ui.widgets.card import Card
from ui.widgets.painting import fill
from ui.widgets.text import ElidedLabel, PlainLabel, Tone

_EDGE = 3


class FlowCard(Card):
    """`show_packet` again brings a flow that is under way up to date."""

    def __init__(self, view: TraceView, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._view = view
        self._number: int | None = None
        self.heading = ElidedLabel("", Role.STRONG)
        self.parties = PlainLabel("", Role.CAPTION, Tone.DIM)
        self.diagram = SequenceDiagram()
        self.verdict = VerdictBlock()
        self._page = QScrollArea()
        self._lay_out()

    def show_packet(self, record: TraceRecord | None) -> None:
        flow = None if record is None else self._view.flow_of(record.number)
        number = None if record is None else record.number
        if record is None:
            self._say(_("No packet selected"), "")
        elif flow is not None:
            self._show_flow(flow, record)
        elif record.note is not None:
            self._say(note_name(record.note), record.session)
            reason = note_reason(record)
            if reason and not self._view.was_asked_for(record):
                self.verdict.show_words(State.FAILED, reason, "")
        else:
            self._show_alone(record)
        if number != self._number:
            self._number = number
            top = 0 if number is None else self.diagram.top_of(number)
            self._page.verticalScrollBar().setValue(max(0, top - 2 * 46))

    def _show_flow(self, flow: Flow, record: TraceRecord) -> None:
        self.heading.set_text(_("Flow: {kind}").format(kind=kind_name(flow)))
        self.parties.setText(_parties(flow.session, flow.direction))
        rows = rows_of_flow(flow, self._view.record, self._view.notes)
        self.diagram.show_rows(rows, record.number)
        reason = verdict_reason(flow, record.version)
        self.verdict.show_words(STATES[flow.verdict], verdict_title(flow), reason)

    def _show_alone(self, record: TraceRecord) -> None:
        self.heading.set_text(record.type.name)
        self.parties.setText(_parties(record.session, record.direction))
        self.diagram.show_rows(rows_of_packet(record), record.number)
        if record.type is PacketType.PUBLISH:
            self.verdict.show_words(State.NOT_RUN, qos0_title(), qos0_reason())
        else:
            self.verdict.show_words(State.NOT_RUN, no_flow_title(record.type), "")

    def _say(self, heading: str, aside: str) -> None:
        self.heading.set_text(heading)
        self.parties.setText(aside)
        self.diagram.show_rows((), None)
        self.verdict.setVisible(False)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.diagram)
        column.addStretch(1)
        page = self._page
        page.setWidgetResizable(True)
        page.setFrameShape(QFrame.Shape.NoFrame)
        page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page.setWidget(content)
        page.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.parties)
        self.body.addWidget(page, 1)
        self.body.addWidget(self.verdict)
        self._say(_("No packet selected"), "")


class VerdictBlock(QWidget):
    """A block on the tint of its state, with an edge in its colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = State.NOT_RUN
        self.title = PlainLabel("", Role.STRONG, wrap=True, selectable=True)
        self.reason = PlainLabel("", tone=Tone.DIM, wrap=True, selectable=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID + _EDGE, 2 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(GRID // 2)
        column.addWidget(self.title)
        column.addWidget(self.reason)

    def show_words(self, state: State, title: str, reason: str) -> None:
        self.state = state
        self.title.setText(title)
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        self.setVisible(True)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens(self)
        painter = QPainter(self)
        tinted = self.state not in (State.NOT_RUN, State.NOT_TESTED)
        fill(painter, QRectF(self.rect()), t.tint(self.state) if tinted else t.sunk)
        fill(painter, QRectF(0, 0, _EDGE, self.height()), t.state(self.state))


def _parties(session: str, direction: Direction) -> str:
    if direction is Direction.OUT:
        return _("{session} → broker").format(session=session)
    return _("broker → {session}").format(session=session)
