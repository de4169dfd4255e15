"""The first exchange of IKEv2: the request, and what an answer to it means (RFC 7296 section 1.2). Sans-IO.

These answers are not authenticated: they are what somebody reports, until IKE_AUTH.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.reach.ike import nat, proposals
from app.reach.ike.nat import Address, NatSeen
from app.reach.ike.packets import (
    NO_SPI,
    ExchangeType,
    Flag,
    Generation,
    Message,
    NotifyType,
    Payload,
    PayloadType,
    generation_of,
    key_exchange,
    notifications_of,
    notify,
    read,
    read_key_exchange,
)
from app.reach.ike.proposals import Proposal

_NONCE_BYTES = range(16, 257)
_COOKIE_BYTES = range(1, 65)
_FIRST_STATUS = 16_384  # notifications from here on are no errors (section 3.10.1)


class SaInitAnswer(Enum):
    """What a gateway says."""

    AGREED = "agreed"  # alive, and a suite is chosen
    NO_PROPOSAL = "no-proposal"  # alive: no common suite, or no connection for our address
    OTHER_GROUP = "other-group"  # alive: wants the key exchange in another group
    COOKIE = "cookie"  # alive, under load: ask again with the cookie
    REDIRECT = "redirect"  # another gateway is to be asked
    IKE_V1_ONLY = "ikev1-only"
    REFUSED = "refused"  # alive, with another error notification
    NOT_OURS = "not-ours"  # damaged, or no answer to this request


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer. Only what belongs to its kind is set; error: of REFUSED, its number."""

    answer: SaInitAnswer
    suite: Proposal | None = None
    public: bytes | None = None
    nonce: bytes | None = None
    group: int | None = None
    cookie: bytes | None = None
    redirect: bytes | None = None
    error: int | None = None
    nat: NatSeen | None = None
    is_childless: bool = False
    fragments: bool = False
    vendor_ids: tuple[bytes, ...] = ()


NOT_OURS = Judged(SaInitAnswer.NOT_OURS)


def request(
    spi: bytes,
    nonce: bytes,
    group: int,
    public: bytes,
    *,
    local: tuple[Address, int],
    remote: tuple[Address, int],
    offered: tuple[Proposal, ...] = proposals.WIDE,
) -> Message:
    """spi: 8 bytes. public: our value in that group. local and remote: the ends of our own socket."""
    source = nat.detection_hash(spi, NO_SPI, *local)
    destination = nat.detection_hash(spi, NO_SPI, *remote)
    payloads = (
        proposals.encode(offered),
        key_exchange(group, public),
        Payload(PayloadType.NONCE, nonce),
        notify(NotifyType.NAT_DETECTION_SOURCE_IP, source),
        notify(NotifyType.NAT_DETECTION_DESTINATION_IP, destination),
        notify(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED),
        notify(NotifyType.CHILDLESS_IKEV2_SUPPORTED),
    )
    return Message(spi, NO_SPI, ExchangeType.SA_INIT, Flag.INITIATOR, 0, payloads)


def judge(data: bytes, asked: Message, *, local: tuple[Address, int], remote: tuple[Address, int]) -> Judged:
    """What a datagram without the marker of port 4500 says to the request."""
    if data[:8] != asked.initiator_spi:
        return NOT_OURS
    if generation_of(data) is Generation.IKE_V1:
        return Judged(SaInitAnswer.IKE_V1_ONLY)
    message = read(data)
    if message is None or not message.is_response or message.flags & Flag.INITIATOR:
        return NOT_OURS
    if message.exchange != ExchangeType.SA_INIT or message.message_id != asked.message_id:
        return NOT_OURS
    told = message.notifications
    for cookie in notifications_of(NotifyType.COOKIE, told):
        return Judged(SaInitAnswer.COOKIE, cookie=cookie) if len(cookie) in _COOKIE_BYTES else NOT_OURS
    for group in notifications_of(NotifyType.INVALID_KE_PAYLOAD, told):
        if len(group) != 2:
            return NOT_OURS
        return Judged(SaInitAnswer.OTHER_GROUP, group=int.from_bytes(group))
    for gateway in notifications_of(NotifyType.REDIRECT, told):
        return Judged(SaInitAnswer.REDIRECT, redirect=gateway)
    if notifications_of(NotifyType.NO_PROPOSAL_CHOSEN, told):
        return Judged(SaInitAnswer.NO_PROPOSAL)
    if notifications_of(NotifyType.INVALID_MAJOR_VERSION, told):
        return Judged(SaInitAnswer.IKE_V1_ONLY)
    for one in told:
        if one.kind < _FIRST_STATUS:
            return Judged(SaInitAnswer.REFUSED, error=one.kind)
    return _agreed(message, nat.seen(message, local, remote))


def _agreed(message: Message, nat_seen: NatSeen | None) -> Judged:
    suite = proposals.chosen(message.first(PayloadType.SA) or b"")
    exchanged = read_key_exchange(message.first(PayloadType.KEY_EXCHANGE) or b"")
    nonce = message.first(PayloadType.NONCE) or b""
    if suite is None or exchanged is None or len(nonce) not in _NONCE_BYTES:
        return NOT_OURS
    if message.responder_spi == NO_SPI:
        return NOT_OURS
    kinds = {one.kind for one in message.notifications}
    return Judged(
        SaInitAnswer.AGREED,
        suite=suite,
        group=exchanged[0],
        public=exchanged[1],
        nonce=nonce,
        nat=nat_seen,
        is_childless=NotifyType.CHILDLESS_IKEV2_SUPPORTED in kinds,
        fragments=NotifyType.IKEV2_FRAGMENTATION_SUPPORTED in kinds,
        vendor_ids=tuple(one.body for one in message.payloads if one.kind == PayloadType.VENDOR_ID),
    )
