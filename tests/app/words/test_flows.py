"""Every verdict and anomaly has its words; the sentences tell what happened."""

from __future__ import annotations

import pytest

from app.mqtt.codec import encode
from app.mqtt.flow_values import Anomaly, Flow, FlowKind, Irregularity, Verdict
from app.mqtt.packet_types import Direction, Version
from app.mqtt.packets import (
    Connack,
    Connect,
    Packet,
    Puback,
    Pubcomp,
    Publish,
    Pubrec,
    Pubrel,
    Suback,
    Subscribe,
    Subscription,
)
from app.mqtt.trace import Note, Trace
from app.mqtt.trace_view import TraceView
from app.words import flows

V5 = Version.V5


class Wire:
    """A trace that is written packet by packet, a tenth of a second apart."""

    def __init__(self) -> None:
        self.trace = Trace()
        self.view = TraceView(self.trace)
        self._at_ns = 0

    def out(self, packet: Packet) -> Wire:
        self._at_ns += 100_000_000
        self.trace.outbound(self._at_ns, self._at_ns, "s", V5, encode(packet, V5))
        return self

    def back(self, packet: Packet) -> Wire:
        self._at_ns += 100_000_000
        self.trace.inbound(self._at_ns, "s", V5, encode(packet, V5), 1, {})
        return self

    def note(self, note: Note, text: str = "") -> Wire:
        self.trace.note(note, "s", V5, text)
        return self

    def flow(self, number: int) -> Flow:
        self.view.take()
        flow = self.view.flow_of(number)
        assert flow is not None
        return flow


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_a_state_and_a_title(verdict):
    assert verdict in flows.STATES
    done = verdict in (Verdict.COMPLETE, Verdict.COMPLETE_AFTER_RESEND)
    assert done or flows._TITLES[verdict]


@pytest.mark.parametrize("kind", FlowKind)
def test_every_kind_has_a_name_and_an_end(kind):
    assert flows._KINDS[kind] and flows._DONE[kind]


@pytest.mark.parametrize("anomaly", Anomaly)
def test_every_anomaly_has_its_words(anomaly):
    assert flows.anomaly_name(anomaly)
    assert flows.anomaly_text(Irregularity(anomaly, 1), Direction.OUT)


def test_an_anomaly_names_the_statement_that_it_breaks():
    told = flows.anomaly_text(Irregularity(Anomaly.ID_REUSED, 1), Direction.IN)
    assert told.endswith("[MQTT-2.2.1-4]")


def test_exactly_once_over_a_reconnect():
    wire = Wire().out(Connect("s", clean_start=False)).back(Connack())
    wire.out(Publish("t", b"x", qos=2, packet_id=42)).back(Pubrec(42)).out(Pubrel(42))
    wire.note(Note.CONNECTION_LOST, "closed").note(Note.CONNECTED)
    wire.out(Connect("s", clean_start=False)).back(Connack(session_present=True))
    flow = wire.out(Pubrel(42)).back(Pubcomp(42)).flow(3)
    assert flows.verdict_title(flow) == "Delivered exactly once after 600 ms"
    assert flows.verdict_reason(flow, V5) == (
        "Sent again once. The connection ended in between and the session was kept. "
        "The receiver takes it once."
    )
    assert flows.kind_name(flow) == "QoS 2, id 42"


def test_refusals_name_the_reason():
    flow = Wire().out(Publish("t", b"x", qos=1, packet_id=1)).back(Puback(1, 0x87)).flow(1)
    assert flows.verdict_title(flow) == "Refused after 100 ms"
    assert flows.verdict_reason(flow, V5) == "The broker says: Not authorized."


def test_a_partly_refused_subscription_names_the_filter():
    asked = Subscribe(1, (Subscription("a/#", 1), Subscription("b/#", 1)))
    flow = Wire().out(Connect("s")).back(Connack()).out(asked).back(Suback(1, (1, 0x87))).flow(3)
    assert flows.verdict_title(flow) == "Partly refused after 100 ms"
    assert flows.verdict_reason(flow, V5) == "b/#: Not authorized."


def test_nobody_listens():
    flow = Wire().out(Publish("t", b"x", qos=1, packet_id=1)).back(Puback(1, 0x10)).flow(1)
    assert "nobody has subscribed" in flows.verdict_reason(flow, V5)


def test_the_end_of_a_connection_has_its_reason():
    wire = Wire().note(Note.CONNECTED, "10.0.0.1").note(Note.CONNECTION_LOST, "closed")
    opened, ended = wire.trace.since(1)
    assert flows.note_reason(opened) == ""
    assert flows.note_reason(ended) != ""
