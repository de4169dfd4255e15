"""The properties of MQTT 5 (table 2-4 of the OASIS text): identifier, type, packets that may carry them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, IntEnum

from app.mqtt.packet_types import PacketType

PropertyValue = int | str | bytes | tuple[str, str]


class Property(IntEnum):
    """Identifiers as they stand on the wire."""

    PAYLOAD_FORMAT_INDICATOR = 0x01
    MESSAGE_EXPIRY_INTERVAL = 0x02
    CONTENT_TYPE = 0x03
    RESPONSE_TOPIC = 0x08
    CORRELATION_DATA = 0x09
    SUBSCRIPTION_IDENTIFIER = 0x0B
    SESSION_EXPIRY_INTERVAL = 0x11
    ASSIGNED_CLIENT_IDENTIFIER = 0x12
    SERVER_KEEP_ALIVE = 0x13
    AUTHENTICATION_METHOD = 0x15
    AUTHENTICATION_DATA = 0x16
    REQUEST_PROBLEM_INFORMATION = 0x17
    WILL_DELAY_INTERVAL = 0x18
    REQUEST_RESPONSE_INFORMATION = 0x19
    RESPONSE_INFORMATION = 0x1A
    SERVER_REFERENCE = 0x1C
    REASON_STRING = 0x1F
    RECEIVE_MAXIMUM = 0x21
    TOPIC_ALIAS_MAXIMUM = 0x22
    TOPIC_ALIAS = 0x23
    MAXIMUM_QOS = 0x24
    RETAIN_AVAILABLE = 0x25
    USER_PROPERTY = 0x26
    MAXIMUM_PACKET_SIZE = 0x27
    WILDCARD_SUBSCRIPTION_AVAILABLE = 0x28
    SUBSCRIPTION_IDENTIFIER_AVAILABLE = 0x29
    SHARED_SUBSCRIPTION_AVAILABLE = 0x2A

    @property
    def oasis_name(self) -> str:
        """The name in the OASIS text: `Session Expiry Interval`."""
        return self.name.replace("_", " ").title().replace("Qos", "QoS")

    @property
    def key(self) -> str:
        """The name in field trees and JSON: `session_expiry_interval`."""
        return self.name.lower()


class PropertyType(Enum):
    """How a value stands on the wire."""

    BYTE = "byte"
    TWO_BYTE = "two-byte"
    FOUR_BYTE = "four-byte"
    VARINT = "varint"
    TEXT = "text"
    BINARY = "binary"
    PAIR = "pair"


class PropertySet(Enum):
    """Where a list of properties can stand: a packet, or the will inside CONNECT."""

    CONNECT = "CONNECT"
    CONNACK = "CONNACK"
    PUBLISH = "PUBLISH"
    PUBACK = "PUBACK"
    PUBREC = "PUBREC"
    PUBREL = "PUBREL"
    PUBCOMP = "PUBCOMP"
    SUBSCRIBE = "SUBSCRIBE"
    SUBACK = "SUBACK"
    UNSUBSCRIBE = "UNSUBSCRIBE"
    UNSUBACK = "UNSUBACK"
    DISCONNECT = "DISCONNECT"
    AUTH = "AUTH"
    WILL = "WILL"

    @classmethod
    def of(cls, packet_type: PacketType) -> PropertySet:
        return cls(packet_type.name)


@dataclass(frozen=True, slots=True)
class PropertySpec:
    """One row of the table."""

    type: PropertyType
    allowed_in: frozenset[PropertySet]
    repeats_in: frozenset[PropertySet] = frozenset()
    """Where it may stand more than once."""


_P = PropertySet
_ACKS = (_P.PUBACK, _P.PUBREC, _P.PUBREL, _P.PUBCOMP, _P.SUBACK, _P.UNSUBACK)
_MESSAGE = (_P.PUBLISH, _P.WILL)
_SESSION = (_P.CONNECT, _P.CONNACK)


def _row(
    kind: PropertyType, *allowed_in: PropertySet, repeats_in: tuple[PropertySet, ...] = ()
) -> PropertySpec:
    return PropertySpec(kind, frozenset(allowed_in), frozenset(repeats_in))


PROPERTIES: dict[Property, PropertySpec] = {
    Property.PAYLOAD_FORMAT_INDICATOR: _row(PropertyType.BYTE, *_MESSAGE),
    Property.MESSAGE_EXPIRY_INTERVAL: _row(PropertyType.FOUR_BYTE, *_MESSAGE),
    Property.CONTENT_TYPE: _row(PropertyType.TEXT, *_MESSAGE),
    Property.RESPONSE_TOPIC: _row(PropertyType.TEXT, *_MESSAGE),
    Property.CORRELATION_DATA: _row(PropertyType.BINARY, *_MESSAGE),
    Property.SUBSCRIPTION_IDENTIFIER: _row(
        PropertyType.VARINT, _P.PUBLISH, _P.SUBSCRIBE, repeats_in=(_P.PUBLISH,)
    ),
    Property.SESSION_EXPIRY_INTERVAL: _row(PropertyType.FOUR_BYTE, *_SESSION, _P.DISCONNECT),
    Property.ASSIGNED_CLIENT_IDENTIFIER: _row(PropertyType.TEXT, _P.CONNACK),
    Property.SERVER_KEEP_ALIVE: _row(PropertyType.TWO_BYTE, _P.CONNACK),
    Property.AUTHENTICATION_METHOD: _row(PropertyType.TEXT, *_SESSION, _P.AUTH),
    Property.AUTHENTICATION_DATA: _row(PropertyType.BINARY, *_SESSION, _P.AUTH),
    Property.REQUEST_PROBLEM_INFORMATION: _row(PropertyType.BYTE, _P.CONNECT),
    Property.WILL_DELAY_INTERVAL: _row(PropertyType.FOUR_BYTE, _P.WILL),
    Property.REQUEST_RESPONSE_INFORMATION: _row(PropertyType.BYTE, _P.CONNECT),
    Property.RESPONSE_INFORMATION: _row(PropertyType.TEXT, _P.CONNACK),
    Property.SERVER_REFERENCE: _row(PropertyType.TEXT, _P.CONNACK, _P.DISCONNECT),
    Property.REASON_STRING: _row(PropertyType.TEXT, _P.CONNACK, *_ACKS, _P.DISCONNECT, _P.AUTH),
    Property.RECEIVE_MAXIMUM: _row(PropertyType.TWO_BYTE, *_SESSION),
    Property.TOPIC_ALIAS_MAXIMUM: _row(PropertyType.TWO_BYTE, *_SESSION),
    Property.TOPIC_ALIAS: _row(PropertyType.TWO_BYTE, _P.PUBLISH),
    Property.MAXIMUM_QOS: _row(PropertyType.BYTE, _P.CONNACK),
    Property.RETAIN_AVAILABLE: _row(PropertyType.BYTE, _P.CONNACK),
    Property.USER_PROPERTY: _row(PropertyType.PAIR, *_P, repeats_in=tuple(_P)),
    Property.MAXIMUM_PACKET_SIZE: _row(PropertyType.FOUR_BYTE, *_SESSION),
    Property.WILDCARD_SUBSCRIPTION_AVAILABLE: _row(PropertyType.BYTE, _P.CONNACK),
    Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE: _row(PropertyType.BYTE, _P.CONNACK),
    Property.SHARED_SUBSCRIPTION_AVAILABLE: _row(PropertyType.BYTE, _P.CONNACK),
}


@dataclass(frozen=True, slots=True)
class Properties:
    """The properties of one packet in the order in which they stand on the wire, repetitions kept."""

    items: tuple[tuple[Property, PropertyValue], ...] = ()

    def __iter__(self) -> Iterator[tuple[Property, PropertyValue]]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def get(self, identifier: Property) -> PropertyValue | None:
        """The first value of `identifier`, or None where it is absent."""
        for found, value in self.items:
            if found == identifier:
                return value
        return None

    def number(self, identifier: Property) -> int | None:
        """`get` for the identifiers whose type is a number."""
        value = self.get(identifier)
        return value if isinstance(value, int) else None

    def text(self, identifier: Property) -> str | None:
        """`get` for the identifiers whose type is text."""
        value = self.get(identifier)
        return value if isinstance(value, str) else None

    @property
    def user(self) -> tuple[tuple[str, str], ...]:
        """The user properties, in order."""
        return tuple(value for _, value in self.items if isinstance(value, tuple))


NO_PROPERTIES = Properties()
