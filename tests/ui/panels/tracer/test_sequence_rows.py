"""The lines of the diagram: times, ends of connections, what was lost and sent again."""

from __future__ import annotations

from app.mqtt.packet_types import Direction
from app.mqtt.packets import Connack, Connect, Puback, Publish
from app.mqtt.trace import Note, Trace
from tests.ui.panels.tracer.traces import make_trace, make_view, resumed_exchange
from ui.panels.tracer.sequence_rows import Arrow, Gap, Row, rows_of_flow, rows_of_packet


def rows_of(trace: Trace, number: int) -> list[Row]:
    view = make_view(trace)
    flow = view.flow_of(number)
    assert flow is not None
    return rows_of_flow(flow, view.record, view.notes)


def test_a_plain_exchange():
    trace = make_trace(Publish("t", b"x", qos=1, packet_id=7), Puback(7))
    assert rows_of(trace, 1) == [
        Arrow(1, "PUBLISH 7", "QoS 1 · 9 B", Direction.OUT),
        Arrow(2, "PUBACK 7", "100 ms", Direction.IN),
    ]


def test_a_message_that_was_never_answered():
    trace = make_trace(Connect("s"), Connack(), Publish("t", b"x", qos=1, packet_id=1), Note.CONNECTION_LOST)
    arrow, gap = rows_of(trace, 3)
    assert isinstance(arrow, Arrow) and arrow.lost
    assert isinstance(gap, Gap)


def test_a_connection_that_ends_in_between():
    rows = rows_of(resumed_exchange(), 3)
    assert [row.label for row in rows] == [
        "PUBLISH 42",
        "PUBREC 42",
        "PUBREL 42",
        "connection ended",
        "PUBREL 42 again",
        "PUBCOMP 42",
    ]
    lost, gap, again = rows[2:5]
    assert isinstance(lost, Arrow) and lost.lost
    assert isinstance(gap, Gap) and gap.caption.startswith("500 ms until it went on · ")
    assert isinstance(again, Arrow) and again.again and not again.lost


def test_a_packet_without_a_flow():
    record = make_trace(Publish("t", b"x")).since(1)[0]
    assert rows_of_packet(record) == [Arrow(1, "PUBLISH", "QoS 0 · 7 B", Direction.OUT)]
