"""Fields and bytes lead to each other; broken rules are told under them."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.mqtt.packet_types import Version
from app.mqtt.packets import Publish
from app.mqtt.trace import Trace
from tests.ui.panels.tracer.traces import make_trace
from ui.panels.tracer.packet_cards import PacketCards


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


def test_broken_rules_are_told_with_their_number(qtbot):
    cards = PacketCards()
    qtbot.addWidget(cards)
    trace = Trace()
    trace.outbound(1, 2, "s", Version.V5, bytes([0x30, 6, 0, 3]) + b"a+b\0")
    cards.show_packet(trace.since(1)[0])
    assert cards.broken.text() == "A topic to publish to must not contain + or #. [MQTT-3.3.2-2]"
    cards.show_packet(None)
    assert cards.broken.isHidden()
    assert cards.title.text == "No packet selected"
