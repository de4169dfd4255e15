"""A whole handshake between two key pairs, for the tests."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.reach.wireguard.crypto import public_of
from app.reach.wireguard.noise import (
    NO_PSK,
    Initiator,
    SessionKeys,
    Unusable,
    read_initiation,
    respond,
    timestamp,
)

DEVICE = X25519PrivateKey.from_private_bytes(bytes([1]) * 32)
SERVER = X25519PrivateKey.from_private_bytes(bytes([2]) * 32)
STRANGER = X25519PrivateKey.from_private_bytes(bytes([3]) * 32)
PSK = bytes(range(32))
AT = timestamp(1_700_000_000_123_456_789)


def initiator(
    *, psk: bytes = NO_PSK, index: int = 0x11223344, cookie: bytes | None = None, server: bytes | None = None
) -> Initiator:
    ephemeral = X25519PrivateKey.from_private_bytes(bytes([5]) * 32)
    to = public_of(SERVER) if server is None else server
    return Initiator(DEVICE, to, psk, ephemeral=ephemeral, index=index, at=AT, cookie=cookie)


@dataclass(frozen=True, slots=True)
class Met:
    """Both ends of one handshake."""

    initiator: Initiator
    response: bytes
    server_keys: SessionKeys
    device_keys: SessionKeys | Unusable


def meet(*, device_psk: bytes = NO_PSK, server_psk: bytes = NO_PSK) -> Met:
    begun = initiator(psk=device_psk)
    initiation = read_initiation(begun.packet, SERVER)
    assert initiation is not None
    ephemeral = X25519PrivateKey.from_private_bytes(bytes([6]) * 32)
    answered = respond(initiation, server_psk, ephemeral=ephemeral, index=0x55667788)
    assert answered is not None
    return Met(begun, answered[0], answered[1], begun.read_response(answered[0]))
