"""ICMP and ICMPv6 echo packets (RFC 792, RFC 4443 section 4): built, and recognised among others. Sans-IO."""

from __future__ import annotations

import struct
from typing import NamedTuple

TOKEN_BYTES = 8
LARGEST_PAYLOAD = 65_507

_REQUEST = {4: 8, 6: 128}
_REPLY = {4: 0, 6: 129}
_HEADER = struct.Struct("!BBHHH")


class Echo(NamedTuple):
    """One echo of ours, request or reply."""

    sequence: int
    is_reply: bool


def request(version: int, identifier: int, sequence: int, token: bytes, size_bytes: int) -> bytes:
    """size_bytes: of the payload, which begins with the token and is never smaller than it.

    The checksum of ICMPv6 covers addresses that only the system knows; the system fills it in.
    """
    payload = token + bytes(max(0, size_bytes - len(token)))
    head = _HEADER.pack(_REQUEST[version], 0, 0, identifier, sequence)
    if version == 6:
        return head + payload
    return _HEADER.pack(_REQUEST[4], 0, checksum(head + payload), identifier, sequence) + payload


def recognise(version: int, packet: bytes, token: bytes) -> Echo | None:
    """Our own echo in a packet, with or without an IPv4 header before it; None for anybody else's."""
    start = 0
    if version == 4 and packet[:1] and packet[0] >> 4 == 4:  # no echo type is 0x4N
        start = (packet[0] & 0x0F) * 4
    if len(packet) < start + _HEADER.size + len(token):
        return None
    kind, code, _, _, sequence = _HEADER.unpack_from(packet, start)
    body = start + _HEADER.size
    if code != 0 or kind not in (_REQUEST[version], _REPLY[version]):
        return None
    if packet[body : body + len(token)] != token:
        return None
    return Echo(sequence, kind == _REPLY[version])


def checksum(data: bytes) -> int:
    """The Internet checksum (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
