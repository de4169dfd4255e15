"""The cursor: primitive types with their places, and what happens where the bytes end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.mqtt import rules
from app.mqtt.cursor import Cursor, EndOfBytes
from app.mqtt.packet_types import Version


def cursor(text: str) -> Cursor:
    return Cursor(bytes.fromhex(text), Version.V5, None)


READS: dict[str, tuple[Callable[[Cursor], object], str, object]] = {
    "byte": (lambda c: c.byte("x"), "07", 7),
    "two-bytes": (lambda c: c.two_bytes("x"), "0102", 258),
    "four-bytes": (lambda c: c.four_bytes("x"), "00010000", 65_536),
    "varint-1": (lambda c: c.varint("x"), "7f", 127),
    "varint-2": (lambda c: c.varint("x"), "8001", 128),
    "varint-4": (lambda c: c.varint("x"), "ffffff7f", 268_435_455),
    "text": (lambda c: c.text("x"), "0002c3a9", "é"),
    "empty-text": (lambda c: c.text("x"), "0000", ""),
    "binary": (lambda c: c.binary("x"), "0002ff00", b"\xff\x00"),
    "rest": (lambda c: c.rest("x"), "0102", b"\x01\x02"),
}


@pytest.mark.parametrize("name", READS)
def test_a_value_and_its_place(name: str) -> None:
    read, text, value = READS[name]
    reader = cursor(text)
    assert read(reader) == value
    assert reader.at_end()
    assert reader.violations == []
    field = reader.fields[-1]
    assert (field.name, field.value) == ("x", value)
    assert field.offset + field.length == len(reader.raw)


@pytest.mark.parametrize("name", [name for name in READS if name not in ("rest", "empty-text")])
def test_bytes_that_end_inside_a_value_are_kept(name: str) -> None:
    read, text, _ = READS[name]
    reader = Cursor(bytes.fromhex(text)[:-1], Version.V5, None)
    with pytest.raises(EndOfBytes):
        read(reader)
    assert [violation.code for violation in reader.violations] == ["truncated"]
    assert reader.at_end()
    last = reader.fields[-1]
    assert last.value == reader.raw[last.offset :]


def test_the_end_is_a_wall() -> None:
    reader = cursor("0102030405")
    reader.end = 3
    with pytest.raises(EndOfBytes):
        reader.four_bytes("x")
    assert reader.position == 3
    assert reader.fields[-1].value == b"\x01\x02\x03"


@pytest.mark.parametrize(
    ("text", "code"), [("8000", "varint-not-minimal"), ("ffffff8000", "varint-too-long")]
)
def test_bad_varints(text: str, code: str) -> None:
    reader = cursor(text)
    try:
        reader.varint("x")
    except EndOfBytes:
        assert code == "varint-too-long"
    assert [violation.code for violation in reader.violations] == [code]


def test_ill_formed_text_is_readable_and_safe() -> None:
    reader = cursor("0003 61 ff 00")
    assert reader.text("x", rules.TOPIC_ILL_FORMED, rules.TOPIC_NULL) == "a\\xff\0"
    assert [violation.code for violation in reader.violations] == ["topic-ill-formed", "topic-null"]


def test_surrogates_are_ill_formed() -> None:
    reader = cursor("0003 eda080")
    assert reader.text("x") == "\\xed\\xa0\\x80"
    assert [violation.rule for violation in reader.violations] == ["MQTT-1.5.4-1"]


def test_nesting() -> None:
    reader = cursor("01 02")
    outer = reader.nest()
    reader.byte("first")
    reader.byte("second")
    reader.explain("Two")
    reader.close(outer, "group", 0, None)
    (group,) = reader.fields
    assert (group.offset, group.length) == (0, 2)
    assert [(child.name, child.meaning) for child in group.children] == [("first", ""), ("second", "Two")]
