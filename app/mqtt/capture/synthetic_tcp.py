"""IP packets that a TCP connection with this content would have consisted of.

A trace sees what TCP carries, not TCP itself: addresses, numbers and segment borders are made up here. They
are consistent, so that a dissector finds the conversation complete.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from app.mqtt.packet_types import Direction

LARGEST_SEGMENT = 65_000
"""Content bytes a segment: an IPv4 packet has at most 65 535."""

_FIN, _SYN, _RST, _PSH, _ACK = 0x01, 0x02, 0x04, 0x08, 0x10
_WINDOW = 0xFFFF
_WINDOW_SHIFT = 14  # the widest, 1 GB: what is under way never fills it
_SYN_OPTIONS = struct.pack(">BBHBBBB", 2, 4, LARGEST_SEGMENT, 3, 3, _WINDOW_SHIFT, 1)
_TCP = 6
_TIME_TO_LIVE = 64
_DO_NOT_FRAGMENT = 0x4000


class Endpoint(NamedTuple):
    """address: the four bytes of an IPv4 address."""

    address: bytes
    port: int


class Segment(NamedTuple):
    """An IP packet and which way it went."""

    direction: Direction
    content: bytes


class Conversation:
    """One TCP connection from the client's handshake on."""

    def __init__(self, client: Endpoint, server: Endpoint) -> None:
        self._ends = {Direction.OUT: (client, server), Direction.IN: (server, client)}
        self._next = dict.fromkeys(Direction, 0)  # sequence number of the next byte that way
        self._packets = dict.fromkeys(Direction, 0)

    def open(self) -> list[Segment]:
        """SYN, SYN and ACK, ACK."""
        first = self._segment(Direction.OUT, _SYN, options=_SYN_OPTIONS)
        second = self._segment(Direction.IN, _SYN | _ACK, options=_SYN_OPTIONS)
        return [first, second, self._segment(Direction.OUT, _ACK)]

    def carry(self, direction: Direction, content: bytes) -> list[Segment]:
        """The content in as many segments as it needs."""
        pieces = [content[at : at + LARGEST_SEGMENT] for at in range(0, len(content), LARGEST_SEGMENT)]
        return [self._segment(direction, _PSH | _ACK, piece) for piece in pieces]

    def close(self, first: Direction) -> list[Segment]:
        """Both ends say that they are through, `first` first."""
        second = Direction.IN if first is Direction.OUT else Direction.OUT
        return [
            self._segment(first, _FIN | _ACK),
            self._segment(second, _FIN | _ACK),
            self._segment(first, _ACK),
        ]

    def _segment(
        self, direction: Direction, flags: int, content: bytes = b"", options: bytes = b""
    ) -> Segment:
        source, target = self._ends[direction]
        other = Direction.IN if direction is Direction.OUT else Direction.OUT
        acknowledged = self._next[other] if flags & _ACK else 0
        offset = (20 + len(options)) // 4
        tcp = struct.pack(
            ">HHIIBBHHH",
            source.port,
            target.port,
            self._next[direction],
            acknowledged,
            offset << 4,
            flags,
            _WINDOW,
            0,
            0,
        )
        tcp = tcp + options + content
        pseudo = source.address + target.address + struct.pack(">HH", _TCP, len(tcp))
        tcp = tcp[:16] + _checksum(pseudo + tcp) + tcp[18:]
        self._next[direction] = (
            self._next[direction] + len(content) + bool(flags & (_SYN | _FIN))
        ) & 0xFFFF_FFFF
        return Segment(direction, self._ip(direction, len(tcp)) + tcp)

    def _ip(self, direction: Direction, size: int) -> bytes:
        source, target = self._ends[direction]
        number = self._packets[direction] = (self._packets[direction] + 1) & 0xFFFF
        head = struct.pack(
            ">BBHHHBBH4s4s",
            0x45,
            0,
            20 + size,
            number,
            _DO_NOT_FRAGMENT,
            _TIME_TO_LIVE,
            _TCP,
            0,
            source.address,
            target.address,
        )
        return head[:10] + _checksum(head) + head[12:]


def _checksum(content: bytes) -> bytes:
    """RFC 1071: the one's complement sum of 16-bit words is the remainder of the whole by 65 535."""
    padded = content + bytes(len(content) % 2)
    return struct.pack(">H", 0xFFFF - int.from_bytes(padded, "big") % 0xFFFF)
