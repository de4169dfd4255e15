"""A trace as it is read: in pieces, filtered, with flows, within the trace's bounds."""

from __future__ import annotations

from app.mqtt.codec import encode
from app.mqtt.flow_values import FlowKind, Verdict
from app.mqtt.packet_types import Version
from app.mqtt.packets import Disconnect, Packet, Puback, Pubcomp, Publish, Pubrec, Pubrel
from app.mqtt.trace import Note, Trace
from app.mqtt.trace_filter import TraceFilter
from app.mqtt.trace_view import LATENCIES_KEPT, TraceView

V5 = Version.V5
MS = 1_000_000


def out(trace: Trace, at_ms: float, packet: Packet) -> None:
    trace.outbound(int(at_ms * MS), int(at_ms * MS) + 1000, "s", V5, encode(packet, V5))


def back(trace: Trace, at_ms: float, packet: Packet) -> None:
    trace.inbound(int(at_ms * MS), "s", V5, encode(packet, V5), 1, {})


def exchange(trace: Trace, packet_id: int, at_ms: float, took_ms: float) -> None:
    out(trace, at_ms, Publish("t", b"x", qos=1, packet_id=packet_id))
    back(trace, at_ms + took_ms, Puback(packet_id))


def test_flows_and_their_times():
    trace = Trace()
    view = TraceView(trace)
    exchange(trace, 1, 0, 40)
    assert view.take().numbers == [1, 2]
    out(trace, 100, Publish("t", b"x", qos=2, packet_id=2))
    back(trace, 150, Pubrec(2))
    view.take()
    flow = view.flow_of(3)
    assert flow is not None and flow.verdict is Verdict.PENDING
    out(trace, 151, Pubrel(2))
    back(trace, 200, Pubcomp(2))
    view.take()
    flow = view.flow_of(3)
    assert flow is not None and (flow.kind, flow.verdict) == (FlowKind.QOS2, Verdict.COMPLETE)
    assert [step.number for step in flow.steps] == [3, 4, 5, 6]
    assert list(view.latencies_ms) == [40.0, 100.0]


def test_messages_of_the_broker_are_not_timed():
    trace = Trace()
    view = TraceView(trace)
    back(trace, 0, Publish("t", b"x", qos=1, packet_id=1))
    out(trace, 5, Puback(1))
    view.take()
    flow = view.flow_of(1)
    assert flow is not None and flow.verdict is Verdict.COMPLETE
    assert not view.latencies_ms


def test_another_filter_goes_through_the_trace_again_but_observes_once():
    trace = Trace()
    view = TraceView(trace)
    for index in range(10):
        exchange(trace, index + 1, index * 100, 10)
    assert len(view.take().numbers) == 20
    view.show(TraceFilter("puback"))
    taken = view.take(limit=15)
    assert (len(taken.numbers), taken.more) == (7, True)
    taken = view.take(limit=15)
    assert (len(taken.numbers), taken.more) == (3, False)
    assert len(view.latencies_ms) == 10


def test_packets_are_let_go_with_the_trace():
    trace = Trace(limit_records=100)
    view = TraceView(trace)
    for index in range(1000):
        exchange(trace, index % 60_000 + 1, index, 0.5)
        view.take()
    assert view.record(1) is None
    assert view.first_number == 2000 - 100 + 1
    assert view.flow_of(1) is None
    assert view.flow_of(2000) is not None
    assert len(view.latencies_ms) == LATENCIES_KEPT


def test_clear_forgets_packets_and_lets_flows_go_on():
    trace = Trace()
    view = TraceView(trace)
    out(trace, 0, Publish("t", b"x", qos=1, packet_id=1))
    view.take()
    view.clear()
    assert (len(trace), view.take().numbers, list(view.latencies_ms)) == (0, [], [])
    back(trace, 30, Puback(1))
    assert view.take().numbers == [2]
    flow = view.flow_of(2)
    assert flow is not None and flow.verdict is Verdict.COMPLETE


def test_an_end_after_goodbye_was_asked_for():
    trace = Trace()
    view = TraceView(trace)
    trace.note(Note.CONNECTED, "s", V5, "a")
    out(trace, 1, Disconnect())
    trace.note(Note.CONNECTION_LOST, "s", V5, "closed")
    trace.note(Note.CONNECTED, "s", V5, "a")
    trace.note(Note.CONNECTION_LOST, "s", V5, "closed")
    view.take()
    ends = [note for note in view.notes("s", 0, 99) if note.note is Note.CONNECTION_LOST]
    assert [view.was_asked_for(note) for note in ends] == [True, False]
