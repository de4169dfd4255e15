"""Reads a pcapng file of ours back, strictly, for tests."""

from __future__ import annotations

import struct
from typing import NamedTuple


class Block(NamedTuple):
    type: int
    body: bytes


class Shown(NamedTuple):
    """An enhanced packet block."""

    at_ns: int
    content: bytes
    comments: tuple[str, ...]
    heading: int


def blocks(file: bytes) -> list[Block]:
    found, at = [], 0
    while at < len(file):
        kind, size = struct.unpack_from("<II", file, at)
        assert size % 4 == 0 and size >= 12
        assert struct.unpack_from("<I", file, at + size - 4)[0] == size
        found.append(Block(kind, file[at + 8 : at + size - 4]))
        at += size
    return found


def options(content: bytes) -> list[tuple[int, bytes]]:
    found, at = [], 0
    while at < len(content):
        code, size = struct.unpack_from("<HH", content, at)
        if code == 0:
            assert (size, at + 4) == (0, len(content))
            break
        found.append((code, content[at + 4 : at + 4 + size]))
        at += 4 + size + -size % 4
    return found


def packets(file: bytes) -> list[Shown]:
    return [_packet(block.body) for block in blocks(file) if block.type == 6]


def _packet(body: bytes) -> Shown:
    interface, high, low, captured, size = struct.unpack_from("<IIIII", body)
    assert (interface, captured) == (0, size)
    found = options(body[20 + size + -size % 4 :])
    comments = tuple(value.decode() for code, value in found if code == 1)
    (flags,) = [struct.unpack("<I", value)[0] for code, value in found if code == 2]
    return Shown(high << 32 | low, body[20 : 20 + size], comments, flags)
