"""What a trace consists of: a packet with its times and its header, or a note about the connection."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from app.mqtt.packet_types import Direction, PacketType, Version


class Note(Enum):
    """What happened to a connection besides its packets."""

    CONNECTED = "connected"
    """The network connection is open; CONNECT follows."""
    CONNECTION_LOST = "connection-lost"
    """It has ended, however; `text` says why."""


class TraceRecord(NamedTuple):
    """One packet, or a note where `note` is set (then type is RESERVED and raw is empty).

    number: from 1, in the order of the trace. at_ns: inbound, when it was read; outbound, when it was put
    into the queue. written_ns: outbound, when its last byte was given to the system. raw: as on the wire,
    secrets replaced by asterisks. topic: resolved where only an alias was sent. reason: the reason code.
    """

    number: int
    at_ns: int
    written_ns: int | None
    session: str
    direction: Direction
    version: Version
    raw: bytes
    type: PacketType
    packet_id: int | None = None
    qos: int = 0
    dup: bool = False
    retain: bool = False
    topic: str | None = None
    reason: int | None = None
    note: Note | None = None
    text: str = ""

    @property
    def size_bytes(self) -> int:
        return len(self.raw)
