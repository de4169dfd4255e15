"""NAT detection of IKEv2 (RFC 7296 section 2.23). Sans-IO. SHA-1 is what the protocol prescribes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from app.reach.ike.packets import Message, NotifyType, notifications_of

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class NatSeen:
    """Who is translated. responder: also where the gateway forces UDP encapsulation; both look alike."""

    initiator: bool
    responder: bool


def detection_hash(initiator_spi: bytes, responder_spi: bytes, address: Address, port: int) -> bytes:
    data = initiator_spi + responder_spi + address.packed + port.to_bytes(2)
    return hashlib.sha1(data, usedforsecurity=False).digest()


def seen(answer: Message, local: tuple[Address, int], remote: tuple[Address, int]) -> NatSeen | None:
    """What an answer tells; local and remote: the ends of our own socket. None where it tells nothing."""
    told = answer.notifications
    destinations = notifications_of(NotifyType.NAT_DETECTION_DESTINATION_IP, told)
    sources = notifications_of(NotifyType.NAT_DETECTION_SOURCE_IP, told)
    if not destinations or not sources:
        return None
    return NatSeen(
        initiator=not _has(destinations, answer, local), responder=not _has(sources, answer, remote)
    )


def _has(hashes: Sequence[bytes], answer: Message, end: tuple[Address, int]) -> bool:
    return detection_hash(answer.initiator_spi, answer.responder_spi, *end) in hashes
