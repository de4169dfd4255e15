"""Packets through an open WireGuard session (type 4): sealed, opened once, padded. Sans-IO."""

from __future__ import annotations

import struct

from app.reach.wireguard.crypto import seal, unseal
from app.reach.wireguard.noise import PacketKind, SessionKeys, kind_of

KEEPALIVE = b""
"""What is sealed when there is nothing to say: a responder uses the session only after a packet of ours."""

_HEADER = struct.Struct("<B3xIQ")
_PADDED_TO = 16
_LAST_COUNTER = (1 << 64) - (1 << 13) - 1
_WINDOW = 2048  # how far behind the newest one a packet may come
_LARGEST = 65_535


class Session:
    """The two directions of a session. What comes twice, or too late, is not opened again."""

    def __init__(self, keys: SessionKeys) -> None:
        self._keys = keys
        self._next = 0
        self._newest = -1
        self._seen = 0  # bit n: the counter n behind the newest has come

    def seal(self, inner: bytes) -> bytes:
        """inner: an IP packet, or KEEPALIVE."""
        counter, self._next = self._next, self._next + 1
        head = _HEADER.pack(PacketKind.DATA.value, self._keys.remote_index, counter)
        padded = inner + bytes(-len(inner) % _PADDED_TO)
        return head + seal(self._keys.sending, counter, padded, b"")

    def open(self, packet: bytes) -> bytes | None:
        """The inner packet with its padding, empty for a keepalive; None: not ours, or it came before."""
        if kind_of(packet) is not PacketKind.DATA or len(packet) > _LARGEST:
            return None
        _, index, counter = _HEADER.unpack_from(packet)
        if index != self._keys.local_index or counter > _LAST_COUNTER or self._came_before(counter):
            return None
        inner = unseal(self._keys.receiving, counter, packet[_HEADER.size :], b"")
        if inner is not None:
            self._mark(counter)
        return inner

    def _came_before(self, counter: int) -> bool:
        behind = self._newest - counter
        return behind >= _WINDOW or (behind >= 0 and bool(self._seen >> behind & 1))

    def _mark(self, counter: int) -> None:
        ahead = counter - self._newest
        if ahead > 0:
            self._seen = (self._seen << min(ahead, _WINDOW) | 1) & ((1 << _WINDOW) - 1)
            self._newest = counter
        else:
            self._seen |= 1 << -ahead
