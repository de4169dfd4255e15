"""Reads one packet's fields in order and notes where each stands and which rules it breaks."""

from __future__ import annotations

from app.mqtt import rules
from app.mqtt.decoded import Field, FieldValue, Violation
from app.mqtt.packet_types import Direction, Version
from app.mqtt.rules import Rule


class EndOfBytes(Exception):
    """The bytes ended inside a field. Never leaves the codec: the fields read so far are kept."""


class Cursor:
    """A position in `raw`, bounded by `end`, with the field list that is being filled.

    `fields` is exchanged for a fresh list while a nested field is read: see `nest`.
    """

    __slots__ = ("direction", "end", "fields", "position", "raw", "version", "violations")

    def __init__(self, raw: bytes, version: Version, direction: Direction | None) -> None:
        self.raw = raw
        self.version = version
        self.direction = direction
        self.position = 0
        self.end = len(raw)
        self.fields: list[Field] = []
        self.violations: list[Violation] = []

    def breach(self, rule: Rule, field: str, offset: int, length: int) -> None:
        """Note that the bytes at `offset` break `rule`."""
        self.violations.append(Violation(rule.number(self.version), field, offset, length, rule.code))

    def at_end(self) -> bool:
        return self.position >= self.end

    def byte(self, name: str, meaning: str = "") -> int:
        start = self.position
        if start >= self.end:
            self._cut(name)
        value = self.raw[start]
        self.position = start + 1
        self.fields.append(Field(name, start, 1, value, (), 0, meaning))
        return value

    def two_bytes(self, name: str) -> int:
        start = self.position
        stop = start + 2
        if stop > self.end:
            self._cut(name)
        value = self.raw[start] << 8 | self.raw[start + 1]
        self.position = stop
        self.fields.append(Field(name, start, 2, value))
        return value

    def four_bytes(self, name: str) -> int:
        start = self.position
        stop = start + 4
        if stop > self.end:
            self._cut(name)
        value = int.from_bytes(self.raw[start:stop], "big")
        self.position = stop
        self.fields.append(Field(name, start, 4, value))
        return value

    def varint(self, name: str) -> int:
        """Variable Byte Integer (section 1.5.5)."""
        start = position = self.position
        value = shift = 0
        while True:
            if position >= self.end:
                self._cut(name)
            byte = self.raw[position]
            position += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
            shift += 7
            if shift > 21:
                self.breach(rules.VARINT_TOO_LONG, name, start, position - start)
                self._keep_rest(name)
                raise EndOfBytes
        self.position = position
        self.fields.append(Field(name, start, position - start, value))
        if byte == 0 and position - start > 1:
            self.breach(rules.VARINT_NOT_MINIMAL, name, start, position - start)
        return value

    def text(self, name: str, ill_formed: Rule = rules.TEXT_ILL_FORMED, null: Rule = rules.TEXT_NULL) -> str:
        """UTF-8 Encoded String; bytes that are not UTF-8 come back as `\\xNN`."""
        length = self.two_bytes(name + "_length")
        start = self.position
        stop = start + length
        if stop > self.end:
            self._cut(name)
        content = self.raw[start:stop]
        try:
            value = content.decode()
        except UnicodeDecodeError:
            value = content.decode(errors="backslashreplace")
            self.breach(ill_formed, name, start, length)
        if "\0" in value:
            self.breach(null, name, start, length)
        self.position = stop
        self.fields.append(Field(name, start, length, value))
        return value

    def binary(self, name: str) -> bytes:
        """Binary Data: a two-byte length and bytes."""
        length = self.two_bytes(name + "_length")
        start = self.position
        stop = start + length
        if stop > self.end:
            self._cut(name)
        value = self.raw[start:stop]
        self.position = stop
        self.fields.append(Field(name, start, length, value))
        return value

    def rest(self, name: str) -> bytes:
        """Everything up to the end."""
        start = self.position
        value = self.raw[start : self.end]
        self.position = self.end
        self.fields.append(Field(name, start, self.end - start, value))
        return value

    def nest(self) -> list[Field]:
        """Begin a nested field: what is read next becomes its children. Gives the list for `close`."""
        outer = self.fields
        self.fields = []
        return outer

    def close(self, outer: list[Field], name: str, start: int, value: FieldValue, meaning: str = "") -> None:
        """End the nested field that began at `start`."""
        children = tuple(self.fields)
        self.fields = outer
        outer.append(Field(name, start, self.position - start, value, children, 0, meaning))

    def explain(self, meaning: str) -> None:
        """Give the field just read the name of its code."""
        self.fields[-1] = self.fields[-1]._replace(meaning=meaning)

    def _cut(self, name: str) -> None:
        """The bytes end inside `name`: keep what there is of it and stop."""
        self.breach(rules.TRUNCATED, name, self.position, self.end - self.position)
        self._keep_rest(name)
        raise EndOfBytes

    def _keep_rest(self, name: str) -> None:
        start = self.position
        self.fields.append(Field(name, start, self.end - start, self.raw[start : self.end]))
        self.position = self.end
