"""Cuts the modem's bytes into lines and prompts, however they are chunked, and bounds what is neither."""

from __future__ import annotations

from dataclasses import dataclass

LINE_LIMIT_BYTES = 2048
"""Longer without a line end is not AT (facts, 6.2: "spew")."""

SAMPLE_BYTES = 64
_NOISE = b"\x00\xff\xfe\x11\x13 \t"  # glitches of a waking UART, leaked XON/XOFF, blanks
_PRINTABLE_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not empty, without its end; bytes that are no text are escaped as \\xNN."""

    text: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """`> ` at the start of a line: the modem wants text (27.005 section 3.5.1)."""

    size_bytes: int = 2


@dataclass(frozen=True, slots=True)
class Noise:
    """Bytes that are not AT text: the first of them, and how many there were."""

    sample: bytes
    size_bytes: int


Item = Line | Prompt | Noise


class LineCutter:
    """CR and LF both end a line and empty lines vanish, so `\\r\\r\\n` costs nothing.

    The items are the same for every way of splitting the same bytes. Holds at most one unfinished line.
    """

    def __init__(self, limit_bytes: int = LINE_LIMIT_BYTES) -> None:
        self._limit = limit_bytes
        self._partial = bytearray()
        self._prompted = False  # one prompt a line, or the chunking would show
        self._dropped = False  # this line was too long; the rest of it goes away too

    def feed(self, data: bytes) -> list[Item]:
        items: list[Item] = []
        *complete, rest = data.replace(b"\r", b"\n").split(b"\n")
        for piece in complete:
            self._extend(piece, items)
            self._end_line(items)
        self._extend(rest, items)
        return items

    def _extend(self, piece: bytes, items: list[Item]) -> None:
        if not piece:
            return
        at_start = len(self._partial) < 2 and not self._prompted and not self._dropped
        self._partial += piece
        if at_start and self._partial[:2] == b"> ":
            items.append(Prompt())
            self._prompted = True
            del self._partial[:2]
        while len(self._partial) > self._limit:
            items.append(Noise(bytes(self._partial[:SAMPLE_BYTES]), self._limit))
            del self._partial[: self._limit]
            self._dropped = True

    def _end_line(self, items: list[Item]) -> None:
        raw, dropped = bytes(self._partial), self._dropped
        self._partial.clear()
        self._prompted = self._dropped = False
        text = raw.strip(_NOISE)
        if not text or dropped:
            return
        printable = sum(32 <= byte < 127 or byte == 9 for byte in text)
        decoded = _decoded(text)
        if printable < _PRINTABLE_SHARE * len(text) and decoded is None:
            items.append(Noise(text[:SAMPLE_BYTES], len(raw)))
        else:
            items.append(Line(decoded if decoded is not None else _escaped(text), len(raw)))


def _decoded(text: bytes) -> str | None:
    """UTF-8 without control characters but tabs (Sierra parts columns so), else None."""
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return decoded if decoded.replace("\t", " ").isprintable() else None


def _escaped(text: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}" for byte in text)
