"""Round trips of every packet, and what must hold for any bytes at all."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.mqtt.codec import decode, encode, summarise
from app.mqtt.framing import FrameReader
from app.mqtt.packets import Direction, Packet, PacketType, Version, type_of
from tests.app.mqtt.invariants import check_shape, leaves
from tests.app.mqtt.strategies import VERSIONS, packets, packets_of

DIRECTIONS = st.sampled_from([None, *Direction])


CASES = [
    pytest.param(version, packet_type, id=f"{packet_type.name}-{version.number}")
    for version in Version
    for packet_type in PacketType
    if packet_type is not PacketType.RESERVED
    and (packet_type is not PacketType.AUTH or version is Version.V5)
]


@pytest.mark.parametrize(("version", "packet_type"), CASES)
@settings(max_examples=25)
@given(st.data())
def test_round_trip(version: Version, packet_type: PacketType, data: st.DataObject) -> None:
    packet = data.draw(packets_of(version, packet_type))
    raw = encode(packet, version)
    decoded = decode(raw, version)
    assert decoded.packet == packet
    assert decoded.violations == ()
    assert decoded.type is packet_type is type_of(packet)
    assert decoded.version is version
    assert encode(packet, version) == raw


@settings(max_examples=100)
@given(VERSIONS.flatmap(lambda version: st.tuples(st.just(version), packets(version))))
def test_the_fields_cover_every_byte_once(case: tuple[Version, Packet]) -> None:
    version, packet = case
    raw = encode(packet, version)
    decoded = decode(raw, version)
    check_shape(decoded, raw)
    position = 0
    for field in leaves(decoded.fields):
        if field.bits:
            assert field.length == 1
            assert field.offset in (position, position - 1)
            position = field.offset + 1
        else:
            assert field.offset == position
            position += field.length
    assert position == len(raw)


@settings(max_examples=200)
@given(st.binary(max_size=60), VERSIONS, DIRECTIONS)
def test_any_bytes_are_decoded_somehow(raw: bytes, version: Version, direction: Direction | None) -> None:
    check_shape(decode(raw, version, direction), raw)
    summarise(raw, version)


@settings(max_examples=200)
@given(st.data())
def test_a_damaged_packet_is_decoded_as_far_as_it_goes(data: st.DataObject) -> None:
    version = data.draw(VERSIONS)
    raw = bytearray(encode(data.draw(packets(version)), version))
    for place, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(raw) - 1), st.integers(0, 255)), max_size=3)
    ):
        raw[place] = value
    damaged = bytes(raw[: data.draw(st.integers(0, len(raw)))])
    check_shape(decode(damaged, version, data.draw(DIRECTIONS)), damaged)
    summarise(damaged, version)


@settings(max_examples=60)
@given(
    VERSIONS.flatmap(lambda version: st.tuples(st.just(version), st.lists(packets(version), max_size=6))),
    st.lists(st.integers(0, 1 << 12), max_size=10),
)
def test_any_split_of_a_stream_gives_the_same_packets(
    case: tuple[Version, list[Packet]], cuts: list[int]
) -> None:
    version, sent = case
    stream = b"".join(encode(packet, version) for packet in sent)
    edges = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    reader = FrameReader()
    received: list[Packet | None] = []
    for start, stop in itertools.pairwise(edges):
        received += [decode(frame.raw, version).packet for frame in reader.feed(stream[start:stop])]
    assert received == sent


@pytest.mark.parametrize("cut", range(1, 40))
def test_a_cut_connect_keeps_the_fields_before_the_cut(cut: int) -> None:
    raw = bytes.fromhex(
        "1026 0004 4d515454 04 ce 003c 0003 647576 0003 612f62 0002 6f6b 0004 75736572 0006 736563726574"
    )
    decoded = decode(raw[:cut], Version.V311)
    assert decoded.violations
    whole = {field.name: field for field in decode(raw, Version.V311).fields}
    for field in decoded.fields[:-1]:
        assert whole[field.name] == field
