"""Bytes to packet: lenient and annotating. Whatever the bytes are, something comes out, nothing is raised."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from app.mqtt import rules
from app.mqtt.connect_decoding import read_connack, read_connect
from app.mqtt.cursor import Cursor, EndOfBytes
from app.mqtt.decoded import Decoded, Field
from app.mqtt.packet_types import CLIENT_SENDS, PACKET_TYPES, SERVER_SENDS, Direction, PacketType, Version
from app.mqtt.packets import Auth, Disconnect, Packet, Pingreq, Pingresp
from app.mqtt.properties import NO_PROPERTIES, Property, PropertySet
from app.mqtt.property_decoding import read_properties
from app.mqtt.publish_decoding import read_puback, read_pubcomp, read_publish, read_pubrec, read_pubrel
from app.mqtt.reason_decoding import read_reason
from app.mqtt.subscribe_decoding import read_suback, read_subscribe, read_unsuback, read_unsubscribe

_FLAGS_0010 = frozenset({PacketType.PUBREL, PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE})


def decode(raw: bytes, version: Version, direction: Direction | None = None) -> Decoded:
    """Decode one packet with every field and every broken rule.

    version: the connection's; a CONNECT is decoded by the version that it names itself.
    direction: None where it is not known; what only one side may send is then not checked.
    """
    cursor = Cursor(raw, version, direction)
    if not raw:
        cursor.breach(rules.TRUNCATED, "header", 0, 0)
        return Decoded(PacketType.RESERVED, version, None, (), tuple(cursor.violations))
    first = raw[0]
    packet_type = PACKET_TYPES[first >> 4]
    cursor.position = 1
    cursor.fields.append(_header_field(first))
    packet: Packet | None = None
    try:
        _read_length(cursor)
        _check_header(cursor, packet_type, first & 0x0F)
        packet = _READERS[packet_type](cursor, first & 0x0F)
        if cursor.position < cursor.end:
            rule = rules.PAYLOAD_BEYOND_FLAGS if packet_type is PacketType.CONNECT else rules.TRAILING_BYTES
            cursor.breach(rule, "trailing", cursor.position, cursor.end - cursor.position)
            cursor.rest("trailing")
    except EndOfBytes:
        pass
    violations = cursor.violations
    if cursor.version is not version:  # a CONNECT has named its own: what was noted before takes its numbers
        violations = [
            each._replace(rule=rules.RULES[each.code].number(cursor.version)) for each in violations
        ]
    return Decoded(packet_type, cursor.version, packet, tuple(cursor.fields), tuple(violations))


@lru_cache(maxsize=256)
def _header_field(first: int) -> Field:
    """The first byte's field depends on nothing but the byte."""
    packet_type = PACKET_TYPES[first >> 4]
    children = [Field("type", 0, 1, int(packet_type), (), 0xF0, packet_type.name)]
    if packet_type is PacketType.PUBLISH:
        children.append(Field("dup", 0, 1, bool(first & 0x08), (), 0x08))
        children.append(Field("qos", 0, 1, first >> 1 & 3, (), 0x06))
        children.append(Field("retain", 0, 1, bool(first & 0x01), (), 0x01))
    else:
        children.append(Field("flags", 0, 1, first & 0x0F, (), 0x0F))
    return Field("header", 0, 1, first, tuple(children))


def _read_length(cursor: Cursor) -> None:
    """Remaining Length; from here on the cursor ends where the packet says that it ends."""
    length = cursor.varint("remaining_length")
    declared_end = cursor.position + length
    present = len(cursor.raw)
    if declared_end != present:
        cursor.breach(rules.LENGTH_MISMATCH, "remaining_length", 1, cursor.position - 1)
        cursor.end = min(declared_end, present)


def _check_header(cursor: Cursor, packet_type: PacketType, flags: int) -> None:
    """Section 2.1: the type in this direction and version, and the four flag bits."""
    direction = cursor.direction
    wrong = SERVER_SENDS if direction is Direction.OUT else CLIENT_SENDS
    if direction is not None and packet_type in wrong:
        cursor.breach(rules.WRONG_DIRECTION, "type", 0, 1)
    old = cursor.version is not Version.V5
    if packet_type is PacketType.PUBLISH:
        if flags & 0x06 == 0x06:
            cursor.breach(rules.QOS_RESERVED, "qos", 0, 1)
        if flags & 0x0E == 0x08:
            cursor.breach(rules.DUP_AT_QOS_0, "dup", 0, 1)
        return
    if packet_type is PacketType.RESERVED or (packet_type is PacketType.AUTH and old):
        cursor.breach(rules.TYPE_RESERVED, "type", 0, 1)
        return
    if packet_type is PacketType.DISCONNECT and old and direction is Direction.IN:
        cursor.breach(rules.WRONG_DIRECTION, "type", 0, 1)
    expected = 0x02 if packet_type in _FLAGS_0010 else 0x00
    if cursor.version is Version.V31:
        flags &= ~0x08  # MQTT 3.1 marks resent PUBREL, SUBSCRIBE and UNSUBSCRIBE with DUP
    if flags != expected:
        rule = rules.FLAG_RULES.get(packet_type, rules.FLAGS_RESERVED)
        cursor.breach(rule, "flags", 0, 1)


def _read_pingreq(cursor: Cursor, flags: int) -> Pingreq:
    return Pingreq()


def _read_pingresp(cursor: Cursor, flags: int) -> Pingresp:
    return Pingresp()


def _read_disconnect(cursor: Cursor, flags: int) -> Disconnect:
    if cursor.version is not Version.V5 or cursor.at_end():
        return Disconnect()
    reason_code = read_reason(cursor, PacketType.DISCONNECT)
    if cursor.at_end():
        return Disconnect(reason_code)
    return Disconnect(reason_code, read_properties(cursor, PropertySet.DISCONNECT))


def _read_auth(cursor: Cursor, flags: int) -> Auth | None:
    if cursor.version is not Version.V5:
        cursor.rest("body")
        return None
    if cursor.at_end():
        return Auth()
    start = cursor.position
    reason_code = read_reason(cursor, PacketType.AUTH)
    properties = NO_PROPERTIES if cursor.at_end() else read_properties(cursor, PropertySet.AUTH)
    if properties.get(Property.AUTHENTICATION_METHOD) is None:
        cursor.breach(rules.AUTH_METHOD_MISSING, "properties", start, cursor.position - start)
    return Auth(reason_code, properties)


def _read_reserved(cursor: Cursor, flags: int) -> None:
    cursor.rest("body")


_READERS: dict[PacketType, Callable[[Cursor, int], Packet | None]] = {
    PacketType.RESERVED: _read_reserved,
    PacketType.CONNECT: read_connect,
    PacketType.CONNACK: read_connack,
    PacketType.PUBLISH: read_publish,
    PacketType.PUBACK: read_puback,
    PacketType.PUBREC: read_pubrec,
    PacketType.PUBREL: read_pubrel,
    PacketType.PUBCOMP: read_pubcomp,
    PacketType.SUBSCRIBE: read_subscribe,
    PacketType.SUBACK: read_suback,
    PacketType.UNSUBSCRIBE: read_unsubscribe,
    PacketType.UNSUBACK: read_unsuback,
    PacketType.PINGREQ: _read_pingreq,
    PacketType.PINGRESP: _read_pingresp,
    PacketType.DISCONNECT: _read_disconnect,
    PacketType.AUTH: _read_auth,
}
