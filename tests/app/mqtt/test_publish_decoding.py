"""PUBLISH and its acknowledgements in their short and long forms."""

from __future__ import annotations

import pytest

from app.mqtt.codec import decode
from app.mqtt.packets import (
    Packet,
    Properties,
    Property,
    Puback,
    Pubcomp,
    Publish,
    Pubrec,
    Pubrel,
    Version,
)

ACKS = [("40", Puback), ("50", Pubrec), ("62", Pubrel), ("70", Pubcomp)]
NOT_FOUND = 0x92
TEXT = Properties(((Property.REASON_STRING, "no"),))


@pytest.mark.parametrize(("first", "kind"), ACKS)
def test_acknowledgements_may_leave_out_what_says_nothing(first: str, kind: type[Packet]) -> None:
    read = [
        decode(bytes.fromhex(first + rest), Version.V5).packet
        for rest in ("02 0102", "03 0102 00", "04 0102 00 00", "09 0102 00 05 1f 0002 6e6f")
    ]
    assert read == [kind(258), kind(258), kind(258), kind(258, 0, TEXT)]


@pytest.mark.parametrize(("first", "kind"), ACKS[2:])
def test_packet_identifier_not_found(first: str, kind: type[Packet]) -> None:
    decoded = decode(bytes.fromhex(first + "03 0001 92"), Version.V5)
    assert (decoded.packet, decoded.violations) == (kind(1, NOT_FOUND), ())


@pytest.mark.parametrize("version", [Version.V31, Version.V311])
def test_before_mqtt_5_there_is_no_reason_code(version: Version) -> None:
    decoded = decode(bytes.fromhex("40 03 0001 97"), version)
    assert decoded.packet == Puback(1)
    assert [violation.code for violation in decoded.violations] == ["trailing-bytes"]


def test_the_same_bytes_mean_different_things_in_different_versions() -> None:
    raw = bytes.fromhex("30 06 0001 61 00 6869")
    assert decode(raw, Version.V5).packet == Publish("a", b"hi")
    assert decode(raw, Version.V311).packet == Publish("a", b"\x00hi")


def test_a_publish_without_payload_and_one_without_topic() -> None:
    assert decode(bytes.fromhex("30 03 0001 61"), Version.V311).packet == Publish("a")
    aliased = decode(bytes.fromhex("30 06 0000 03 23 0007"), Version.V5)
    assert aliased.packet == Publish("", properties=Properties(((Property.TOPIC_ALIAS, 7),)))
    assert aliased.violations == ()


def test_qos_3_is_read_with_its_identifier() -> None:
    assert decode(bytes.fromhex("36 06 0001 61 0009 78"), Version.V311).packet == Publish(
        "a", b"x", 3, packet_id=9
    )
