"""The header of a packet for live traces: about a microsecond, no field tree, nothing raised on any bytes."""

from __future__ import annotations

from typing import NamedTuple

from app.mqtt.packet_types import PACKET_TYPES, PacketType, Version
from app.mqtt.properties import PROPERTIES, Property, PropertyType

_PUBLISH = PacketType.PUBLISH
_TOPIC_ALIAS = int(Property.TOPIC_ALIAS)
_FIXED_SIZES = {PropertyType.BYTE: 1, PropertyType.TWO_BYTE: 2, PropertyType.FOUR_BYTE: 4}
_TYPES = {int(identifier): spec.type for identifier, spec in PROPERTIES.items()}

_ACKNOWLEDGEMENTS = frozenset({PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP})
_IDENTIFIED = _ACKNOWLEDGEMENTS | {
    PacketType.SUBSCRIBE,
    PacketType.SUBACK,
    PacketType.UNSUBSCRIBE,
    PacketType.UNSUBACK,
}


class Summary(NamedTuple):
    """What a row of the packet table shows; None where the packet has no such thing or ends before it.

    topic: as it stands in the packet, so empty where only an alias is sent.
    reason_code: of SUBACK and UNSUBACK the largest, so that one refused filter shows.
    """

    type: PacketType
    packet_id: int | None = None
    qos: int = 0
    dup: bool = False
    retain: bool = False
    topic: str | None = None
    reason_code: int | None = None
    alias: int | None = None


def summarise(raw: bytes, version: Version) -> Summary:
    """The header of one packet as `FrameReader` gives it."""
    if not raw:
        return Summary(PacketType.RESERVED)
    first = raw[0]
    packet_type = PACKET_TYPES[first >> 4]
    position = 2
    try:
        while raw[position - 1] > 0x7F and position < 5:
            position += 1
        if packet_type is _PUBLISH:
            return _publish(raw, first, position, version)
        if packet_type in _IDENTIFIED:
            packet_id = raw[position] << 8 | raw[position + 1]
            reason = _reason(raw, packet_type, position + 2, version)
            return Summary(packet_type, packet_id, reason_code=reason)
        if packet_type is PacketType.CONNACK:
            return Summary(packet_type, reason_code=raw[position + 1])
        if packet_type in (PacketType.DISCONNECT, PacketType.AUTH) and version is Version.V5:
            return Summary(packet_type, reason_code=raw[position] if len(raw) > position else 0)
    except IndexError:
        pass
    return Summary(packet_type)


def _publish(raw: bytes, first: int, position: int, version: Version) -> Summary:
    qos = first >> 1 & 3
    start = position + 2
    stop = start + (raw[position] << 8 | raw[position + 1])
    try:
        topic = raw[start:stop].decode()
    except UnicodeDecodeError:
        topic = raw[start:stop].decode(errors="backslashreplace")
    packet_id = alias = None
    if qos and stop + 2 <= len(raw):
        packet_id = raw[stop] << 8 | raw[stop + 1]
        stop += 2
    if version is Version.V5 and stop < len(raw) and raw[stop]:
        alias = _alias(raw, stop)
    return Summary(_PUBLISH, packet_id, qos, first & 8 != 0, first & 1 != 0, topic, None, alias)


def _alias(raw: bytes, position: int) -> int | None:
    """The Topic Alias in the property list at `position`; None where there is none or the list is broken."""
    length, position = _varint(raw, position)
    end = min(position + length, len(raw))
    while position < end:
        identifier = raw[position]
        position += 1
        if identifier == _TOPIC_ALIAS:
            return raw[position] << 8 | raw[position + 1] if position + 2 <= end else None
        kind = _TYPES.get(identifier)
        if kind is None:
            return None
        if kind in _FIXED_SIZES:
            position += _FIXED_SIZES[kind]
        elif kind is PropertyType.VARINT:
            position = _varint(raw, position)[1]
        else:
            for _ in range(2 if kind is PropertyType.PAIR else 1):
                position += 2 + int.from_bytes(raw[position : position + 2], "big")
    return None


def _varint(raw: bytes, position: int) -> tuple[int, int]:
    """Value, and the position behind it; whatever stands there, at most four bytes are read."""
    value = 0
    for index, byte in enumerate(raw[position : position + 4]):
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, position + index + 1
    return value, position + 4


def _reason(raw: bytes, packet_type: PacketType, position: int, version: Version) -> int | None:
    if packet_type in _ACKNOWLEDGEMENTS:
        if version is not Version.V5:
            return None
        return raw[position] if position < len(raw) else 0
    if packet_type is PacketType.SUBACK or (packet_type is PacketType.UNSUBACK and version is Version.V5):
        if version is Version.V5:
            length, position = _varint(raw, position)
            position += length
        return max(raw[position:], default=None)
    return None
