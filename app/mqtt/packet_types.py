"""The sixteen packet types, the three protocol versions and the two directions of MQTT."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Version(IntEnum):
    """Protocol level as CONNECT carries it."""

    V31 = 3
    V311 = 4
    V5 = 5

    @property
    def number(self) -> str:
        """As people write it: `3.1`, `3.1.1`, `5`."""
        return {3: "3.1", 4: "3.1.1", 5: "5"}[self.value]

    @classmethod
    def from_number(cls, number: str) -> Version:
        """The reverse of `number`; ValueError for anything else."""
        for version in cls:
            if version.number == number:
                return version
        raise ValueError(number)


class Direction(StrEnum):
    """Which way a packet goes, seen from the client."""

    OUT = "out"
    IN = "in"


class PacketType(IntEnum):
    """The high four bits of the first byte."""

    RESERVED = 0
    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    PUBACK = 4
    PUBREC = 5
    PUBREL = 6
    PUBCOMP = 7
    SUBSCRIBE = 8
    SUBACK = 9
    UNSUBSCRIBE = 10
    UNSUBACK = 11
    PINGREQ = 12
    PINGRESP = 13
    DISCONNECT = 14
    AUTH = 15


PACKET_TYPES: tuple[PacketType, ...] = tuple(PacketType)
"""By number: indexing is several times faster than calling the enum."""

CLIENT_SENDS = frozenset(
    {PacketType.CONNECT, PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE, PacketType.PINGREQ}
)
"""Types that only a client sends (table 2-1 of the text)."""

SERVER_SENDS = frozenset({PacketType.CONNACK, PacketType.SUBACK, PacketType.UNSUBACK, PacketType.PINGRESP})
"""Types that only a server sends."""
