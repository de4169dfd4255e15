"""IKE_SA_INIT: the request, and every answer that a gateway gives."""

import struct
from dataclasses import replace
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reach.ike import nat, proposals
from app.reach.ike.nat import NatSeen
from app.reach.ike.packets import (
    NO_SPI,
    ExchangeType,
    Flag,
    Message,
    NotifyType,
    Payload,
    PayloadType,
    encode,
    key_exchange,
    notify,
    read,
)
from app.reach.ike.proposals import Proposal, Transform, TransformType
from app.reach.ike.sa_init import NOT_OURS, Judged, SaInitAnswer, judge, request

MINE, THEIRS = bytes(range(1, 9)), bytes(range(11, 19))
LOCAL = (ip_address("10.10.0.2"), 40_000)
REMOTE = (ip_address("203.0.113.10"), 500)
ASKED = request(MINE, bytes(32), 14, bytes(256), local=LOCAL, remote=REMOTE)
SUITE = Proposal(
    1,
    (
        Transform(TransformType.ENCRYPTION, 12, 256),
        Transform(TransformType.PRF, 5),
        Transform(TransformType.INTEGRITY, 12),
        Transform(TransformType.GROUP, 14),
    ),
)
AGREED = (
    proposals.encode((SUITE,)),
    key_exchange(14, b"public"),
    Payload(PayloadType.NONCE, bytes(range(32))),
    notify(NotifyType.NAT_DETECTION_SOURCE_IP, nat.detection_hash(MINE, THEIRS, *REMOTE)),
    notify(NotifyType.NAT_DETECTION_DESTINATION_IP, bytes(20)),
    notify(NotifyType.CHILDLESS_IKEV2_SUPPORTED),
    Payload(PayloadType.VENDOR_ID, b"vendor"),
)


def answer(*payloads: Payload, spi: bytes = NO_SPI) -> Message:
    return Message(MINE, spi, ExchangeType.SA_INIT, Flag.RESPONSE, 0, payloads)


def judged(message: Message) -> Judged:
    return judge(encode(message), ASKED, local=LOCAL, remote=REMOTE)


def test_the_request_has_the_size_of_the_facts_and_reads_back() -> None:
    data = encode(ASKED)
    assert read(data) == ASKED
    assert 700 < len(data) < 1200, "one packet, with everything offered"
    assert [one.kind for one in ASKED.payloads[:3]] == [33, 34, 40]


def test_an_agreement_is_read_whole() -> None:
    found = judged(answer(*AGREED, spi=THEIRS))
    assert (found.answer, found.suite, found.group) == (SaInitAnswer.AGREED, SUITE, 14)
    assert (found.public, found.nonce) == (b"public", bytes(range(32)))
    assert found.nat == NatSeen(initiator=True, responder=False)
    assert (found.is_childless, found.fragments, found.vendor_ids) == (True, False, (b"vendor",))


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        (NotifyType.NO_PROPOSAL_CHOSEN, b"", Judged(SaInitAnswer.NO_PROPOSAL)),
        (NotifyType.INVALID_KE_PAYLOAD, b"\0\x13", Judged(SaInitAnswer.OTHER_GROUP, group=19)),
        (NotifyType.INVALID_KE_PAYLOAD, b"\0", NOT_OURS),
        (NotifyType.COOKIE, b"cookie", Judged(SaInitAnswer.COOKIE, cookie=b"cookie")),
        (NotifyType.COOKIE, b"", NOT_OURS),
        (NotifyType.COOKIE, bytes(65), NOT_OURS),
        (NotifyType.REDIRECT, b"\3\2gw", Judged(SaInitAnswer.REDIRECT, redirect=b"\3\2gw")),
        (NotifyType.INVALID_MAJOR_VERSION, b"", Judged(SaInitAnswer.IKE_V1_ONLY)),
        (NotifyType.INVALID_SYNTAX, b"", Judged(SaInitAnswer.REFUSED, error=7)),
        (NotifyType.IKEV2_FRAGMENTATION_SUPPORTED, b"", NOT_OURS),
    ],
)
def test_each_notification_has_its_meaning(kind: NotifyType, data: bytes, expected: Judged) -> None:
    assert judged(answer(notify(kind, data))) == expected


def test_an_older_gateway_is_told_by_its_header() -> None:
    informational = struct.pack("!8s8sBBBBII", MINE, THEIRS, 11, 0x10, 5, 0, 0, 28)
    assert judge(informational, ASKED, local=LOCAL, remote=REMOTE).answer is SaInitAnswer.IKE_V1_ONLY


def test_what_answers_something_else_is_not_ours() -> None:
    good = answer(*AGREED, spi=THEIRS)
    for other in (
        replace(good, initiator_spi=THEIRS),
        replace(good, responder_spi=NO_SPI),
        replace(good, flags=0),
        replace(good, flags=Flag.RESPONSE | Flag.INITIATOR),
        replace(good, exchange=ExchangeType.AUTH),
        replace(good, message_id=1),
        replace(good, payloads=AGREED[1:]),
        replace(good, payloads=(AGREED[0], *AGREED[2:])),
        replace(good, payloads=(*AGREED[:2], Payload(PayloadType.NONCE, bytes(15)), *AGREED[3:])),
        replace(good, payloads=(proposals.encode(proposals.WIDE), *AGREED[1:])),
        ASKED,
    ):
        assert judged(other) == NOT_OURS


@given(st.binary(max_size=120), st.integers(0, 255))
def test_any_bytes_do_no_harm(chain: bytes, first: int) -> None:
    data = struct.pack("!8s8sBBBBII", MINE, THEIRS, first, 0x20, 34, 0x20, 0, 28 + len(chain)) + chain
    for one in (chain, data):
        assert judge(one, ASKED, local=LOCAL, remote=REMOTE).answer is not SaInitAnswer.AGREED
