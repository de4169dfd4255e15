"""Packets through a session: opened once, by the one they are for."""

from hypothesis import given
from hypothesis import strategies as st

from app.reach.wireguard.noise import SessionKeys
from app.reach.wireguard.transport import KEEPALIVE, Session
from tests.app.reach.wireguard.handshakes import meet


def pair() -> tuple[Session, Session]:
    met = meet()
    assert isinstance(met.device_keys, SessionKeys)
    return Session(met.device_keys), Session(met.server_keys)


def test_a_packet_comes_through_padded() -> None:
    device, server = pair()
    packet = device.seal(b"seventeen bytes !")
    assert len(packet) == 16 + 32 + 16
    assert server.open(packet) == b"seventeen bytes !" + bytes(15)
    assert device.open(server.seal(b"back" * 4)) == b"back" * 4


def test_a_keepalive_is_32_bytes_and_empty() -> None:
    device, server = pair()
    packet = device.seal(KEEPALIVE)
    assert len(packet) == 32
    assert server.open(packet) == b""


def test_a_packet_is_opened_once() -> None:
    device, server = pair()
    packet = device.seal(b"x" * 16)
    assert server.open(packet) is not None
    assert server.open(packet) is None


def test_order_does_not_matter_within_the_window() -> None:
    device, server = pair()
    packets = [device.seal(bytes([number]) * 16) for number in range(5)]
    assert [server.open(packets[number]) is not None for number in (3, 1, 4, 0, 2, 1)] == [True] * 5 + [False]


def test_what_comes_too_late_is_not_opened() -> None:
    device, server = pair()
    first, second = device.seal(b""), device.seal(b"")
    for _ in range(2046):
        latest = device.seal(b"")
    assert server.open(latest) == b""
    assert server.open(second) == b""
    newest = device.seal(b"")
    assert server.open(newest) == b""
    assert server.open(first) is None


def test_a_forged_packet_does_not_move_the_window() -> None:
    device, server = pair()
    packet = device.seal(b"y" * 16)
    forged = packet[:8] + (10_000).to_bytes(8, "little") + packet[16:]
    assert server.open(forged) is None
    assert server.open(packet) is not None


def test_a_packet_of_another_session_is_not_ours() -> None:
    device, _ = pair()
    assert device.open(device.seal(b"")) is None


@given(st.binary(max_size=120))
def test_any_bytes_do_no_harm(packet: bytes) -> None:
    _, server = pair()
    assert server.open(packet) is None
    assert server.open(b"\x04\0\0\0" + (0x55667788).to_bytes(4, "little") + packet) is None
