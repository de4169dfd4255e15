"""Echo packets, ours and others'."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reach.echo_packets import Echo, checksum, recognise, request

TOKEN = b"\x01\x02\x03\x04\x05\x06\x07\x08"
IP_HEADER = bytes.fromhex("4500003c00004000400100007f0000017f000001")
REPLY = {4: 0, 6: 129}


def reply_to(version: int, packet: bytes) -> bytes:
    return bytes([REPLY[version]]) + packet[1:]


@pytest.mark.parametrize("version", [4, 6])
def test_a_reply_to_our_request_is_recognised(version: int) -> None:
    sent = request(version, 0x1234, 7, TOKEN, 32)
    assert len(sent) == 8 + 32
    assert recognise(version, sent, TOKEN) == Echo(7, False)
    assert recognise(version, reply_to(version, sent), TOKEN) == Echo(7, True)


def test_an_ip_header_before_it_is_skipped() -> None:
    assert recognise(4, IP_HEADER + reply_to(4, request(4, 1, 7, TOKEN, 32)), TOKEN) == Echo(7, True)


def test_the_checksum_of_a_whole_packet_is_zero() -> None:
    assert checksum(request(4, 0xFFFF, 65_535, TOKEN, 33)) == 0
    assert checksum(bytes.fromhex("0001f203f4f5f6f7")) == 0x220D, "the example of RFC 1071"


def test_echoes_of_others_are_not_ours() -> None:
    theirs = reply_to(4, request(4, 1, 7, b"somebody", 32))
    assert recognise(4, theirs, TOKEN) is None


def test_a_payload_is_never_smaller_than_the_token() -> None:
    assert recognise(4, reply_to(4, request(4, 1, 7, TOKEN, 0)), TOKEN) == Echo(7, True)


@given(st.sampled_from([4, 6]), st.binary(max_size=100))
def test_any_bytes_do_no_harm(version: int, packet: bytes) -> None:
    assert recognise(version, packet, TOKEN) is None
