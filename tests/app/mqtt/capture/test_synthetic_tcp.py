"""Made-up TCP segments: numbers that fit together and checksums that are right."""

from __future__ import annotations

import struct
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from app.mqtt.capture.synthetic_tcp import LARGEST_SEGMENT, Conversation, Endpoint, Segment
from app.mqtt.packet_types import Direction

CLIENT, SERVER = Endpoint(b"\x0a\x00\x00\x01", 50_000), Endpoint(b"\x0a\x00\x00\x02", 1883)
SYN, FIN, ACK = 0x02, 0x01, 0x10


class Read(NamedTuple):
    source: Endpoint
    target: Endpoint
    sequence: int
    acknowledged: int
    flags: int
    content: bytes


def sum16(content: bytes) -> int:
    """RFC 1071, word by word."""
    content += bytes(len(content) % 2)
    total = sum(struct.unpack(f">{len(content) // 2}H", content))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def read(segment: Segment) -> Read:
    packet = segment.content
    assert packet[0] == 0x45 and packet[9] == 6
    assert struct.unpack(">H", packet[2:4])[0] == len(packet)
    assert sum16(packet[:20]) == 0xFFFF
    source, target, tcp = packet[12:16], packet[16:20], packet[20:]
    assert sum16(source + target + struct.pack(">HH", 6, len(tcp)) + tcp) == 0xFFFF
    ports = struct.unpack(">HH", tcp[:4])
    sequence, acknowledged = struct.unpack(">II", tcp[4:12])
    return Read(
        Endpoint(source, ports[0]),
        Endpoint(target, ports[1]),
        sequence,
        acknowledged,
        tcp[13],
        tcp[4 * (tcp[12] >> 4) :],
    )


def test_handshake_and_end() -> None:
    conversation = Conversation(CLIENT, SERVER)
    opened = [read(segment) for segment in conversation.open()]
    assert [(each.flags, each.sequence, each.acknowledged) for each in opened] == [
        (SYN, 0, 0),
        (SYN | ACK, 0, 1),
        (ACK, 1, 1),
    ]
    assert [each.source for each in opened] == [CLIENT, SERVER, CLIENT]
    closed = [read(segment) for segment in conversation.close(Direction.IN)]
    assert [(each.source, each.flags, each.sequence, each.acknowledged) for each in closed] == [
        (SERVER, FIN | ACK, 1, 1),
        (CLIENT, FIN | ACK, 1, 2),
        (SERVER, ACK, 2, 2),
    ]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(Direction), st.binary(max_size=300)), max_size=20))
def test_each_side_counts_what_it_sent_and_got(sent: list[tuple[Direction, bytes]]) -> None:
    conversation = Conversation(CLIENT, SERVER)
    conversation.open()
    carried = {Direction.OUT: b"", Direction.IN: b""}
    for direction, content in sent:
        other = Direction.IN if direction is Direction.OUT else Direction.OUT
        for segment in conversation.carry(direction, content):
            seen = read(segment)
            assert seen.source == (CLIENT if direction is Direction.OUT else SERVER)
            assert seen.sequence == 1 + len(carried[direction])
            assert seen.acknowledged == 1 + len(carried[other])
            carried[direction] += seen.content
    for direction in Direction:
        assert carried[direction] == b"".join(content for way, content in sent if way is direction)


def test_what_is_too_long_for_one_packet_goes_in_several() -> None:
    conversation = Conversation(CLIENT, SERVER)
    content = bytes(range(256)) * 1_000
    pieces = [read(segment) for segment in conversation.carry(Direction.OUT, content)]
    assert b"".join(piece.content for piece in pieces) == content
    assert max(len(piece.content) for piece in pieces) == LARGEST_SEGMENT
    assert pieces[1].sequence == pieces[0].sequence + LARGEST_SEGMENT


def test_sequence_numbers_begin_again_at_their_end() -> None:
    conversation = Conversation(CLIENT, SERVER)
    conversation._next[Direction.OUT] = 0xFFFF_FFFE
    first, second = (conversation.carry(Direction.OUT, b"abcd")[0] for _ in range(2))
    assert (read(first).sequence, read(second).sequence) == (0xFFFF_FFFE, 2)
