"""What is asked inside the tunnel: each answer, and what is none."""

from ipaddress import IPv4Address

from hypothesis import given
from hypothesis import strategies as st

from app.reach.wireguard.inner_packets import ICMP, TCP, Flags, Inner, Segment, ipv4, read_ipv4, read_tcp, tcp
from app.reach.wireguard.inside import InsideExchange, InsideVerdict

HERE = IPv4Address("10.97.0.3")
THERE = IPv4Address("10.97.0.1")
ROUTER = IPv4Address("10.97.0.254")
MS = 1_000_000


def exchange(port: int | None = 1883) -> InsideExchange:
    return InsideExchange(HERE, THERE, port, token=b"tokentok", local_port=40_000, number=0xFFFFFFFF)


def reply_to(packet: bytes, source: IPv4Address = THERE) -> bytes:
    inner = read_ipv4(packet)
    assert inner is not None
    return ipv4(Inner(source, HERE, ICMP, b"\0" + inner.payload[1:]))


def unreachable(packet: bytes) -> bytes:
    return ipv4(Inner(ROUTER, HERE, ICMP, bytes([3, 1, 0, 0, 0, 0, 0, 0]) + packet[:28]))


def answer(flags: Flags, acknowledgement: int = 0) -> bytes:
    return tcp(THERE, HERE, Segment(1883, 40_000, 99, acknowledgement, flags))


def test_an_echo_that_is_answered() -> None:
    asked = exchange(None)
    (echo,) = asked.due(0)
    assert asked.take(reply_to(echo), 5 * MS) == []
    assert (asked.echo_verdict, asked.rtt_ms, asked.tcp_verdict) == (InsideVerdict.ANSWERED, 5.0, None)
    assert asked.is_settled
    assert asked.is_answered
    assert asked.due(6 * MS) == []


def test_the_time_is_that_of_the_echo_that_was_answered() -> None:
    asked = exchange(None)
    asked.due(0)
    (second,) = asked.due(1000 * MS)
    asked.take(reply_to(second), 1003 * MS)
    assert asked.rtt_ms == 3.0


def test_an_echo_answered_by_somebody_else_does_not_count() -> None:
    asked = exchange(None)
    (echo,) = asked.due(0)
    asked.take(reply_to(echo, ROUTER), MS)
    assert asked.echo_verdict is InsideVerdict.SILENT


def test_a_connection_that_is_taken_is_reset_at_once() -> None:
    asked = exchange()
    asked.due(0)
    (reset,) = asked.take(answer(Flags.SYN | Flags.ACK), 4 * MS)
    inner = read_ipv4(reset)
    assert inner is not None
    assert read_tcp(inner) == Segment(40_000, 1883, 0, 100, Flags.RST | Flags.ACK)
    assert (asked.tcp_verdict, asked.connect_ms) == (InsideVerdict.ANSWERED, 4.0)
    assert not asked.is_settled, "the echo is still out"
    assert asked.take(answer(Flags.SYN | Flags.ACK), 5 * MS) == []


def test_a_port_that_refuses() -> None:
    asked = exchange()
    asked.due(0)
    asked.take(answer(Flags.RST | Flags.ACK), 4 * MS)
    assert asked.tcp_verdict is InsideVerdict.REFUSED
    assert not asked.is_answered


def test_segments_that_fit_nothing_are_ignored() -> None:
    asked = exchange()
    assert asked.take(answer(Flags.SYN | Flags.ACK), MS) == []
    asked.due(0)
    for packet in (
        answer(Flags.SYN | Flags.ACK, 5),
        answer(Flags.SYN),
        answer(Flags.RST),
        answer(Flags.ACK),
        tcp(ROUTER, HERE, Segment(1883, 40_000, 99, 0, Flags.SYN | Flags.ACK)),
        tcp(THERE, HERE, Segment(8883, 40_000, 99, 0, Flags.SYN | Flags.ACK)),
        tcp(THERE, ROUTER, Segment(1883, 40_000, 99, 0, Flags.SYN | Flags.ACK)),
    ):
        assert asked.take(packet, MS) == []
    assert asked.tcp_verdict is InsideVerdict.SILENT


def test_a_router_that_has_no_way_there() -> None:
    asked = exchange()
    echo, syn = asked.due(0)
    asked.take(unreachable(echo), MS)
    assert (asked.echo_verdict, asked.tcp_verdict) == (InsideVerdict.UNREACHABLE, InsideVerdict.SILENT)
    asked.take(unreachable(syn), MS)
    assert asked.tcp_verdict is InsideVerdict.UNREACHABLE
    assert asked.is_settled
    assert not asked.is_answered


def test_an_unreachable_about_others_is_ignored() -> None:
    asked = exchange()
    asked.due(0)
    asked.take(unreachable(tcp(HERE, THERE, Segment(1, 2, 3, 4, Flags.SYN))), MS)
    asked.take(unreachable(tcp(ROUTER, THERE, Segment(40_000, 1883, 3, 4, Flags.SYN))), MS)
    assert asked.tcp_verdict is InsideVerdict.SILENT


@given(st.binary(max_size=80))
def test_any_bytes_do_no_harm(payload: bytes) -> None:
    asked = exchange()
    asked.due(0)
    for packet in (payload, ipv4(Inner(THERE, HERE, ICMP, payload)), ipv4(Inner(THERE, HERE, TCP, payload))):
        assert asked.take(packet, MS) == []
    assert asked.echo_verdict is InsideVerdict.SILENT
