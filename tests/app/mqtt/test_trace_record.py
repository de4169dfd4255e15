"""A record's size is that of its bytes."""

from __future__ import annotations

from app.mqtt.packet_types import Direction, PacketType, Version
from app.mqtt.trace_record import TraceRecord


def test_size():
    record = TraceRecord(1, 0, None, "s", Direction.IN, Version.V5, b"\xd0\x00", PacketType.PINGRESP)
    assert record.size_bytes == 2
