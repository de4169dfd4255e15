"""What goes through a tunnel: IPv4 packets with an ICMP echo or a TCP segment in them. Sans-IO."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntFlag
from ipaddress import IPv4Address

from app.reach.echo_packets import checksum

ICMP = 1
TCP = 6

_IPV4 = struct.Struct("!BBHHHBBH4s4s")
_TCP = struct.Struct("!HHIIBBHHH")
_DONT_FRAGMENT = 0x4000
_FRAGMENT = 0x3FFF  # more fragments, or an offset
_TTL = 64
_WINDOW_BYTES = 65_535
_MSS_OPTION = struct.pack("!BBH", 2, 4, 1240)  # inside 1280, which every path must carry


class Flags(IntFlag):
    FIN = 0x01
    SYN = 0x02
    RST = 0x04
    PSH = 0x08
    ACK = 0x10


@dataclass(frozen=True, slots=True)
class Inner:
    """An IPv4 packet without its options."""

    source: IPv4Address
    destination: IPv4Address
    protocol: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Segment:
    """A TCP header. Numbers are those on the wire."""

    source_port: int
    destination_port: int
    sequence: int
    acknowledgement: int
    flags: Flags


def ipv4(inner: Inner) -> bytes:
    size = _IPV4.size + len(inner.payload)
    ends = (inner.source.packed, inner.destination.packed)
    head = _IPV4.pack(0x45, 0, size, 0, _DONT_FRAGMENT, _TTL, inner.protocol, 0, *ends)
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + inner.payload


def read_ipv4(packet: bytes) -> Inner | None:
    """The packet without padding behind it; None for a fragment, a wrong sum or what is not IPv4."""
    if len(packet) < _IPV4.size:
        return None
    first, _, size, _, fragment, _, protocol, _, source, destination = _IPV4.unpack_from(packet)
    head_bytes = (first & 0x0F) * 4
    if first >> 4 != 4 or not _IPV4.size <= head_bytes <= size <= len(packet) or fragment & _FRAGMENT:
        return None
    if checksum(packet[:head_bytes]) != 0:
        return None
    return Inner(IPv4Address(source), IPv4Address(destination), protocol, packet[head_bytes:size])


def tcp(source: IPv4Address, destination: IPv4Address, segment: Segment) -> bytes:
    """The whole IPv4 packet of a segment without data."""
    options = _MSS_OPTION if Flags.SYN in segment.flags else b""
    ports = (segment.source_port, segment.destination_port)
    numbers = (segment.sequence, segment.acknowledgement)
    words = (_TCP.size + len(options)) // 4
    head = _TCP.pack(*ports, *numbers, words << 4, segment.flags, _WINDOW_BYTES, 0, 0) + options
    total = checksum(_pseudo_header(source, destination, len(head)) + head)
    return ipv4(Inner(source, destination, TCP, head[:16] + struct.pack("!H", total) + head[18:]))


def read_tcp(inner: Inner) -> Segment | None:
    """None for a wrong sum or what is not TCP."""
    payload = inner.payload
    if inner.protocol != TCP or len(payload) < _TCP.size:
        return None
    if checksum(_pseudo_header(inner.source, inner.destination, len(payload)) + payload) != 0:
        return None
    source_port, destination_port, sequence, acknowledgement, words, flags, *_ = _TCP.unpack_from(payload)
    if not _TCP.size <= (words >> 4) * 4 <= len(payload):
        return None
    return Segment(source_port, destination_port, sequence, acknowledgement, Flags(flags & 0x1F))


def _pseudo_header(source: IPv4Address, destination: IPv4Address, size: int) -> bytes:
    return source.packed + destination.packed + struct.pack("!BBH", 0, TCP, size)
