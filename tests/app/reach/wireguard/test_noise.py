"""The handshake of WireGuard: both sides, what is told apart, and what is no answer to us."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reach.wireguard import noise
from app.reach.wireguard.crypto import public_of
from app.reach.wireguard.noise import PacketKind, SessionKeys, Unusable
from tests.app.reach.wireguard.handshakes import AT, DEVICE, PSK, SERVER, STRANGER, initiator, meet

COOKIE = bytes(range(16))
NONCE = bytes(range(24))


def test_both_sides_agree_on_the_keys() -> None:
    met = meet(device_psk=PSK, server_psk=PSK)
    device, server = met.device_keys, met.server_keys
    assert isinstance(device, SessionKeys)
    assert (device.sending, device.receiving) == (server.receiving, server.sending)
    assert (device.local_index, device.remote_index) == (server.remote_index, server.local_index)
    assert device.sending != device.receiving


def test_the_server_learns_who_and_when() -> None:
    initiation = noise.read_initiation(initiator().packet, SERVER)
    assert initiation is not None
    assert (initiation.static_public, initiation.at) == (public_of(DEVICE), AT)


@pytest.mark.parametrize(
    ("device_psk", "server_psk"), [(PSK, noise.NO_PSK), (noise.NO_PSK, PSK), (PSK, PSK[::-1])]
)
def test_another_psk_is_told_apart(device_psk: bytes, server_psk: bytes) -> None:
    assert meet(device_psk=device_psk, server_psk=server_psk).device_keys is Unusable.PSK_MISMATCH


def test_the_sizes_are_those_of_the_protocol() -> None:
    met = meet()
    assert (len(met.initiator.packet), len(met.response)) == (148, 92)
    assert noise.kind_of(met.initiator.packet) is PacketKind.INITIATION
    assert noise.kind_of(met.response) is PacketKind.RESPONSE


def test_an_initiation_to_somebody_else_is_not_read() -> None:
    assert noise.read_initiation(initiator().packet, STRANGER) is None


def test_a_damaged_initiation_is_not_read() -> None:
    packet = initiator().packet
    for at in range(
        len(packet) - 16
    ):  # the last sixteen are the second MAC, which only a busy server asks for
        damaged = packet[:at] + bytes([packet[at] ^ 1]) + packet[at + 1 :]
        assert noise.read_initiation(damaged, SERVER) is None, at


def test_a_damaged_response_is_not_ours() -> None:
    met = meet()
    for at in range(len(met.response) - 16):
        damaged = met.response[:at] + bytes([met.response[at] ^ 1]) + met.response[at + 1 :]
        assert met.initiator.read_response(damaged) is Unusable.NOT_OURS, at
    assert isinstance(met.initiator.read_response(met.response), SessionKeys), "a forged one spoils nothing"


def test_a_response_to_another_initiation_is_not_ours() -> None:
    assert initiator(index=1).read_response(meet().response) is Unusable.NOT_OURS


def test_a_cookie_comes_through_and_is_shown() -> None:
    begun = initiator()
    reply = noise.cookie_reply(begun.packet, public_of(SERVER), COOKIE, NONCE)
    assert reply is not None
    assert noise.kind_of(reply) is PacketKind.COOKIE_REPLY
    assert begun.read_cookie(reply) == COOKIE
    assert not noise.is_mac2_good(begun.packet, COOKIE)
    again = initiator(cookie=COOKIE).packet
    assert noise.is_mac2_good(again, COOKIE)
    assert noise.read_initiation(again, SERVER) is not None


def test_a_cookie_for_another_initiation_is_not_ours() -> None:
    begun = initiator()
    reply = noise.cookie_reply(begun.packet, public_of(SERVER), COOKIE, NONCE)
    assert reply is not None
    assert initiator(index=1).read_cookie(reply) is None
    assert begun.read_cookie(reply[:-1] + bytes([reply[-1] ^ 1])) is None
    assert begun.read_cookie(meet().response) is None


def test_no_cookie_for_a_wrong_first_mac() -> None:
    assert noise.cookie_reply(initiator().packet, public_of(STRANGER), COOKIE, NONCE) is None


def test_a_server_key_of_low_order_is_refused() -> None:
    with pytest.raises(ValueError, match="low order"):
        initiator(server=bytes(32))


def test_the_time_stamp_is_tai64n_and_grows() -> None:
    seconds, nanoseconds = struct.unpack(">QI", noise.timestamp(1_000_000_000))
    assert (seconds, nanoseconds) == (0x400000000000000B, 0)
    assert noise.timestamp(2_000_000_000) > noise.timestamp(1_999_999_999) > noise.timestamp(1_900_000_000)


def test_keys_are_not_in_what_is_printed() -> None:
    met = meet(device_psk=PSK, server_psk=PSK)
    initiation = noise.read_initiation(met.initiator.packet, SERVER)
    shown = repr((met.server_keys, met.initiator, initiation))
    assert repr(met.server_keys.sending) not in shown
    assert repr(met.server_keys.receiving) not in shown
    assert "chaining_key" not in shown


@given(st.binary(max_size=200))
def test_any_bytes_do_no_harm(packet: bytes) -> None:
    begun = initiator()
    assert begun.read_response(packet) is Unusable.NOT_OURS
    assert begun.read_cookie(packet) is None
    assert noise.read_initiation(packet, SERVER) is None
    assert noise.cookie_reply(packet, public_of(SERVER), COOKIE, NONCE) is None


@given(st.sampled_from(list(PacketKind)), st.binary(min_size=144, max_size=144))
def test_packets_of_the_right_size_do_no_harm(kind: PacketKind, rest: bytes) -> None:
    sizes = {
        PacketKind.INITIATION: 148,
        PacketKind.RESPONSE: 92,
        PacketKind.COOKIE_REPLY: 64,
        PacketKind.DATA: 148,
    }
    packet = (bytes([kind.value, 0, 0, 0]) + rest)[: sizes[kind]]
    assert noise.kind_of(packet) is kind
    assert initiator().read_response(packet) is Unusable.NOT_OURS
    assert initiator().read_cookie(packet) is None
    assert noise.read_initiation(packet, SERVER) is None
