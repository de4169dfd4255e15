"""Versions and types by the names that people and the wire use."""

from __future__ import annotations

import pytest

from app.mqtt.packet_types import CLIENT_SENDS, PACKET_TYPES, SERVER_SENDS, Direction, PacketType, Version


@pytest.mark.parametrize(
    ("version", "number"), [(Version.V31, "3.1"), (Version.V311, "3.1.1"), (Version.V5, "5")]
)
def test_version_numbers(version: Version, number: str) -> None:
    assert version.number == number
    assert Version.from_number(number) is version


@pytest.mark.parametrize("number", ["4", "5.0", "3", "v5"])
def test_other_numbers_are_refused(number: str) -> None:
    with pytest.raises(ValueError, match=number):
        Version.from_number(number)


def test_types_are_found_by_their_number() -> None:
    assert all(PACKET_TYPES[number] is PacketType(number) for number in range(16))


def test_no_type_belongs_to_one_side_and_the_other() -> None:
    assert not CLIENT_SENDS & SERVER_SENDS
    assert PacketType.PUBLISH not in CLIENT_SENDS | SERVER_SENDS


def test_directions_compare_with_their_names() -> None:
    assert Direction.OUT == "out"
    assert Direction("in") is Direction.IN
