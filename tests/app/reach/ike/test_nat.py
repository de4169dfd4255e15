"""NAT detection: who is translated, from the hashes in an answer."""

import hashlib
from ipaddress import ip_address

import pytest

from app.reach.ike.nat import NatSeen, detection_hash, seen
from app.reach.ike.packets import ExchangeType, Flag, Message, NotifyType, notify

MINE, THEIRS = bytes(range(8)), bytes(range(8, 16))
LOCAL = (ip_address("10.10.0.2"), 40_000)
OUTSIDE = (ip_address("203.0.113.1"), 1024)
REMOTE = (ip_address("203.0.113.10"), 500)
BEHIND = (ip_address("192.168.1.10"), 500)


def answer(destination: bytes, *sources: bytes) -> Message:
    payloads = [notify(NotifyType.NAT_DETECTION_SOURCE_IP, one) for one in sources]
    payloads.append(notify(NotifyType.NAT_DETECTION_DESTINATION_IP, destination))
    return Message(MINE, THEIRS, ExchangeType.SA_INIT, Flag.RESPONSE, 0, tuple(payloads))


def test_the_hash_is_over_spis_address_and_port() -> None:
    data = MINE + THEIRS + bytes([203, 0, 113, 10]) + b"\x01\xf4"
    assert detection_hash(MINE, THEIRS, *REMOTE) == hashlib.sha1(data).digest()
    assert len(detection_hash(MINE, THEIRS, ip_address("2001:db8::1"), 500)) == 20


@pytest.mark.parametrize(
    ("destination", "source", "expected"),
    [
        (LOCAL, REMOTE, NatSeen(initiator=False, responder=False)),
        (OUTSIDE, REMOTE, NatSeen(initiator=True, responder=False)),
        (LOCAL, BEHIND, NatSeen(initiator=False, responder=True)),
    ],
)
def test_who_is_translated(
    destination: tuple[object, int], source: tuple[object, int], expected: NatSeen
) -> None:
    told = answer(
        detection_hash(MINE, THEIRS, ip_address(str(destination[0])), destination[1]),
        detection_hash(MINE, THEIRS, ip_address(str(source[0])), source[1]),
    )
    assert seen(told, LOCAL, REMOTE) == expected


def test_one_of_several_sources_is_enough() -> None:
    hashes = [detection_hash(MINE, THEIRS, *end) for end in (BEHIND, REMOTE)]
    told = answer(detection_hash(MINE, THEIRS, *LOCAL), *hashes)
    assert seen(told, LOCAL, REMOTE) == NatSeen(initiator=False, responder=False)


def test_an_answer_without_hashes_tells_nothing() -> None:
    assert seen(answer(b""), LOCAL, REMOTE) is None
