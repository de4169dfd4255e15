"""IKEv2 messages: built as RFC 7296 draws them, read back, and refused when they are not whole."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from app.reach.ike.packets import (
    NO_SPI,
    ExchangeType,
    Flag,
    Generation,
    Message,
    Notify,
    NotifyType,
    Payload,
    PayloadType,
    encode,
    generation_of,
    key_exchange,
    notifications_of,
    notify,
    padded,
    read,
    read_key_exchange,
    read_notify,
    with_cookie,
)

SPI = bytes(range(1, 9))
NONCE = Payload(PayloadType.NONCE, bytes(range(32)))
REQUEST = Message(
    SPI,
    NO_SPI,
    ExchangeType.SA_INIT,
    Flag.INITIATOR,
    0,
    (key_exchange(14, b"public"), NONCE, notify(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED)),
)


def message(first: int, chain: bytes, version: int = 0x20) -> bytes:
    return struct.pack("!8s8sBBBBII", SPI, NO_SPI, first, version, 34, 0x20, 0, 28 + len(chain)) + chain


def test_the_header_is_the_one_of_section_3_1() -> None:
    data = encode(REQUEST)
    assert data[:28].hex() == "0102030405060708" + "00" * 8 + "22202208" + "00000000" + f"{len(data):08x}"
    assert data[28:32].hex() == "2800000e", "next: nonce; 14 bytes"
    assert data[-8:].hex() == "000000080000402e", "the last one; a notification without data"


def test_a_message_is_read_as_it_was_built() -> None:
    assert read(encode(REQUEST)) == REQUEST
    assert not REQUEST.is_response


def test_the_shortest_answer_of_a_gateway() -> None:
    found = read(message(41, bytes.fromhex("000000080000000e")))
    assert found is not None
    assert found.is_response
    assert found.notifications == (Notify(NotifyType.NO_PROPOSAL_CHOSEN),)


def test_an_encrypted_payload_ends_the_chain() -> None:
    found = read(message(46, bytes.fromhex("24000008") + b"data"))
    assert found is not None
    assert found.payloads == (Payload(46, b"data"),)


def test_what_is_not_whole_is_refused() -> None:
    data = encode(REQUEST)
    for size in range(len(data)):
        assert read(data[:size]) is None
    assert read(data + b"\0") is None
    assert read(message(41, bytes.fromhex("0000000800000000") + b"behind")) is None
    assert read(message(41, bytes.fromhex("00000003"))) is None, "a payload that is shorter than its header"
    assert read(message(43, bytes.fromhex("2b000004") * 64 + bytes.fromhex("00000004"))) is None, "too many"


def test_the_older_generation_is_recognised_by_its_header() -> None:
    assert generation_of(message(1, b"", version=0x10)) is Generation.IKE_V1
    assert read(message(1, b"", version=0x10)) is None
    assert generation_of(message(0, b"", version=0x30)) is None


def test_a_notification_with_an_spi() -> None:
    found = read_notify(bytes.fromhex("03040026") + b"spi!" + b"data")
    assert found == Notify(NotifyType.TS_UNACCEPTABLE, b"data", 3, b"spi!")
    assert read_notify(bytes.fromhex("03040026") + b"sp") is None


def test_a_key_exchange_names_its_group() -> None:
    assert read_key_exchange(key_exchange(19, b"point").body) == (19, b"point")
    assert read_key_exchange(bytes(4)) is None


def test_a_cookie_comes_first_and_only_once() -> None:
    twice = with_cookie(with_cookie(REQUEST, b"old"), b"new")
    assert twice.payloads[1:] == REQUEST.payloads
    assert notifications_of(NotifyType.COOKIE, twice.notifications) == [b"new"]
    assert read_notify(twice.payloads[0].body) == Notify(NotifyType.COOKIE, b"new")


def test_padding_makes_it_larger_than_one_packet() -> None:
    assert len(encode(padded(REQUEST, 1600))) == len(encode(REQUEST)) + 1604
    assert padded(REQUEST, 1600).first(PayloadType.NONCE) == NONCE.body


@given(st.binary(max_size=120), st.integers(0, 255))
def test_any_bytes_are_read_or_refused(chain: bytes, first: int) -> None:
    assert read(chain) is None or len(chain) >= 28
    found = read(message(first, chain))
    if found is not None:
        assert sum(4 + len(payload.body) for payload in found.payloads) == len(chain)
        for one in found.payloads:
            read_notify(one.body)
            read_key_exchange(one.body)
