"""Proposals of IKEv2: which ciphers are offered, and which one was chosen (RFC 7296 section 3.3). Sans-IO."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

from app.reach.ike.packets import Payload, PayloadType

IKE = 1  # protocol id

_PROPOSAL = struct.Struct("!BxHBBBB")
_TRANSFORM = struct.Struct("!BxHBxH")
_ATTRIBUTE = struct.Struct("!HH")
_FIXED_LENGTH = 0x8000
_KEY_LENGTH = 14
_MOST = 64


class TransformType(IntEnum):
    ENCRYPTION = 1
    PRF = 2
    INTEGRITY = 3
    GROUP = 4
    SEQUENCE_NUMBERS = 5


# Numbers of IANA's "Internet Key Exchange Version 2 (IKEv2) Parameters", named as strongSwan names them.
_NAMES: dict[tuple[int, int], str] = {
    (TransformType.ENCRYPTION, 3): "3des",
    (TransformType.ENCRYPTION, 12): "aescbc",
    (TransformType.ENCRYPTION, 18): "aesgcm8-",
    (TransformType.ENCRYPTION, 19): "aesgcm12-",
    (TransformType.ENCRYPTION, 20): "aesgcm16-",
    (TransformType.ENCRYPTION, 28): "chacha20poly1305",
    (TransformType.PRF, 1): "prfmd5",
    (TransformType.PRF, 2): "prfsha1",
    (TransformType.PRF, 5): "prfsha256",
    (TransformType.PRF, 6): "prfsha384",
    (TransformType.PRF, 7): "prfsha512",
    (TransformType.INTEGRITY, 1): "md5",
    (TransformType.INTEGRITY, 2): "sha1",
    (TransformType.INTEGRITY, 12): "sha256",
    (TransformType.INTEGRITY, 13): "sha384",
    (TransformType.INTEGRITY, 14): "sha512",
    (TransformType.GROUP, 1): "modp768",
    (TransformType.GROUP, 2): "modp1024",
    (TransformType.GROUP, 5): "modp1536",
    (TransformType.GROUP, 14): "modp2048",
    (TransformType.GROUP, 15): "modp3072",
    (TransformType.GROUP, 16): "modp4096",
    (TransformType.GROUP, 19): "ecp256",
    (TransformType.GROUP, 20): "ecp384",
    (TransformType.GROUP, 21): "ecp521",
    (TransformType.GROUP, 31): "x25519",
}
_ORDER = (TransformType.ENCRYPTION, TransformType.INTEGRITY, TransformType.PRF, TransformType.GROUP)


@dataclass(frozen=True, slots=True)
class Transform:
    """kind: one of TransformType, or any other number. key_bits: where the cipher has several lengths."""

    kind: int
    number: int
    key_bits: int | None = None

    @property
    def name(self) -> str:
        name = _NAMES.get((self.kind, self.number), f"transform{self.kind}.{self.number}")
        return name if self.key_bits is None else f"{name}{self.key_bits}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Any one of each kind of its transforms may be chosen."""

    number: int
    transforms: tuple[Transform, ...]
    protocol: int = IKE
    spi: bytes = b""

    @property
    def name(self) -> str:
        """`aescbc256-sha256-prfsha256-modp2048`: what a person compares with the VPN sheet."""
        known = [one.name for kind in _ORDER for one in self.transforms if one.kind == kind]
        return "-".join([*known, *(one.name for one in self.transforms if one.kind not in _ORDER)])

    def of(self, kind: TransformType) -> tuple[Transform, ...]:
        return tuple(one for one in self.transforms if one.kind == kind)


def _all_of(kind: TransformType, *numbers: int) -> tuple[Transform, ...]:
    return tuple(Transform(kind, number) for number in numbers)


def _encryption(number: int, *key_bits: int) -> tuple[Transform, ...]:
    return tuple(Transform(TransformType.ENCRYPTION, number, bits) for bits in key_bits)


