"""Reads the property lists of MQTT 5 and checks each property against its packet and its range."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.mqtt import rules
from app.mqtt.cursor import Cursor, EndOfBytes
from app.mqtt.decoded import Field
from app.mqtt.packet_types import Direction
from app.mqtt.properties import (
    NO_PROPERTIES,
    PROPERTIES,
    Properties,
    Property,
    PropertySet,
    PropertySpec,
    PropertyType,
    PropertyValue,
)
from app.mqtt.rules import Rule
from app.mqtt.topic_syntax import has_wildcard

_BY_IDENTIFIER: dict[int, tuple[Property, str, str, PropertySpec]] = {
    int(member): (member, member.key, member.oasis_name, PROPERTIES[member]) for member in Property
}
"""Identifier, key, OASIS name and row of the table, ready made: this runs once a property."""

_TEXT_RULES: Mapping[Property, Rule] = {
    Property.RESPONSE_TOPIC: rules.RESPONSE_TOPIC_ILL_FORMED,
    Property.CONTENT_TYPE: rules.CONTENT_TYPE_ILL_FORMED,
}

_BOOLEAN = (0, 1)
_RANGES: Mapping[Property, tuple[Rule, Callable[[int], bool]]] = {
    Property.PAYLOAD_FORMAT_INDICATOR: (rules.PAYLOAD_FORMAT_VALUE, _BOOLEAN.__contains__),
    Property.REQUEST_PROBLEM_INFORMATION: (rules.REQUEST_INFORMATION_VALUE, _BOOLEAN.__contains__),
    Property.REQUEST_RESPONSE_INFORMATION: (rules.REQUEST_INFORMATION_VALUE, _BOOLEAN.__contains__),
    Property.MAXIMUM_QOS: (rules.MAXIMUM_QOS_VALUE, _BOOLEAN.__contains__),
    Property.RETAIN_AVAILABLE: (rules.AVAILABILITY_VALUE, _BOOLEAN.__contains__),
    Property.WILDCARD_SUBSCRIPTION_AVAILABLE: (rules.AVAILABILITY_VALUE, _BOOLEAN.__contains__),
    Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE: (rules.AVAILABILITY_VALUE, _BOOLEAN.__contains__),
    Property.SHARED_SUBSCRIPTION_AVAILABLE: (rules.AVAILABILITY_VALUE, _BOOLEAN.__contains__),
    Property.RECEIVE_MAXIMUM: (rules.RECEIVE_MAXIMUM_ZERO, bool),
    Property.MAXIMUM_PACKET_SIZE: (rules.MAXIMUM_PACKET_SIZE_ZERO, bool),
    Property.SUBSCRIPTION_IDENTIFIER: (rules.SUBSCRIPTION_ID_ZERO, bool),
    Property.TOPIC_ALIAS: (rules.TOPIC_ALIAS_ZERO, bool),
}


def read_properties(cursor: Cursor, place: PropertySet, name: str = "properties") -> Properties:
    """The property list at the cursor; whatever is wrong inside it, the cursor ends behind it."""
    start = cursor.position
    if cursor.at_end():
        cursor.breach(rules.PROPERTY_LENGTH_MISSING, name, start, 0)
        return NO_PROPERTIES
    if cursor.raw[start] == 0:  # by far the most frequent list
        cursor.position = start + 1
        length_field = Field("property_length", start, 1, 0)
        cursor.fields.append(Field(name, start, 1, 0, (length_field,)))
        return NO_PROPERTIES
    items: list[tuple[Property, PropertyValue]] = []
    outer = cursor.nest()
    packet_end = cursor.end
    try:
        length = cursor.varint("property_length")
        stop = cursor.position + length
        if stop > packet_end:
            cursor.breach(rules.PROPERTY_OVERRUN, "property_length", start, cursor.position - start)
            stop = packet_end
        cursor.end = stop
        while cursor.position < stop:
            _read_property(cursor, place, items)
    except EndOfBytes:
        pass
    finally:
        cursor.end = packet_end
        cursor.close(outer, name, start, len(items))
    return Properties(tuple(items))


def _read_property(cursor: Cursor, place: PropertySet, items: list[tuple[Property, PropertyValue]]) -> None:
    start = cursor.position
    number = cursor.raw[start]
    known = _BY_IDENTIFIER.get(number)
    if known is None:
        # Its length cannot be known, so the rest of the list stays unread.
        cursor.breach(rules.PROPERTY_UNKNOWN, "property_identifier", start, 1)
        cursor.rest("unknown_property")
        return
    identifier, key, oasis_name, spec = known
    outer = cursor.nest()
    value: PropertyValue | None = None
    try:
        cursor.byte("property_identifier", oasis_name)
        value = _read_value(cursor, identifier, spec.type)
    finally:
        cursor.close(outer, key, start, value, oasis_name)
    length = cursor.position - start
    if place not in spec.allowed_in:
        cursor.breach(rules.PROPERTY_NOT_ALLOWED, key, start, length)
    elif place not in spec.repeats_in and any(seen == identifier for seen, _ in items):
        cursor.breach(rules.PROPERTY_REPEATED, key, start, length)
    _check(cursor, place, identifier, value, start, length)
    items.append((identifier, value))


def _read_value(cursor: Cursor, identifier: Property, kind: PropertyType) -> PropertyValue:
    if kind is PropertyType.PAIR:
        return (
            cursor.text("name", rules.PAIR_ILL_FORMED, rules.PAIR_ILL_FORMED),
            cursor.text("value", rules.PAIR_ILL_FORMED, rules.PAIR_ILL_FORMED),
        )
    if kind is PropertyType.TEXT:
        return cursor.text("value", _TEXT_RULES.get(identifier, rules.TEXT_ILL_FORMED))
    if kind is PropertyType.BINARY:
        return cursor.binary("value")
    if kind is PropertyType.BYTE:
        return cursor.byte("value")
    if kind is PropertyType.TWO_BYTE:
        return cursor.two_bytes("value")
    if kind is PropertyType.FOUR_BYTE:
        return cursor.four_bytes("value")
    return cursor.varint("value")


def _check(
    cursor: Cursor, place: PropertySet, identifier: Property, value: PropertyValue, start: int, length: int
) -> None:
    """What the text demands of the value itself."""
    limit = _RANGES.get(identifier)
    if limit is not None and isinstance(value, int) and not limit[1](value):
        cursor.breach(limit[0], identifier.key, start, length)
    if identifier is Property.RESPONSE_TOPIC and isinstance(value, str):
        if has_wildcard(value):
            cursor.breach(rules.RESPONSE_TOPIC_WILDCARD, identifier.key, start, length)
        if not value:
            cursor.breach(rules.TOPIC_EMPTY, identifier.key, start, length)
    outbound = cursor.direction is Direction.OUT
    if identifier is Property.SUBSCRIPTION_IDENTIFIER and place is PropertySet.PUBLISH and outbound:
        cursor.breach(rules.CLIENT_SENT_SUBSCRIPTION_ID, identifier.key, start, length)
    inbound = cursor.direction is Direction.IN
    if identifier is Property.SESSION_EXPIRY_INTERVAL and place is PropertySet.DISCONNECT and inbound:
        cursor.breach(rules.SERVER_SENT_SESSION_EXPIRY, identifier.key, start, length)


def check_payload_format(
    cursor: Cursor, properties: Properties, payload: bytes, name: str, start: int
) -> None:
    """Section 3.3.2.3.2: a payload that is said to be text must be well-formed UTF-8."""
    if properties.get(Property.PAYLOAD_FORMAT_INDICATOR) != 1:
        return
    try:
        payload.decode()
    except UnicodeDecodeError:
        cursor.breach(rules.PAYLOAD_NOT_TEXT, name, start, len(payload))
