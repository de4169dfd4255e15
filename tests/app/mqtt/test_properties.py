"""The property table against paho's, which was typed from the same text by other people."""

from __future__ import annotations

from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties as PahoProperties

from app.mqtt.properties import PROPERTIES, Properties, Property, PropertySet, PropertyType

PAHO_TYPES = {
    "Byte": PropertyType.BYTE,
    "Two Byte Integer": PropertyType.TWO_BYTE,
    "Four Byte Integer": PropertyType.FOUR_BYTE,
    "Variable Byte Integer": PropertyType.VARINT,
    "UTF-8 Encoded String": PropertyType.TEXT,
    "Binary Data": PropertyType.BINARY,
    "UTF-8 String Pair": PropertyType.PAIR,
}


def test_names_types_and_places_agree_with_paho() -> None:
    theirs = PahoProperties(PacketTypes.PUBLISH)
    assert {each.oasis_name for each in Property} == set(theirs.names)
    for identifier, spec in PROPERTIES.items():
        number = theirs.names[identifier.oasis_name]
        kind, places = theirs.properties[number]
        assert number == identifier
        assert PAHO_TYPES[theirs.types[kind]] is spec.type
        named = {
            "WILL" if place == PacketTypes.WILLMESSAGE else PacketTypes.Names[place].upper()
            for place in places
        }
        assert {place.name for place in spec.allowed_in} == named, identifier


def test_only_these_may_be_repeated() -> None:
    repeatable = {identifier: spec.repeats_in for identifier, spec in PROPERTIES.items() if spec.repeats_in}
    assert repeatable == {
        Property.USER_PROPERTY: frozenset(PropertySet),
        Property.SUBSCRIPTION_IDENTIFIER: frozenset({PropertySet.PUBLISH}),
    }


def test_names() -> None:
    assert Property.MAXIMUM_QOS.oasis_name == "Maximum QoS"
    assert Property.SESSION_EXPIRY_INTERVAL.oasis_name == "Session Expiry Interval"
    assert Property.SESSION_EXPIRY_INTERVAL.key == "session_expiry_interval"


def test_look_up() -> None:
    properties = Properties(
        (
            (Property.USER_PROPERTY, ("a", "1")),
            (Property.TOPIC_ALIAS, 4),
            (Property.USER_PROPERTY, ("a", "2")),
            (Property.CONTENT_TYPE, "text/plain"),
        )
    )
    assert properties.user == (("a", "1"), ("a", "2"))
    assert properties.get(Property.USER_PROPERTY) == ("a", "1")
    assert properties.number(Property.TOPIC_ALIAS) == 4
    assert properties.text(Property.CONTENT_TYPE) == "text/plain"
    assert properties.number(Property.CONTENT_TYPE) is None
    assert properties.text(Property.TOPIC_ALIAS) is None
    assert properties.get(Property.RECEIVE_MAXIMUM) is None
    assert len(properties) == len(list(properties)) == 4
