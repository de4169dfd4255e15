"""Summaries say what the full decode says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.mqtt.codec import decode, encode, summarise
from app.mqtt.packets import (
    Auth,
    Connack,
    Disconnect,
    PacketType,
    Properties,
    Property,
    Puback,
    Pubcomp,
    Publish,
    Pubrec,
    Pubrel,
    Suback,
    Subscribe,
    Unsuback,
    Unsubscribe,
    Version,
)
from tests.app.mqtt.strategies import VERSIONS, packets


@settings(max_examples=200)
@given(st.data())
def test_a_summary_agrees_with_the_full_decode(data: st.DataObject) -> None:
    version = data.draw(VERSIONS)
    raw = encode(data.draw(packets(version)), version)
    summary, decoded = summarise(raw, version), decode(raw, version)
    packet = decoded.packet
    assert summary.type is decoded.type
    if isinstance(packet, Publish):
        assert (
            summary.packet_id,
            summary.qos,
            summary.dup,
            summary.retain,
            summary.topic,
            summary.alias,
        ) == (
            packet.packet_id,
            packet.qos,
            packet.dup,
            packet.retain,
            packet.topic,
            packet.properties.get(Property.TOPIC_ALIAS),
        )
    elif isinstance(packet, Puback | Pubrec | Pubrel | Pubcomp):
        assert summary.packet_id == packet.packet_id
        assert summary.reason_code == (packet.reason_code if version is Version.V5 else None)
    elif isinstance(packet, Suback | Unsuback):
        assert summary.packet_id == packet.packet_id
        assert summary.reason_code == max(packet.reason_codes, default=None)
    elif isinstance(packet, Subscribe | Unsubscribe):
        assert summary.packet_id == packet.packet_id
    elif isinstance(packet, Connack) or (isinstance(packet, Disconnect | Auth) and version is Version.V5):
        assert summary.reason_code == packet.reason_code


def test_the_alias_is_found_behind_other_properties() -> None:
    properties = Properties(
        (
            (Property.PAYLOAD_FORMAT_INDICATOR, 0),
            (Property.USER_PROPERTY, ("name", "value")),
            (Property.SUBSCRIPTION_IDENTIFIER, 20_000),
            (Property.CORRELATION_DATA, b"\x23\x00\x01"),
            (Property.MESSAGE_EXPIRY_INTERVAL, 5),
            (Property.TOPIC_ALIAS, 513),
        )
    )
    raw = encode(Publish("", b"x", properties=properties), Version.V5)
    assert summarise(raw, Version.V5).alias == 513
    assert summarise(raw, Version.V311).alias is None


@pytest.mark.parametrize(
    ("text", "packet_type"),
    [
        ("", PacketType.RESERVED),
        ("30", PacketType.PUBLISH),
        ("30 01 00", PacketType.PUBLISH),
        ("32 ff ff ff 7f", PacketType.PUBLISH),
        ("40 01 00", PacketType.PUBACK),
        ("90 03 0001 05", PacketType.SUBACK),
        ("20 01 00", PacketType.CONNACK),
        ("30 07 0001 61 04 23 00", PacketType.PUBLISH),
        ("30 06 0001 61 02 26 ff", PacketType.PUBLISH),
        ("30 06 0001 61 02 7f 00", PacketType.PUBLISH),
    ],
)
def test_short_and_broken_packets_give_what_there_is(text: str, packet_type: PacketType) -> None:
    for version in Version:
        summary = summarise(bytes.fromhex(text), version)
        assert summary.type is packet_type
        assert summary.alias is None


def test_a_topic_that_is_not_utf_8_is_shown_as_bytes() -> None:
    assert summarise(bytes.fromhex("30 03 0001 ff"), Version.V311).topic == "\\xff"
