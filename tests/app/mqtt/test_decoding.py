"""Decoding as a whole: the header, lengths that lie, types that do not exist."""

from __future__ import annotations

import pytest

from app.mqtt.decoding import decode
from app.mqtt.packets import Auth, Direction, Disconnect, PacketType, Pingresp, Properties, Property, Version

V311, V5 = Version.V311, Version.V5


def test_the_header_is_taken_apart() -> None:
    decoded = decode(bytes.fromhex("3b 05 0001 61 0001"), V311)
    header, remaining, *_ = decoded.fields
    assert [(child.name, child.value, child.bits) for child in header.children] == [
        ("type", 3, 0xF0),
        ("dup", True, 0x08),
        ("qos", 1, 0x06),
        ("retain", True, 0x01),
    ]
    assert (remaining.name, remaining.offset, remaining.length, remaining.value) == (
        "remaining_length",
        1,
        1,
        5,
    )


def test_no_bytes_at_all() -> None:
    decoded = decode(b"", V5)
    assert decoded.packet is None
    assert [violation.code for violation in decoded.violations] == ["truncated"]


def test_a_declared_length_beyond_the_bytes_reads_what_is_there() -> None:
    decoded = decode(bytes.fromhex("30 ff ff ff 7f 0001 61 6869"), V311)
    assert decoded.packet is not None
    assert [violation.code for violation in decoded.violations] == ["length-mismatch"]
    assert decoded.fields[-1].value == b"hi"


def test_bytes_beyond_the_declared_length_are_not_read() -> None:
    decoded = decode(bytes.fromhex("d0 00 ff ff"), V311)
    assert decoded.packet == Pingresp()
    assert [violation.code for violation in decoded.violations] == ["length-mismatch"]


@pytest.mark.parametrize("version", list(Version))
def test_the_reserved_type_keeps_its_body(version: Version) -> None:
    decoded = decode(bytes.fromhex("00 02 0102"), version)
    assert (decoded.type, decoded.packet) == (PacketType.RESERVED, None)
    assert decoded.fields[-1].value == b"\x01\x02"


def test_auth_exists_in_mqtt_5_only() -> None:
    raw = bytes.fromhex("f0 06 18 04 15 0001 6d")
    method = Properties(((Property.AUTHENTICATION_METHOD, "m"),))
    assert decode(raw, V5).packet == Auth(0x18, method)
    old = decode(raw, V311)
    assert old.packet is None
    assert [violation.code for violation in old.violations] == ["type-reserved"]


@pytest.mark.parametrize("version", [Version.V31, V311])
def test_before_mqtt_5_a_server_sends_no_disconnect(version: Version) -> None:
    raw = bytes.fromhex("e0 00")
    assert [violation.code for violation in decode(raw, version, Direction.IN).violations] == [
        "wrong-direction"
    ]
    assert decode(raw, version, Direction.OUT).violations == ()
    assert decode(raw, V5, Direction.IN).packet == Disconnect()


def test_disconnect_with_and_without_its_parts() -> None:
    assert decode(bytes.fromhex("e0 00"), V5).packet == Disconnect()
    assert decode(bytes.fromhex("e0 01 8e"), V5).packet == Disconnect(0x8E)
    expiry = Properties(((Property.SESSION_EXPIRY_INTERVAL, 1),))
    assert decode(bytes.fromhex("e0 07 00 05 11 00000001"), V5).packet == Disconnect(0, expiry)


def test_meanings_are_the_names_of_the_text() -> None:
    decoded = decode(bytes.fromhex("40 03 0001 97"), V5)
    assert decoded.fields[-1].meaning == "Quota exceeded"
    assert decoded.fields[0].children[0].meaning == "PUBACK"
