"""Reason codes: name, packet, side."""

from __future__ import annotations

import pytest

from app.mqtt.cursor import Cursor
from app.mqtt.packet_types import Direction, PacketType, Version
from app.mqtt.reason_decoding import read_reason
from app.mqtt.reasons import CLIENT_ONLY_REASONS, REASONS, SERVER_ONLY_REASONS


def breaches(packet_type: PacketType, code: int, direction: Direction | None) -> list[str]:
    cursor = Cursor(bytes([code]), Version.V5, direction)
    assert read_reason(cursor, packet_type) == code
    return [violation.code for violation in cursor.violations]


@pytest.mark.parametrize("packet_type", list(REASONS))
def test_the_codes_of_a_packet_and_no_others(packet_type: PacketType) -> None:
    for code in range(256):
        allowed = code in REASONS[packet_type]
        assert (breaches(packet_type, code, None) == []) is allowed


def test_codes_of_one_side() -> None:
    for packet_type, codes in SERVER_ONLY_REASONS.items():
        for code in codes:
            assert breaches(packet_type, code, Direction.IN) == []
            assert len(breaches(packet_type, code, Direction.OUT)) == 1
    for packet_type, codes in CLIENT_ONLY_REASONS.items():
        for code in codes:
            assert breaches(packet_type, code, Direction.OUT) == []
            assert len(breaches(packet_type, code, Direction.IN)) == 1
