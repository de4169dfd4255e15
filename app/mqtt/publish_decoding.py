"""Reads PUBLISH and the four acknowledgements of its QoS flows."""

from __future__ import annotations

from app.mqtt import rules
from app.mqtt.cursor import Cursor
from app.mqtt.packet_types import Direction, PacketType, Version
from app.mqtt.packets import Puback, Pubcomp, Publish, Pubrec, Pubrel
from app.mqtt.properties import NO_PROPERTIES, Properties, Property, PropertySet
from app.mqtt.property_decoding import check_payload_format, read_properties
from app.mqtt.reason_decoding import read_reason
from app.mqtt.topic_syntax import has_wildcard


def read_publish(cursor: Cursor, flags: int) -> Publish:
    qos = flags >> 1 & 3
    version = cursor.version
    start = cursor.position
    topic = cursor.text("topic", rules.TOPIC_ILL_FORMED, rules.TOPIC_NULL)
    if has_wildcard(topic):
        cursor.breach(rules.TOPIC_WILDCARD, "topic", start + 2, cursor.position - start - 2)
    packet_id: int | None = None
    if qos:
        packet_id = cursor.two_bytes("packet_id")
        if not packet_id:
            outbound = cursor.direction is not Direction.IN
            rule = rules.PACKET_ID_ZERO if outbound else rules.SERVER_PACKET_ID_ZERO
            cursor.breach(rule, "packet_id", cursor.position - 2, 2)
    properties = NO_PROPERTIES
    if version is Version.V5:
        properties = read_properties(cursor, PropertySet.PUBLISH)
        if not topic and properties.get(Property.TOPIC_ALIAS) is None:
            cursor.breach(rules.TOPIC_WITHOUT_ALIAS, "topic", start, 2)
    elif not topic:
        cursor.breach(rules.TOPIC_EMPTY, "topic", start, 2)
    payload_start = cursor.position
    payload = cursor.rest("payload")
    if properties.items:
        check_payload_format(cursor, properties, payload, "payload", payload_start)
    return Publish(topic, payload, qos, bool(flags & 1), bool(flags & 8), packet_id, properties)


def read_puback(cursor: Cursor, flags: int) -> Puback:
    return Puback(*_read_acknowledgement(cursor, PacketType.PUBACK))


def read_pubrec(cursor: Cursor, flags: int) -> Pubrec:
    return Pubrec(*_read_acknowledgement(cursor, PacketType.PUBREC))


def read_pubrel(cursor: Cursor, flags: int) -> Pubrel:
    dup = cursor.version is Version.V31 and bool(flags & 0x08)
    return Pubrel(*_read_acknowledgement(cursor, PacketType.PUBREL), dup)


def read_pubcomp(cursor: Cursor, flags: int) -> Pubcomp:
    return Pubcomp(*_read_acknowledgement(cursor, PacketType.PUBCOMP))


def _read_acknowledgement(cursor: Cursor, packet_type: PacketType) -> tuple[int, int, Properties]:
    """Packet identifier, reason code, properties: the last two may be left out where they say nothing."""
    packet_id = cursor.two_bytes("packet_id")
    if not packet_id:
        cursor.breach(rules.ACK_PACKET_ID_ZERO, "packet_id", cursor.position - 2, 2)
    if cursor.version is not Version.V5 or cursor.at_end():
        return packet_id, 0, NO_PROPERTIES
    reason_code = read_reason(cursor, packet_type)
    if cursor.at_end():
        return packet_id, reason_code, NO_PROPERTIES
    return packet_id, reason_code, read_properties(cursor, PropertySet.of(packet_type))
