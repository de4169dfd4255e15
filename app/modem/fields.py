"""Takes one AT line apart: prefix, comma-separated fields, and numbers that are checked before they count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_PREFIX = re.compile(r"\s*([+^%*!#$&@][A-Za-z0-9_/-]+)\s*:\s*")
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,9})?")
_HEX = re.compile(r"(?:0[xX])?([0-9A-Fa-f]{1,16})")


@dataclass(frozen=True, slots=True)
class Field:
    """One field without its quotes; `quoted` tells whether it had any, which in AT text carries meaning."""

    text: str
    quoted: bool = False


def prefix(line: str) -> str:
    """`+CEREG` of `+CEREG: 5,1`, upper case; empty when the line has none."""
    found = _PREFIX.match(line)
    return found[1].upper() if found else ""


def body(line: str) -> str:
    """What follows the prefix, or the whole line when it has none."""
    found = _PREFIX.match(line)
    return line[found.end() :].strip() if found else line.strip()


def split(text: str) -> tuple[Field, ...]:
    """Split at commas outside quotes; blanks around a field go, blanks inside quotes stay.

    An unclosed quote runs to the end of the line. Never raises.
    """
    fields: list[Field] = []
    current: list[str] = []
    inside = quoted = False
    for character in text:
        if character == '"':
            if not inside and not "".join(current).strip():
                current.clear()  # blanks before the opening quote
            inside, quoted = not inside, True
        elif character == "," and not inside:
            fields.append(Field(_joined(current, quoted), quoted))
            current, quoted = [], False
        elif inside or not quoted or not character.isspace():
            current.append(character)
    fields.append(Field(_joined(current, quoted), quoted))
    return tuple(fields)


def texts(line: str) -> tuple[str, ...]:
    """The fields of a line after its prefix, as plain text."""
    return tuple(field.text for field in split(body(line)))


def at(fields: Sequence[str], index: int) -> str:
    """The field at an index, or an empty text where the line is shorter."""
    return fields[index] if -len(fields) <= index < len(fields) else ""


def whole(text: str, low: int, high: int) -> int | None:
    """A decimal integer within [low, high], else None."""
    text = text.strip()
    if not _WHOLE.fullmatch(text):
        return None
    value = int(text)
    return value if low <= value <= high else None


def number(text: str, low: float, high: float) -> float | None:
    """A decimal number within [low, high], else None."""
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if low <= value <= high else None


def hexadecimal(text: str, low: int, high: int) -> int | None:
    """A hexadecimal integer, with or without `0x`, within [low, high], else None."""
    found = _HEX.fullmatch(text.strip())
    if not found:
        return None
    value = int(found[1], 16)
    return value if low <= value <= high else None


def _joined(characters: list[str], quoted: bool) -> str:
    text = "".join(characters)
    return text if quoted else text.strip()
