"""A message as it was received."""

from __future__ import annotations

from typing import NamedTuple

from app.mqtt.cursor import Cursor, EndOfBytes
from app.mqtt.encoding import encode_varint
from app.mqtt.intake import RawMessage
from app.mqtt.packet_types import Direction, Version
from app.mqtt.properties import NO_PROPERTIES, Properties, PropertySet
from app.mqtt.property_decoding import read_properties


class Message(NamedTuple):
    """at_ns: when its last byte was read, in tap time. property_bytes: as on the wire, decoded on demand."""

    at_ns: int
    topic: str
    payload: bytes
    qos: int
    retain: bool
    dup: bool
    property_bytes: bytes = b""

    @property
    def properties(self) -> Properties:
        return properties_of(self.property_bytes)


def message_of(at_ns: int, raw: RawMessage) -> Message:
    topic, payload, flags, properties = raw
    return Message(
        at_ns,
        topic_text(topic),
        payload,
        flags >> 1 & 3,
        flags & 1 != 0,
        flags & 8 != 0,
        properties,
    )


def topic_text(topic: bytes) -> str:
    """The topic as text; bytes that are not UTF-8 are shown as `\\xNN`."""
    try:
        return topic.decode()
    except UnicodeDecodeError:
        return topic.decode(errors="backslashreplace")


def properties_of(property_bytes: bytes) -> Properties:
    """The properties as far as they can be read."""
    if not property_bytes:
        return NO_PROPERTIES
    cursor = Cursor(encode_varint(len(property_bytes)) + property_bytes, Version.V5, Direction.IN)
    try:
        return read_properties(cursor, PropertySet.PUBLISH)
    except EndOfBytes:
        return NO_PROPERTIES
