"""Which packets of a trace somebody wants to see, from one line of words. Sans-IO.

Every word must fit. `qos 1`, `id 42`, `reason 135` name a field; `in`, `out`, `dup`, `retain` a property of
the packet; any other word is looked for in the type, the topic, the session, and a note's name and text. A
`-` before a word turns it round: `-ping`.
"""

from __future__ import annotations

from collections.abc import Callable

from app.mqtt.packet_types import Direction, PacketType
from app.mqtt.trace_record import TraceRecord

Test = Callable[[TraceRecord], bool]

_FIELDS: dict[str, Callable[[TraceRecord], int | None]] = {
    "qos": lambda record: record.qos if record.type is PacketType.PUBLISH else None,
    "id": lambda record: record.packet_id,
    "reason": lambda record: record.reason,
}
_PROPERTIES: dict[str, Test] = {
    "in": lambda record: record.note is None and record.direction is Direction.IN,
    "out": lambda record: record.note is None and record.direction is Direction.OUT,
    "dup": lambda record: record.dup,
    "retain": lambda record: record.retain,
}


class TraceFilter:
    """Made once from its text, then asked for every record; an empty one lets everything through."""

    def __init__(self, text: str = "") -> None:
        self.text = " ".join(text.split())
        self._tests = _tests(self.text.casefold().split())

    def __bool__(self) -> bool:
        return bool(self._tests)

    def matches(self, record: TraceRecord) -> bool:
        return all(test(record) for test in self._tests)


def _tests(words: list[str]) -> list[Test]:
    tests: list[Test] = []
    position = 0
    while position < len(words):
        word = words[position]
        turned = len(word) > 1 and word.startswith("-")
        word = word[1:] if turned else word
        following = words[position + 1] if position + 1 < len(words) else ""
        position += 1
        if word in _FIELDS and following.isascii() and following.isdigit() and len(following) < 10:
            test = _equals(_FIELDS[word], int(following))
            position += 1
        else:
            test = _PROPERTIES.get(word) or _contains(word)
        tests.append(_not(test) if turned else test)
    return tests


def _equals(field: Callable[[TraceRecord], int | None], wanted: int) -> Test:
    return lambda record: field(record) == wanted


def _contains(word: str) -> Test:
    def test(record: TraceRecord) -> bool:
        if record.note is not None:
            return word in f"{record.note.value}\n{record.session}\n{record.text}".casefold()
        return word in f"{record.type.name}\n{record.session}\n{record.topic or ''}".casefold()

    return test


def _not(test: Test) -> Test:
    return lambda record: not test(record)
