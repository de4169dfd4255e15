"""Where in a packet the secrets stand: what a view, an export or a terminal leaves out unless asked."""

from __future__ import annotations

from app.core.masking import credential_places
from app.mqtt.decoded import SECRET_FIELDS, Field
from app.mqtt.decoding import decode
from app.mqtt.packet_types import Direction, PacketType, Version

CARRIERS = frozenset({PacketType.CONNECT, PacketType.CONNACK, PacketType.AUTH})
"""Packets that can hold a secret."""


def secret_places(fields: tuple[Field, ...]) -> list[tuple[int, int]]:
    """Offset and length of every secret's own bytes; its length and identifier stay readable.

    A user name is none, but some services have a token or a signature inside it.
    """
    places: list[tuple[int, int]] = []
    for field in fields:
        if field.name == "username" and isinstance(field.value, str):
            places += _tokens(field.offset, field.value)
        elif field.name not in SECRET_FIELDS:
            places += secret_places(field.children)
        elif field.children:
            places += [(child.offset, child.length) for child in field.children if child.name == "value"]
        else:
            places.append((field.offset, field.length))
    return places


def without_secrets(raw: bytes, version: Version, direction: Direction) -> bytes:
    """The same packet with every byte of its secrets replaced by an asterisk."""
    masked = bytearray(raw)
    for offset, length in secret_places(decode(raw, version, direction).fields):
        masked[offset : offset + length] = b"*" * length
    return bytes(masked)


def _tokens(offset: int, text: str) -> list[tuple[int, int]]:
    return [
        (offset + len(text[:start].encode()), len(text[start:end].encode()))
        for start, end in credential_places(text)
    ]
