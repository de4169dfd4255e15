"""Framing: any chunking gives the same packets, and a broken stream is told apart from a slow one."""

from __future__ import annotations

import itertools
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mqtt.codec_fault import CodecReason
from app.mqtt.framing import Frame, FrameReader, FramingFault
from app.mqtt.packet_types import PacketType


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def packet(first: int, body: bytes) -> bytes:
    return bytes([first]) + varint(len(body)) + body


def chunks_of(data: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[a:b] for a, b in itertools.pairwise(edges)]


def read(chunks: list[bytes], limit_bytes: int = 1 << 20) -> tuple[list[Frame], FramingFault | None, int]:
    reader = FrameReader(limit_bytes)
    frames: list[Frame] = []
    for chunk in chunks:
        try:
            frames += reader.feed(chunk)
        except FramingFault as fault:
            return [*frames, *fault.frames], fault, reader.consumed_bytes
    return frames, None, reader.consumed_bytes


BODIES = st.one_of(st.binary(max_size=8), st.integers(100, 400).map(bytes))
PACKETS = st.lists(st.builds(packet, st.integers(0, 255), BODIES), max_size=12)
CUTS = st.lists(st.integers(0, 1 << 16), max_size=20)


@given(PACKETS, CUTS)
def test_any_chunking_gives_the_same_packets(packets: list[bytes], cuts: list[int]) -> None:
    frames, fault, consumed = read(chunks_of(b"".join(packets), cuts))
    assert fault is None
    assert [frame.raw for frame in frames] == packets
    assert [frame.type for frame in frames] == [PacketType(raw[0] >> 4) for raw in packets]
    assert [frame.flags for frame in frames] == [raw[0] & 15 for raw in packets]
    assert consumed == sum(map(len, packets))


@given(PACKETS, st.binary(max_size=40), CUTS)
def test_any_chunking_of_any_bytes_breaks_at_the_same_place(
    packets: list[bytes], noise: bytes, cuts: list[int]
) -> None:
    stream = b"".join(packets) + noise
    whole, whole_fault, _ = read([stream], limit_bytes=300)
    split, split_fault, _ = read(chunks_of(stream, cuts), limit_bytes=300)
    assert split == whole
    assert (split_fault and split_fault.evidence) == (whole_fault and whole_fault.evidence)


@given(st.integers(0, 2_097_152))
def test_lengths_of_every_size(length: int) -> None:
    raw = packet(0x30, bytes(length))
    reader = FrameReader()
    assert reader.feed(raw[:-1]) == [] or length == 0
    assert reader.pending_bytes in (0, len(raw) - 1)
    fresh = FrameReader()
    assert [frame.raw for frame in fresh.feed(raw + raw)] == [raw, raw]


def test_a_length_of_more_than_four_bytes_is_malformed_and_tells_where() -> None:
    good = packet(0xD0, b"")
    reader = FrameReader()
    with pytest.raises(FramingFault) as caught:
        reader.feed(good + good + b"\x30\xff\xff\xff\xff\x01")
    assert caught.value.reason is CodecReason.MALFORMED_LENGTH
    assert caught.value.evidence == {"offset": "4"}
    assert [frame.type for frame in caught.value.frames] == [PacketType.PINGRESP] * 2


def test_after_a_fault_the_stream_stays_broken() -> None:
    reader = FrameReader()
    with pytest.raises(FramingFault):
        reader.feed(b"\x30\xff\xff\xff\xff")
    with pytest.raises(FramingFault) as again:
        reader.feed(packet(0xD0, b""))
    assert again.value.reason is CodecReason.MALFORMED_LENGTH
    assert again.value.frames == ()


def test_a_packet_over_the_limit_is_refused_before_its_body_comes() -> None:
    reader = FrameReader(limit_bytes=10)
    assert len(reader.feed(packet(0x30, bytes(8)))) == 1
    with pytest.raises(FramingFault) as caught:
        reader.feed(b"\x30\x09")
    assert caught.value.reason is CodecReason.PACKET_TOO_LARGE
    assert caught.value.evidence == {"offset": "10", "size_bytes": "11", "limit_bytes": "10"}


def test_the_largest_declared_length_costs_nothing_until_bytes_arrive() -> None:
    reader = FrameReader()
    tracemalloc.start()
    try:
        assert reader.feed(b"\x30\xff\xff\xff\x7f") == []
        assert tracemalloc.get_traced_memory()[1] < 10_000
    finally:
        tracemalloc.stop()
    assert reader.pending_bytes == 5


def test_a_large_packet_in_many_chunks_is_joined_once() -> None:
    raw = packet(0x32, bytes(range(256)) * 4096)
    reader = FrameReader()
    frames = [frame for start in range(0, len(raw), 1000) for frame in reader.feed(raw[start : start + 1000])]
    assert [frame.raw for frame in frames] == [raw]
    assert reader.pending_bytes == 0
