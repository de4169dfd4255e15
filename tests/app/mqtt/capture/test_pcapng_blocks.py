"""Blocks of a pcapng file: sizes, padding, options, times."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from app.mqtt.capture.pcapng_blocks import (
    LONGEST_TEXT_BYTES,
    Heading,
    host_name,
    interface,
    packet,
    section_header,
    statistics,
)
from tests.app.mqtt.capture.reading import blocks, options, packets


def test_a_file_begins_with_its_byte_order_and_its_interface() -> None:
    header, described = blocks(section_header("Linkwright 1") + interface("mqtt"))
    assert header.type == 0x0A0D0D0A
    assert struct.unpack("<IHHq", header.body[:16]) == (0x1A2B3C4D, 1, 0, -1)
    assert options(header.body[16:]) == [(4, b"Linkwright 1")]
    assert described.type == 1
    assert struct.unpack("<HHI", described.body[:8]) == (101, 0, 0)
    assert options(described.body[8:]) == [(2, b"mqtt"), (9, b"\x09")]


@given(
    st.integers(0, 2**63 - 1),
    st.sampled_from(Heading),
    st.binary(max_size=100),
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50), max_size=3),
)
def test_a_packet_comes_back(at_ns: int, heading: Heading, content: bytes, comments: list[str]) -> None:
    (shown,) = packets(packet(at_ns, heading, content, comments))
    assert shown == (at_ns, content, tuple(comments), int(heading))


def test_a_long_comment_is_cut_between_two_letters() -> None:
    (shown,) = packets(packet(0, Heading.INBOUND, b"", ["ü" * 70_000 + "x", "", "\ud800"]))
    assert shown.comments == ("ü" * (LONGEST_TEXT_BYTES // 2), "?")


def test_a_name_of_a_host() -> None:
    (block,) = blocks(host_name(b"\x0a\x00\x00\x01", "dev"))
    assert block.type == 4
    assert block.body == b"\x01\x00\x08\x00\x0a\x00\x00\x01dev\0" + bytes(4)


def test_the_end_has_the_comments_about_the_whole() -> None:
    (block,) = blocks(statistics(1 << 33 | 5, ["all"]))
    assert block.type == 5
    assert struct.unpack("<III", block.body[:12]) == (0, 2, 5)
    assert options(block.body[12:]) == [(1, b"all")]
