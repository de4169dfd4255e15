"""A payload as a person reads it: one line, formatted, or as bytes. Plain text always; sans-IO.

Detection is careful: a payload is JSON only when it is an object or an array of JSON as a whole. `5000` is
a number in text and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import Enum
from typing import Any

LINE_LIMIT = 160
TEXT_LIMIT = 200_000
_HEX_WIDTH = 16


class Form(Enum):
    """What a payload was found to be."""

    EMPTY = "empty"
    JSON = "json"
    TEXT = "text"
    BINARY = "binary"


def form_of(payload: bytes) -> Form:
    if not payload:
        return Form.EMPTY
    if _document(payload) is not None:
        return Form.JSON
    return Form.TEXT if _text(payload) is not None else Form.BINARY


def one_line(payload: bytes, limit: int = LINE_LIMIT) -> str:
    """The beginning as one line: text with its control characters made visible, or hex."""
    head = payload[: 4 * limit]
    text = _text(head, whole=len(head) == len(payload))
    if text is None:
        return head[: limit // 3].hex(" ") + ("…" if len(payload) > limit // 3 else "")
    line = "".join(_visible(character) for character in text[: limit + 1])
    return line if len(line) <= limit and len(head) == len(payload) else line[:limit] + "…"


def formatted(payload: bytes) -> str:
    """JSON with indentation, other text as it is, anything else as a hex dump."""
    document = _document(payload)
    if document is not None:
        return json.dumps(document, indent=2, ensure_ascii=False)[:TEXT_LIMIT]
    text = _text(payload[:TEXT_LIMIT], whole=len(payload) <= TEXT_LIMIT)
    return hex_dump(payload) if text is None else text


def raw_text(payload: bytes) -> str:
    """As UTF-8, what is not UTF-8 as `\\xNN`."""
    return payload[:TEXT_LIMIT].decode("utf-8", "backslashreplace")


def hex_dump(payload: bytes, limit_bytes: int = 16_384) -> str:
    """Offset, sixteen bytes, and what of them is printable ASCII."""
    lines = []
    for offset in range(0, min(len(payload), limit_bytes), _HEX_WIDTH):
        row = payload[offset : offset + _HEX_WIDTH]
        printable = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        lines.append(f"{offset:06x}  {row.hex(' '):<{3 * _HEX_WIDTH}} {printable}")
    if len(payload) > limit_bytes:
        lines.append(f"… {len(payload) - limit_bytes} more bytes")
    return "\n".join(lines)


def numeric_leaves(payload: bytes, limit: int = 50) -> dict[str, float]:
    """Every number in a payload by its path (`pct`, `flow.avg`, `[0]`); the empty path is the payload."""
    document = _document(payload)
    if document is not None:
        found: dict[str, float] = {}
        for path, value in _leaves(document, ""):
            found[path] = value
            if len(found) == limit:
                break
        return found
    try:
        return {"": float(payload)} if 0 < len(payload) <= 40 and b"_" not in payload else {}
    except ValueError:
        return {}


def _document(payload: bytes) -> Any:
    """The JSON object or array that the payload is as a whole, or None."""
    if payload.lstrip()[:1] not in (b"{", b"["):
        return None
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return None


def _leaves(value: Any, path: str) -> Iterator[tuple[str, float]]:
    """Without recursion: depth is the sender's choice."""
    pending = [(path, value)]
    while pending:
        here, item = pending.pop()
        if isinstance(item, dict):
            pending += [
                (f"{here}.{key}" if here else str(key), child) for key, child in reversed(item.items())
            ]
        elif isinstance(item, list):
            pending += [(f"{here}[{index}]", child) for index, child in reversed(list(enumerate(item)))]
        elif isinstance(item, int | float) and not isinstance(item, bool):
            yield here, float(item)


def _text(payload: bytes, *, whole: bool = True) -> str | None:
    """The payload as UTF-8 text without control characters beyond line ends and tabs, or None."""
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError as error:
        cut_inside_character = not whole and error.start >= len(payload) - 3
        if not cut_inside_character:
            return None
        text = payload[: error.start].decode("utf-8")
    return None if any(c < " " and c not in "\t\r\n" for c in text) else text


def _visible(character: str) -> str:
    return {"\n": "⏎", "\r": "", "\t": " "}.get(character, character)
