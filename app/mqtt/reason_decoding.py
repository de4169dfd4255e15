"""Reads a reason code and checks that its packet may carry it, from that side."""

from __future__ import annotations

from app.mqtt import rules
from app.mqtt.cursor import Cursor
from app.mqtt.packet_types import Direction, PacketType
from app.mqtt.reasons import CLIENT_ONLY_REASONS, SERVER_ONLY_REASONS, reason_names


def read_reason(cursor: Cursor, packet_type: PacketType) -> int:
    """The reason code at the cursor (the return code, before MQTT 5)."""
    start = cursor.position
    code = cursor.byte("reason_code")
    name = reason_names(packet_type, cursor.version).get(code)
    if name is not None:
        cursor.explain(name)
    one_sided = SERVER_ONLY_REASONS if cursor.direction is Direction.OUT else CLIENT_ONLY_REASONS
    wrong_side = cursor.direction is not None and code in one_sided.get(packet_type, ())
    if name is None or wrong_side:
        cursor.breach(rules.REASON_RULES[packet_type], "reason_code", start, 1)
    return code
