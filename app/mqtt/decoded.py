"""What decoding gives: the packet as a value, every field with its place in the bytes, the broken rules.

All three are NamedTuples because a capture has millions of them: a frozen dataclass takes four times as long
to make.
"""

from __future__ import annotations

from typing import NamedTuple

from app.mqtt.packet_types import PacketType, Version
from app.mqtt.packets import Packet

FieldValue = int | str | bytes | bool | tuple[str, str] | None

SECRET_FIELDS = frozenset({"password", "authentication_data"})
"""Fields whose value is masked wherever a person or a file gets them, unless asked for."""


class Field(NamedTuple):
    """A piece of the packet; a child lies inside its parent.

    name: snake_case key, stable in JSON.
    bits: mask inside the byte, for a field smaller than a byte; 0 otherwise.
    meaning: the OASIS name of a code (`Not authorized`), empty where there is none.
    """

    name: str
    offset: int
    length: int
    value: FieldValue
    children: tuple[Field, ...] = ()
    bits: int = 0
    meaning: str = ""


class Violation(NamedTuple):
    """One broken rule, with the bytes that break it.

    rule: the statement's number in the text of the packet's version; code: our short name, as in `RULES`.
    """

    rule: str
    field: str
    offset: int
    length: int
    code: str


class Decoded(NamedTuple):
    """packet is None where the bytes end too early to make a value."""

    type: PacketType
    version: Version
    packet: Packet | None
    fields: tuple[Field, ...]
    violations: tuple[Violation, ...]
