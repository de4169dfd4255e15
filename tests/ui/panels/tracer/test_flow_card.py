"""The card of an exchange: its diagram, its verdict, packets that belong to none."""

from __future__ import annotations

from app.chain.hops import State
from app.mqtt.packets import Disconnect, Puback, Publish
from app.mqtt.trace import Note, Trace
from tests.ui.panels.tracer.traces import make_trace, make_view, resumed_exchange
from ui.panels.tracer.flow_card import FlowCard


def shown(qtbot, trace: Trace, number: int) -> FlowCard:
    card = FlowCard(make_view(trace))
    qtbot.addWidget(card)
    card.resize(400, 500)
    card.show()
    card.show_packet(trace.record(number))
    return card


def test_an_exchange_over_two_connections(qtbot):
    card = shown(qtbot, resumed_exchange(), 10)
    assert card.heading.text == "Flow: QoS 2, id 42"
    assert card.parties.text() == "s → broker"
    assert len(card.diagram.rows) == 6
    assert card.verdict.state is State.PASSED
    assert card.verdict.title.text().startswith("Delivered exactly once after")
    assert "Sent again once." in card.verdict.reason.text()
    assert not card.grab().isNull()


def test_a_flow_under_way_is_brought_up_to_date(qtbot):
    trace = make_trace(Publish("t", b"x", qos=1, packet_id=7), Puback(7))
    whole = trace.since(1)
    early = make_trace(Publish("t", b"x", qos=1, packet_id=7))
    view = make_view(early)
    card = FlowCard(view)
    qtbot.addWidget(card)
    card.show_packet(early.record(1))
    assert card.verdict.state is State.RUNNING
    early.inbound(100_000_000, "s", whole[1].version, whole[1].raw, 1, {})
    view.take()
    card.show_packet(early.record(1))
    assert card.verdict.state is State.PASSED
    assert len(card.diagram.rows) == 2


def test_a_refusal_is_a_failure(qtbot):
    card = shown(qtbot, make_trace(Publish("t", b"x", qos=1, packet_id=7), Puback(7, 0x87)), 1)
    assert card.verdict.state is State.FAILED
    assert card.verdict.reason.text() == "The broker says: Not authorized."


def test_a_message_without_an_answer(qtbot):
    card = shown(qtbot, make_trace(Publish("t", b"x")), 1)
    assert card.verdict.title.text() == "Sent once, without an answer"
    assert len(card.diagram.rows) == 1


def test_the_end_of_a_connection(qtbot):
    lost = shown(qtbot, make_trace(Note.CONNECTED, Note.CONNECTION_LOST), 2)
    assert lost.heading.text == "disconnected"
    assert lost.verdict.state is State.FAILED and lost.verdict.isVisible()
    asked_for = shown(qtbot, make_trace(Note.CONNECTED, Disconnect(), Note.CONNECTION_LOST), 3)
    assert asked_for.verdict.isHidden()
