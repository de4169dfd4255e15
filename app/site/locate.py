"""Finds the line and column of every key and list item in a TOML text that is known to be valid."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Keys and list positions from the top of the document: `("reach", 0, "tcp", 1)`."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{1,2}(?!"))?'  # up to two quotes may stand before the closing three
    r"|'''.*?'''(?:'{1,2}(?!'))?"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\r\n]+")  # numbers, booleans, dates (which may hold a blank)


@dataclass(frozen=True, slots=True)
class Position:
    """1-based, counted in characters."""

    line: int
    column: int


def locate(source: str) -> Mapping[Path, Position]:
    """Positions of all keys, table headers and list items; source must have passed a TOML parser."""
    scanner = _Scanner(source)
    scanner.document()
    return scanner.found


def nearest(found: Mapping[Path, Position], path: Path) -> Position | None:
    """The position of path, or else of the innermost table or key around it."""
    for length in range(len(path), 0, -1):
        if (position := found.get(path[:length])) is not None:
            return position
    return None


class _Scanner:
    """One pass over the text. It skips what the parser has accepted and only notes where things stand."""

    def __init__(self, source: str) -> None:
        self.found: dict[Path, Position] = {}
        self._source = source
        self._at = 0
        self._line = 1
        self._line_start = 0
        self._counted = 0
        self._array_lengths: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        while self._skip_blank():
            if self._take("[["):
                table = self._header(array=True)
                self._take("]]")
            elif self._take("["):
                table = self._header(array=False)
                self._take("]")
            else:
                self._pair(table)

    def _header(self, *, array: bool) -> Path:
        parts = self._dotted_key()
        path: Path = ()
        for depth, (name, at) in enumerate(parts, start=1):
            path = (*path, name)
            self._note(path, at)
            if array and depth == len(parts):
                self._array_lengths[path] = self._array_lengths.get(path, 0) + 1
            if length := self._array_lengths.get(path):
                path = (*path, length - 1)
                self._note(path, at)
        return path

    def _pair(self, table: Path) -> None:
        path = table
        for name, at in self._dotted_key():
            path = (*path, name)
            self._note(path, at)
        self._take("=")
        self._value(path)

    def _dotted_key(self) -> list[tuple[str, int]]:
        parts = []
        while True:
            self._skip_blank()
            start = self._at
            if match := _BARE_KEY.match(self._source, start):
                name = match.group()
            else:
                match = _STRING.match(self._source, start)
                if match is None:
                    raise ValueError("the text is not valid TOML")
                name = tomllib.loads(f"key = {match.group()}")["key"]
            self._at = match.end()
            parts.append((name, start))
            self._skip_blank()
            if not self._take("."):
                return parts

    def _value(self, path: Path) -> None:
        self._skip_blank()
        if self._take("["):
            index = 0
            while self._skip_blank() and not self._take("]"):
                self._note((*path, index), self._at)
                self._value((*path, index))
                index += 1
                self._skip_blank()
                self._take(",")
        elif self._take("{"):
            while self._skip_blank() and not self._take("}"):
                self._pair(path)
                self._skip_blank()
                self._take(",")
        elif match := _STRING.match(self._source, self._at) or _SCALAR.match(self._source, self._at):
            self._at = match.end()
        else:
            raise ValueError("the text is not valid TOML")

    def _skip_blank(self) -> bool:
        """Pass blanks, line ends and comments; whether anything is left."""
        match = _BLANK.match(self._source, self._at)
        self._at = match.end() if match else self._at
        return self._at < len(self._source)

    def _take(self, token: str) -> bool:
        if self._source.startswith(token, self._at):
            self._at += len(token)
            return True
        return False

    def _note(self, path: Path, at: int) -> None:
        """Remember the first place of path. Places come in rising order, so lines are counted once."""
        newlines = self._source.count("\n", self._counted, at)
        if newlines:
            self._line += newlines
            self._line_start = self._source.rindex("\n", self._counted, at) + 1
        self._counted = max(self._counted, at)
        self.found.setdefault(path, Position(self._line, at - self._line_start + 1))
