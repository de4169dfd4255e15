"""The blocks of a pcapng file as bytes, with one interface of raw IP packets stamped in nanoseconds.

draft-ietf-opsawg-pcapng; little-endian, which every reader must take.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from enum import IntEnum

SECTION_HEADER = 0x0A0D0D0A
INTERFACE_DESCRIPTION = 1
NAME_RESOLUTION = 4
INTERFACE_STATISTICS = 5
ENHANCED_PACKET = 6
BYTE_ORDER_MAGIC = 0x1A2B3C4D
LINK_TYPE_RAW_IP = 101

LONGEST_TEXT_BYTES = 2_000
"""Of a comment or a name: more is cut. An option holds 65 535 bytes at most."""

_UNKNOWN_LENGTH = 0xFFFF_FFFF_FFFF_FFFF
_NO_LIMIT = 0
_NANOSECONDS = b"\x09"  # ten to the power of minus this
_END = b"\x00\x00\x00\x00"

_OPT_COMMENT = 1
_SHB_USERAPPL = 4
_IF_NAME = 2
_IF_TSRESOL = 9
_EPB_FLAGS = 2
_RECORD_IPV4 = 1

Option = tuple[int, bytes]


class Heading(IntEnum):
    """Which way a packet went, as its block says it; seen from the client."""

    INBOUND = 1
    OUTBOUND = 2


def section_header(program: str) -> bytes:
    """The first block. Its length stays open, so that the file is good wherever it ends."""
    body = struct.pack("<IHHQ", BYTE_ORDER_MAGIC, 1, 0, _UNKNOWN_LENGTH)
    return _block(SECTION_HEADER, body, [(_SHB_USERAPPL, _text(program))])


def interface(name: str) -> bytes:
    body = struct.pack("<HHI", LINK_TYPE_RAW_IP, 0, _NO_LIMIT)
    return _block(INTERFACE_DESCRIPTION, body, [(_IF_NAME, _text(name)), (_IF_TSRESOL, _NANOSECONDS)])


def packet(at_utc_ns: int, heading: Heading, content: bytes, comments: Iterable[str] = ()) -> bytes:
    """An IP packet. at_utc_ns: since 1970, not negative."""
    size = len(content)
    head = struct.pack("<IIIII", 0, at_utc_ns >> 32, at_utc_ns & 0xFFFF_FFFF, size, size)
    options = [*_comments(comments), (_EPB_FLAGS, struct.pack("<I", heading))]
    return _block(ENHANCED_PACKET, head + _padded(content), options)


def host_name(address: bytes, name: str) -> bytes:
    """What a reader may call an IPv4 address. name: without NUL."""
    record = address + _text(name) + b"\0"
    body = struct.pack("<HH", _RECORD_IPV4, len(record)) + _padded(record) + _END
    return _block(NAME_RESOLUTION, body, [])


def statistics(at_utc_ns: int, comments: Iterable[str]) -> bytes:
    """The last block; it is where a comment about the whole stands."""
    body = struct.pack("<III", 0, at_utc_ns >> 32, at_utc_ns & 0xFFFF_FFFF)
    return _block(INTERFACE_STATISTICS, body, _comments(comments))


def _block(block_type: int, body: bytes, options: list[Option]) -> bytes:
    if options:
        body += b"".join(struct.pack("<HH", code, len(value)) + _padded(value) for code, value in options)
        body += _END
    size = len(body) + 12
    return struct.pack("<II", block_type, size) + body + struct.pack("<I", size)


def _comments(texts: Iterable[str]) -> list[Option]:
    return [(_OPT_COMMENT, _text(text)) for text in texts if text]


def _text(text: str) -> bytes:
    content = text.encode("utf-8", "replace")
    if len(content) <= LONGEST_TEXT_BYTES:
        return content
    return content[:LONGEST_TEXT_BYTES].decode("utf-8", "ignore").encode()


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 4)
