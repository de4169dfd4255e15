"""CONNECT and CONNACK, with the figures of the standard's own examples."""

from __future__ import annotations

import pytest

from app.mqtt.codec import decode, encode
from app.mqtt.connect_decoding import PROTOCOL_NAMES
from app.mqtt.packets import Connack, Connect, Properties, Property, Version, Will

V31, V311, V5 = Version


@pytest.mark.parametrize("given", list(Version))
@pytest.mark.parametrize("real", list(Version))
def test_a_connect_is_read_by_the_version_that_it_names(real: Version, given: Version) -> None:
    packet = Connect("dev", True, 60, Will("t", b"x", 2, True), "u", b"p")
    decoded = decode(encode(packet, real), given)
    assert (decoded.packet, decoded.version, decoded.violations) == (packet, real, ())
    names = {field.name: field.value for field in decoded.fields}
    assert names["protocol_name"] == PROTOCOL_NAMES[real]


def test_the_flags_of_the_standards_example() -> None:
    """Figure 3-6: all flags but Will Retain and reserved, keep alive 10, session expiry 10."""
    raw = bytes.fromhex("10 1c 0004 4d515454 05 ce 000a 05 11 0000000a 0000 00 0001 74 0000 0000 0000")
    decoded = decode(raw, V5)
    assert decoded.violations == ()
    flags = next(field for field in decoded.fields if field.name == "connect_flags")
    assert {child.name: child.value for child in flags.children} == {
        "username_flag": True,
        "password_flag": True,
        "will_retain": False,
        "will_qos": 1,
        "will_flag": True,
        "clean_start": True,
        "reserved": 0,
    }
    expiry = Properties(((Property.SESSION_EXPIRY_INTERVAL, 10),))
    assert decoded.packet == Connect("", True, 10, Will("t", b"", 1), "", b"", expiry)


def test_what_is_wrong_before_the_version_has_its_numbers_too() -> None:
    raw = bytes.fromhex("11 0d 0004 4d515454 04 02 0000 0001 62")
    assert [violation.rule for violation in decode(raw, V5).violations] == ["MQTT-2.2.2-1"]


def test_a_bridge_marks_its_version() -> None:
    raw = bytes.fromhex("10 0d 0004 4d515454 84 02 0000 0001 62")
    decoded = decode(raw, V5)
    assert decoded.version is V311
    assert decoded.packet == Connect("b")
    assert [violation.code for violation in decoded.violations] == ["protocol-version"]


def test_an_unknown_version_is_read_like_the_connections() -> None:
    raw = bytes.fromhex("10 0d 0004 4d515454 09 02 0000 0001 62")
    decoded = decode(raw, V311)
    assert decoded.version is V311
    assert decoded.packet == Connect("b")


def test_session_present_came_with_311() -> None:
    raw = bytes.fromhex("20 02 01 00")
    assert (decode(raw, V311).packet, decode(raw, V311).violations) == (Connack(0, True), ())
    assert decode(raw, V31).packet == Connack(0, False)
    assert [violation.code for violation in decode(raw, V31).violations] == ["acknowledge-flags"]


@pytest.mark.parametrize("version", [V31, V311])
def test_connack_of_mqtt_3(version: Version) -> None:
    refused = decode(bytes.fromhex("20 02 00 05"), version)
    assert refused.packet == Connack(5)
    assert refused.fields[-1].meaning == "Connection Refused, not authorized"


def test_connack_of_mqtt_5() -> None:
    raw = bytes.fromhex("20 0b 00 00 08 21 000a 22 0005 24 01")
    limits = Properties(
        ((Property.RECEIVE_MAXIMUM, 10), (Property.TOPIC_ALIAS_MAXIMUM, 5), (Property.MAXIMUM_QOS, 1))
    )
    decoded = decode(raw, V5)
    assert (decoded.packet, decoded.violations) == (Connack(0, False, limits), ())


def test_a_connack_of_the_wrong_version_is_still_read() -> None:
    decoded = decode(bytes.fromhex("20 02 00 00"), V5)
    assert decoded.packet == Connack()
    assert [violation.code for violation in decoded.violations] == ["property-length-missing"]
