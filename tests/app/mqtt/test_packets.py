"""Packet values: one class a type, plain values."""

from __future__ import annotations

import dataclasses
from typing import get_args

import pytest

from app.mqtt.packets import NO_PROPERTIES, Packet, PacketType, Publish, type_of

CLASSES = get_args(Packet)


def test_every_type_but_the_reserved_one_has_its_value() -> None:
    assert {kind.__name__.upper() for kind in CLASSES} == {each.name for each in PacketType if each}


@pytest.mark.parametrize("kind", CLASSES)
def test_values_are_frozen_and_know_their_type(kind: type[Packet]) -> None:
    fillers = {
        "packet_id": 1,
        "client_id": "c",
        "topic": "t",
        "filters": (),
        "subscriptions": (),
        "reason_codes": (),
    }
    needed = {
        field.name: fillers[field.name]
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING
    }
    packet = kind(**needed)
    assert type_of(packet).name == kind.__name__.upper()
    assert dataclasses.is_dataclass(kind) and "__slots__" in vars(kind)
    assert packet == kind(**needed) and hash(packet) == hash(kind(**needed))


def test_what_is_not_on_the_wire_stays_at_its_default() -> None:
    packet = Publish("a")
    assert (packet.packet_id, packet.properties, packet.qos) == (None, NO_PROPERTIES, 0)
