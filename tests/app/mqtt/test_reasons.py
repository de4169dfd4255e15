"""Reason codes against paho's table, and the names that differ by packet and version."""

from __future__ import annotations

import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode as PahoReason

from app.mqtt.packet_types import PacketType, Version
from app.mqtt.reasons import REASONS, ReasonCode, reason_name, reason_names

PAHO_LACKS = {(PacketType.CONNACK, 0x99)}
"""Table 3-1 has Payload format invalid; paho 2.2 has not."""

PAHO_WORDS = {
    "shared subscription not supported": "shared subscriptions not supported",
    "wildcard subscription not supported": "wildcard subscriptions not supported",
    "no subscription found": "no subscription existed",
}
"""Paho's names that are not those of the text."""


def paho_names(packet_type: PacketType) -> dict[int, str]:
    names = {}
    for code in range(256):
        try:
            name = str(PahoReason(getattr(PacketTypes, packet_type.name), identifier=code)).lower()
        except (KeyError, ValueError):
            continue
        names[code] = PAHO_WORDS.get(name, name)
    return names


@pytest.mark.parametrize("packet_type", list(REASONS))
def test_codes_agree_with_paho(packet_type: PacketType) -> None:
    ours = {
        code: name.lower()
        for code, name in REASONS[packet_type].items()
        if (packet_type, code) not in PAHO_LACKS
    }
    assert ours == paho_names(packet_type)


def test_one_number_has_different_names() -> None:
    assert reason_name(PacketType.PUBACK, 0) == "Success"
    assert reason_name(PacketType.SUBACK, 0) == "Granted QoS 0"
    assert reason_name(PacketType.DISCONNECT, 0) == "Normal disconnection"
    assert reason_name(PacketType.CONNACK, 0, Version.V311) == "Connection Accepted"
    assert reason_name(PacketType.SUBACK, 0x80, Version.V311) == "Failure"
    assert reason_name(PacketType.SUBACK, 0x80) == "Unspecified error"


def test_codes_outside_the_table_have_no_name() -> None:
    assert reason_name(PacketType.PUBREL, 0x80) is None
    assert reason_name(PacketType.CONNACK, 6, Version.V311) is None
    assert reason_names(PacketType.PUBACK, Version.V311) == {}
    assert reason_names(PacketType.PINGREQ, Version.V5) == {}


def test_every_code_of_the_enum_is_used_by_some_packet() -> None:
    used = {code for table in REASONS.values() for code in table}
    assert {int(code) for code in ReasonCode} == used