_PRFS = _all_of(TransformType.PRF, 5, 7, 6, 2)
_GROUPS = _all_of(TransformType.GROUP, 14, 19, 20, 21, 31, 15, 16, 5, 2)

WIDE = (
    Proposal(
        1,
        (
            *_encryption(12, 256, 192, 128),
            *_all_of(TransformType.ENCRYPTION, 3),
            *_all_of(TransformType.INTEGRITY, 12, 14, 13, 2),
            *_PRFS,
            *_GROUPS,
        ),
    ),
    Proposal(
        2,
        (*_encryption(20, 256, 128), *_all_of(TransformType.ENCRYPTION, 28), *_PRFS, *_GROUPS),
    ),
)
"""Everything usual. Ciphers that authenticate by themselves need a proposal of their own."""


def encode(proposals: tuple[Proposal, ...]) -> Payload:
    """The SA payload."""
    last = len(proposals) - 1
    body = b"".join(_proposal(one, 0 if at == last else 2) for at, one in enumerate(proposals))
    return Payload(PayloadType.SA, body)


def read(body: bytes) -> tuple[Proposal, ...] | None:
    """The proposals of an SA payload; None where it is not whole."""
    found: list[Proposal] = []
    at, more = 0, True
    while more:
        if len(found) == _MOST or at + _PROPOSAL.size > len(body):
            return None
        following, size, number, protocol, spi_bytes, count = _PROPOSAL.unpack_from(body, at)
        if not _PROPOSAL.size + spi_bytes <= size <= len(body) - at:
            return None
        begin = at + _PROPOSAL.size
        transforms = _read_transforms(body[begin + spi_bytes : at + size], count)
        if transforms is None:
            return None
        found.append(Proposal(number, transforms, protocol, body[begin : begin + spi_bytes]))
        at, more = at + size, following == 2
    return tuple(found) if at == len(body) else None


def chosen(body: bytes) -> Proposal | None:
    """The suite in an answer: one proposal, one transform of each kind; None for anything else."""
    proposals = read(body)
    if proposals is None or len(proposals) != 1:
        return None
    kinds = [transform.kind for transform in proposals[0].transforms]
    return proposals[0] if kinds and len(kinds) == len(set(kinds)) else None


def _proposal(proposal: Proposal, more: int) -> bytes:
    last = len(proposal.transforms) - 1
    inner = b"".join(_transform(one, 0 if at == last else 3) for at, one in enumerate(proposal.transforms))
    size = _PROPOSAL.size + len(proposal.spi) + len(inner)
    counts = (len(proposal.spi), len(proposal.transforms))
    return _PROPOSAL.pack(more, size, proposal.number, proposal.protocol, *counts) + proposal.spi + inner


def _transform(transform: Transform, more: int) -> bytes:
    attribute = b""
    if transform.key_bits is not None:
        attribute = _ATTRIBUTE.pack(_FIXED_LENGTH | _KEY_LENGTH, transform.key_bits)
    size = _TRANSFORM.size + len(attribute)
    return _TRANSFORM.pack(more, size, transform.kind, transform.number) + attribute


def _read_transforms(data: bytes, count: int) -> tuple[Transform, ...] | None:
    found: list[Transform] = []
    at = 0
    for _ in range(count):
        if at + _TRANSFORM.size > len(data):
            return None
        _, size, kind, number = _TRANSFORM.unpack_from(data, at)
        if not _TRANSFORM.size <= size <= len(data) - at:
            return None
        found.append(Transform(kind, number, _key_bits(data[at + _TRANSFORM.size : at + size])))
        at += size
    return tuple(found) if at == len(data) else None


def _key_bits(attributes: bytes) -> int | None:
    """The key length among the attributes; others are skipped, as section 3.3.6 wants."""
    at = 0
    while at + _ATTRIBUTE.size <= len(attributes):
        kind, value = _ATTRIBUTE.unpack_from(attributes, at)
        if kind == _FIXED_LENGTH | _KEY_LENGTH:
            return int(value)
        at += _ATTRIBUTE.size + (0 if kind & _FIXED_LENGTH else value)
    return None
