"""The painted views: bytes by mouse and key, the diagram's lines, the histogram's bars."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from app.mqtt.codec import encode
from app.mqtt.packet_types import Direction, Version
from app.mqtt.packets import Connack, Connect, Packet, Puback, Pubcomp, Publish, Pubrec, Pubrel
from app.mqtt.trace import Note, Trace
from app.mqtt.trace_view import TraceView
from ui.panels.tracer.bytes_view import BytesView
from ui.panels.tracer.latency import LatencyCard
from ui.panels.tracer.packet_cards import PacketCards
from ui.panels.tracer.sequence import SequenceDiagram
from ui.panels.tracer.sequence_rows import Arrow, Gap, Row, rows_of_flow

V5 = Version.V5


def make_trace(*packets: Packet | Note) -> Trace:
    """A tenth of a second apart; the packets that a broker sends come in."""
    trace = Trace()
    for place, packet in enumerate(packets):
        at_ns = place * 100_000_000
        if isinstance(packet, Note):
            trace.note(packet, "s", V5, "closed" if packet is Note.CONNECTION_LOST else "")
        elif isinstance(packet, Connack | Puback | Pubrec | Pubcomp):
            trace.inbound(at_ns, "s", V5, encode(packet, V5), 1, {})
        else:
            trace.outbound(at_ns, at_ns, "s", V5, encode(packet, V5))
    return trace


def rows_of(trace: Trace, number: int) -> list[Row]:
    view = TraceView(trace)
    view.take()
    flow = view.flow_of(number)
    assert flow is not None
    return rows_of_flow(flow, view.record, view.notes)


@pytest.fixture
def shown_bytes(qtbot) -> BytesView:
    view = BytesView()
    qtbot.addWidget(view)
    view.resize(700, 200)
    view.show_bytes(bytes(range(100)))
    view.show()
    return view


def test_a_click_on_a_byte(qtbot, shown_bytes):
    spot = shown_bytes.byte_box(18).center().toPoint()
    with qtbot.waitSignal(shown_bytes.picked) as picked:
        qtbot.mouseClick(shown_bytes.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert picked.args == [18]


def test_arrow_keys_walk_over_the_bytes(qtbot, shown_bytes):
    walked: list[int] = []
    shown_bytes.picked.connect(walked.append)
    shown_bytes.light(4, 2)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Up):
        qtbot.keyClick(shown_bytes, key)
    assert walked == [6, 3, 20, 99]  # up from the first row leads nowhere


def test_what_is_lit_is_brought_into_view(shown_bytes):
    shown_bytes.show_bytes(bytes(10_000))
    shown_bytes.light(9_000, 4)
    assert shown_bytes.viewport().rect().contains(shown_bytes.byte_box(9_000).center().toPoint())
    assert not shown_bytes.grab().isNull()


def test_fields_and_bytes_are_linked_both_ways(qtbot):
    cards = PacketCards()
    qtbot.addWidget(cards)
    cards.resize(900, 300)
    cards.show()
    record = make_trace(Publish("a/b", b"x", qos=1, packet_id=42)).since(1)[0]
    cards.show_packet(record)
    place = record.raw.index(b"\x00\x2a")
    spot = cards.bytes.byte_box(place + 1).center().toPoint()
    qtbot.mouseClick(cards.bytes.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert cards.tree.currentIndex().data() == "Packet identifier"
    assert cards.bytes.lit == (place, 2)
    cards.tree.setFocus()
    qtbot.keyClick(cards.tree, Qt.Key.Key_Up)
    assert cards.tree.currentIndex().data() == "Topic name"
    assert cards.bytes.lit == (4, 3)


def test_a_plain_exchange():
    trace = make_trace(Publish("t", b"x", qos=1, packet_id=7), Puback(7))
    assert rows_of(trace, 1) == [
        Arrow(1, "PUBLISH 7", "QoS 1 · 9 B", Direction.OUT),
        Arrow(2, "PUBACK 7", "100 ms", Direction.IN),
    ]


def test_a_connection_that_ends_in_between():
    trace = make_trace(
        Connect("s", clean_start=False),
        Connack(),
        Publish("t", b"x", qos=2, packet_id=42),
        Pubrec(42),
        Pubrel(42),
        Note.CONNECTION_LOST,
        Note.CONNECTED,
        Connect("s", clean_start=False),
        Connack(session_present=True),
        Pubrel(42),
        Pubcomp(42),
    )
    rows = rows_of(trace, 3)
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


def test_a_message_that_was_never_answered():
    trace = make_trace(Connect("s"), Connack(), Publish("t", b"x", qos=1, packet_id=1), Note.CONNECTION_LOST)
    arrow, gap = rows_of(trace, 3)
    assert isinstance(arrow, Arrow) and arrow.lost
    assert isinstance(gap, Gap)


def test_an_arrow_can_be_clicked(qtbot):
    diagram = SequenceDiagram()
    qtbot.addWidget(diagram)
    rows = rows_of(make_trace(Publish("t", b"x", qos=1, packet_id=7), Puback(7)), 1)
    diagram.show_rows(rows, 1)
    diagram.resize(400, diagram.height())
    diagram.show()
    with qtbot.waitSignal(diagram.picked) as picked:
        spot = QPoint(200, diagram.top_of(2) + 9)
        qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=spot)
    assert picked.args == [2]
    assert "PUBACK 7: 100 ms" in diagram.accessibleDescription()


def test_an_outlier_does_not_flatten_the_histogram(qtbot):
    card = LatencyCard()
    qtbot.addWidget(card)
    card.show_times([100.0 + place for place in range(99)] + [9_000.0])
    counts = card.histogram.counts
    assert sum(counts) == 100
    assert counts[-1] == 1
    assert sum(count > 0 for count in counts) > 8
    assert card.figures.text() == "p50 149 ms · p95 194 ms · p99 198 ms"


@pytest.mark.parametrize("times", [[], [0.0], [5.0], [3.0, 3.0, 3.0]])
def test_few_times(qtbot, times):
    card = LatencyCard()
    qtbot.addWidget(card)
    card.show_times(times)
    assert sum(card.histogram.counts) == len(times)
    assert not card.grab().isNull()
