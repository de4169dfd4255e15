"""IPv4 and TCP inside the tunnel: built, read, and refused when damaged."""

from ipaddress import IPv4Address

from hypothesis import given
from hypothesis import strategies as st

from app.reach.echo_packets import checksum
from app.reach.wireguard.inner_packets import ICMP, Flags, Inner, Segment, ipv4, read_ipv4, read_tcp, tcp

HERE = IPv4Address("10.97.0.3")
THERE = IPv4Address("10.97.0.1")
SYN = Segment(40_000, 1883, 0xFFFFFFFF, 0, Flags.SYN)


def test_a_packet_is_read_as_it_was_built_and_padding_is_cut() -> None:
    inner = Inner(HERE, THERE, ICMP, b"payload")
    assert read_ipv4(ipv4(inner) + bytes(5)) == inner


def test_the_header_is_the_one_of_rfc_791() -> None:
    packet = ipv4(Inner(HERE, THERE, ICMP, b""))
    assert packet.hex() == "45000014000040004001" + packet[10:12].hex() + "0a6100030a610001"
    assert checksum(packet) == 0


def test_options_are_skipped() -> None:
    packet = ipv4(Inner(HERE, THERE, ICMP, b"payload"))
    head = b"\x46" + packet[1:2] + (31).to_bytes(2) + packet[4:10] + b"\0\0" + packet[12:20] + b"\x01" * 4
    head = head[:10] + checksum(head).to_bytes(2) + head[12:]
    assert read_ipv4(head + b"payload") == Inner(HERE, THERE, ICMP, b"payload")


def test_fragments_and_damage_are_refused() -> None:
    packet = ipv4(Inner(HERE, THERE, ICMP, b"payload"))
    assert read_ipv4(packet[:-1]) is None
    assert read_ipv4(packet[:8] + b"\0" + packet[9:]) is None
    fragment = packet[:6] + b"\x20\0\0\0\0\0" + packet[12:20]
    fragment = (
        fragment[:8]
        + packet[8:10]
        + checksum(fragment[:8] + packet[8:10] + fragment[10:]).to_bytes(2)
        + fragment[12:]
    )
    assert checksum(fragment) == 0
    assert read_ipv4(fragment + b"payload") is None


def test_a_segment_is_read_as_it_was_built() -> None:
    inner = read_ipv4(tcp(HERE, THERE, SYN))
    assert inner is not None
    assert (inner.source, inner.destination) == (HERE, THERE)
    assert read_tcp(inner) == SYN
    assert inner.payload[20:] == bytes.fromhex("020404d8"), "the largest segment that every tunnel carries"


def test_a_segment_with_a_wrong_sum_is_refused() -> None:
    inner = read_ipv4(tcp(HERE, THERE, SYN))
    assert inner is not None
    assert read_tcp(Inner(HERE, IPv4Address("10.97.0.2"), inner.protocol, inner.payload)) is None
    assert read_tcp(Inner(HERE, THERE, ICMP, inner.payload)) is None


@given(st.binary(max_size=100))
def test_any_bytes_do_no_harm(packet: bytes) -> None:
    for found in (read_ipv4(packet), read_ipv4(b"\x45" + packet)):
        assert found is None or len(found.payload) <= len(packet)


@given(st.binary(max_size=100))
def test_any_segment_does_no_harm(payload: bytes) -> None:
    found = read_tcp(Inner(HERE, THERE, 6, payload))
    assert found is None or len(payload) >= 20
