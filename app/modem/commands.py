"""What an AT command line asks: its parts by name and kind (27.007 section 4, V.250 section 5.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

_EXTENDED = re.compile(r"([+^%*!#$&@\\][A-Za-z0-9_/-]+)\s*(=\s*\?|\?|=)?")
_BASIC = re.compile(r"(&?[A-Za-z])")


class Kind(Enum):
    TEST = "test"  # AT+X=?
    READ = "read"  # AT+X?
    SET = "set"  # AT+X=...
    RUN = "run"  # AT+X, ATI, AT


@dataclass(frozen=True, slots=True)
class Part:
    """One command of a line: `+COPS` and READ for `AT+COPS?`; `I` for `ATI`, an empty name for a bare AT."""

    name: str
    kind: Kind


@lru_cache(maxsize=512)
def parts(command: str) -> tuple[Part, ...]:
    """The commands of one line, in order: `AT+COPS=3,2;+COPS?` has two."""
    text = command.strip()
    text = text[2:] if text[:2].upper() == "AT" else text
    return tuple(_part(piece.strip()) for piece in _pieces(text))


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    start, inside = 0, False
    for index, character in enumerate(text):
        if character == '"':
            inside = not inside
        elif character == ";" and not inside:
            pieces.append(text[start:index])
            start = index + 1
    pieces.append(text[start:])
    return [piece for piece in pieces if piece.strip()] or [""]


def _part(text: str) -> Part:
    extended = _EXTENDED.match(text)
    if extended:
        return Part(extended[1].upper(), _kind(extended[2]))
    basic = _BASIC.match(text)
    return Part(basic[1].upper() if basic else "", Kind.RUN)


def _kind(mark: str | None) -> Kind:
    if mark is None:
        return Kind.RUN
    if mark == "?":
        return Kind.READ
    return Kind.TEST if mark.endswith("?") else Kind.SET
