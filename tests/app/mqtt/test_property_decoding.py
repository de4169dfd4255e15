"""Property lists: every type, and lists that lie about themselves."""

from __future__ import annotations

import pytest

from app.mqtt.cursor import Cursor
from app.mqtt.packet_types import Version
from app.mqtt.properties import NO_PROPERTIES, Properties, Property, PropertySet, PropertyValue
from app.mqtt.property_decoding import check_payload_format, read_properties


def read(text: str, place: PropertySet = PropertySet.PUBLISH) -> tuple[Properties, Cursor]:
    cursor = Cursor(bytes.fromhex(text), Version.V5, None)
    return read_properties(cursor, place), cursor


@pytest.mark.parametrize(
    ("text", "identifier", "value", "place"),
    [
        ("02 01 01", Property.PAYLOAD_FORMAT_INDICATOR, 1, PropertySet.PUBLISH),
        ("03 23 0102", Property.TOPIC_ALIAS, 258, PropertySet.PUBLISH),
        ("05 02 00010203", Property.MESSAGE_EXPIRY_INTERVAL, 66_051, PropertySet.PUBLISH),
        ("05 0b ffffff7f", Property.SUBSCRIPTION_IDENTIFIER, 268_435_455, PropertySet.SUBSCRIBE),
        ("05 1f 0002 6f6b", Property.REASON_STRING, "ok", PropertySet.PUBACK),
        ("05 09 0002 00ff", Property.CORRELATION_DATA, b"\x00\xff", PropertySet.WILL),
        ("07 26 0001 61 0001 62", Property.USER_PROPERTY, ("a", "b"), PropertySet.AUTH),
    ],
)
def test_every_type(text: str, identifier: Property, value: PropertyValue, place: PropertySet) -> None:
    properties, cursor = read(text, place)
    assert properties.items == ((identifier, value),)
    assert cursor.violations == []
    assert cursor.at_end()
    (field,) = cursor.fields
    assert (field.name, field.value, field.length) == ("properties", 1, len(cursor.raw))
    assert field.children[1].meaning == identifier.oasis_name


def test_an_empty_list() -> None:
    properties, cursor = read("00 aa")
    assert properties is NO_PROPERTIES
    assert cursor.position == 1
    assert cursor.fields[0].children[0].name == "property_length"


@pytest.mark.parametrize(
    ("text", "kept", "codes"),
    [
        ("04 01 00 7f ff 61", 1, ["property-unknown"]),
        ("04 01 00 23 00 61", 1, ["truncated"]),
        ("05 01 00 08 00 05 61", 1, ["truncated"]),
        ("04 23 0001 01 61", 1, ["truncated"]),
        ("04 01 00 01 00 61", 2, ["property-repeated"]),
    ],
)
def test_a_broken_list_ends_where_it_says(text: str, kept: int, codes: list[str]) -> None:
    properties, cursor = read(text)
    assert len(properties) == kept
    assert [violation.code for violation in cursor.violations] == codes
    assert cursor.raw[cursor.position :] == b"a"


def test_a_list_longer_than_its_packet_is_read_to_the_end() -> None:
    properties, cursor = read("7f 01 01 23 0005")
    assert properties.items == ((Property.PAYLOAD_FORMAT_INDICATOR, 1), (Property.TOPIC_ALIAS, 5))
    assert [violation.code for violation in cursor.violations] == ["property-overrun"]
    assert cursor.at_end()


def test_payload_format() -> None:
    text = Properties(((Property.PAYLOAD_FORMAT_INDICATOR, 1),))
    cursor = Cursor(b"", Version.V5, None)
    check_payload_format(cursor, text, "é".encode(), "payload", 0)
    check_payload_format(cursor, NO_PROPERTIES, b"\xff", "payload", 0)
    assert cursor.violations == []
    check_payload_format(cursor, text, b"\xff", "payload", 0)
    assert [violation.code for violation in cursor.violations] == ["payload-not-text"]
