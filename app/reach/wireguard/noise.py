"""WireGuard's handshake, both sides: initiation, response, cookie reply (whitepaper section 5.4). Sans-IO.

Random keys, indices and the time come in as arguments. Nothing here raises for what somebody else sent.
"""

from __future__ import annotations

import hmac
import struct
from dataclasses import dataclass, field
from enum import Enum

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.reach.wireguard.crypto import (
    KEY_BYTES,
    XNONCE_BYTES,
    derive,
    digest,
    mac,
    public_of,
    seal,
    shared,
    unseal,
    xseal,
    xunseal,
)

INITIATION_BYTES = 148
RESPONSE_BYTES = 92
COOKIE_REPLY_BYTES = 64
TIMESTAMP_BYTES = 12
NO_PSK = bytes(KEY_BYTES)

_CHAINING_KEY = digest(b"Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s")
_PROLOGUE = digest(_CHAINING_KEY, b"WireGuard v1 zx2c4 Jason@zx2c4.com")
_MAC_BYTES = 16
_MACS_BYTES = 2 * _MAC_BYTES
_TAI_OFFSET = 0x400000000000000A  # TAI64 labels, ten leap seconds ahead as everybody's is
_WHITENED_NS = 1 << 24  # whitepaper 5.4.2 allows it: the exact time is nobody's business


class PacketKind(Enum):
    INITIATION = 1
    RESPONSE = 2
    COOKIE_REPLY = 3
    DATA = 4


_SIZES = {
    PacketKind.INITIATION: INITIATION_BYTES,
    PacketKind.RESPONSE: RESPONSE_BYTES,
    PacketKind.COOKIE_REPLY: COOKIE_REPLY_BYTES,
}
_LEAST_DATA_BYTES = 32


class Unusable(Enum):
    """Why a response opens no session."""

    NOT_OURS = "not-ours"  # no response, to another initiation, or damaged
    PSK_MISMATCH = (
        "psk-mismatch"  # all else fits: the server knows our key, and the two pre-shared keys differ
    )


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """What a handshake yields. Indices: ours names us in packets to us, theirs goes into packets to them."""

    sending: bytes = field(repr=False)
    receiving: bytes = field(repr=False)
    local_index: int
    remote_index: int


@dataclass(slots=True)
class _State:
    """The chaining key and the transcript hash of a handshake under way."""

    chaining_key: bytes = field(repr=False)
    transcript: bytes = field(repr=False)

    @classmethod
    def begin(cls, responder_public: bytes) -> _State:
        return cls(_CHAINING_KEY, digest(_PROLOGUE, responder_public))

    def absorb(self, data: bytes) -> None:
        self.transcript = digest(self.transcript, data)

    def mix(self, material: bytes) -> None:
        (self.chaining_key,) = derive(1, self.chaining_key, material)

    def mix_for_key(self, material: bytes) -> bytes:
        self.chaining_key, key = derive(2, self.chaining_key, material)
        return key

    def mix_psk(self, psk: bytes) -> bytes:
        self.chaining_key, absorbed, key = derive(3, self.chaining_key, psk)
        self.absorb(absorbed)
        return key

    def seal(self, key: bytes, plain: bytes) -> bytes:
        sealed = seal(key, 0, plain, self.transcript)
        self.absorb(sealed)
        return sealed

    def unseal(self, key: bytes, sealed: bytes) -> bytes | None:
        plain = unseal(key, 0, sealed, self.transcript)
        self.absorb(sealed)
        return plain


def kind_of(packet: bytes) -> PacketKind | None:
    """The kind of a packet of the right size; None for everything else."""
    if len(packet) < 4 or packet[1:4] != b"\0\0\0":
        return None
    try:
        kind = PacketKind(packet[0])
    except ValueError:
        return None
    if kind is PacketKind.DATA:
        return kind if len(packet) >= _LEAST_DATA_BYTES else None
    return kind if len(packet) == _SIZES[kind] else None


def timestamp(utc_ns: int) -> bytes:
    """TAI64N of a UTC time in nanoseconds since 1970, rounded down to about 17 ms."""
    seconds, nanoseconds = divmod(utc_ns, 1_000_000_000)
    return struct.pack(">QI", _TAI_OFFSET + seconds, nanoseconds - nanoseconds % _WHITENED_NS)


class Initiator:
    """One handshake from the side that begins it."""

    def __init__(
        self,
        local: X25519PrivateKey,
        remote_public: bytes,
        psk: bytes,
        *,
        ephemeral: X25519PrivateKey,
        index: int,
        at: bytes,
        cookie: bytes | None = None,
    ) -> None:
        """at: the time stamp. Raises ValueError for a public key of low order."""
        self._local = local
        self._remote_public = remote_public
        self._psk = psk
        self._ephemeral = ephemeral
        self._index = index
        with_ephemeral = shared(ephemeral, remote_public)
        with_static = shared(local, remote_public)
        if with_ephemeral is None or with_static is None:
            raise ValueError("the server's public key is of low order")
        self._state = state = _State.begin(remote_public)
        ephemeral_public = public_of(ephemeral)
        state.mix(ephemeral_public)
        state.absorb(ephemeral_public)
        static = state.seal(state.mix_for_key(with_ephemeral), public_of(local))
        stamp = state.seal(state.mix_for_key(with_static), at)
        body = struct.pack("<B3xI", PacketKind.INITIATION.value, index) + ephemeral_public + static + stamp
        self.packet = _with_macs(body, remote_public, cookie)

    def read_response(self, packet: bytes) -> SessionKeys | Unusable:
        if kind_of(packet) is not PacketKind.RESPONSE or not _is_mac1_good(packet, public_of(self._local)):
            return Unusable.NOT_OURS
        remote_index, local_index = struct.unpack_from("<II", packet, 4)
        if local_index != self._index:
            return Unusable.NOT_OURS
        ephemeral_public = packet[12:44]
        with_ephemeral = shared(self._ephemeral, ephemeral_public)
        with_static = shared(self._local, ephemeral_public)
        if with_ephemeral is None or with_static is None:
            return Unusable.NOT_OURS
        state = _State(self._state.chaining_key, self._state.transcript)  # a forged one must not spoil ours
        key = _mix_response(state, ephemeral_public, with_ephemeral, with_static, self._psk)
        if state.unseal(key, packet[44:60]) is None:
            return Unusable.PSK_MISMATCH
        sending, receiving = derive(2, state.chaining_key, b"")
        return SessionKeys(sending, receiving, local_index, remote_index)

    def read_cookie(self, packet: bytes) -> bytes | None:
        """The cookie of a reply to this very initiation; None for any other."""
        if kind_of(packet) is not PacketKind.COOKIE_REPLY:
            return None
        (index,) = struct.unpack_from("<I", packet, 4)
        if index != self._index:
            return None
        nonce, sealed = packet[8 : 8 + XNONCE_BYTES], packet[8 + XNONCE_BYTES :]
        return xunseal(_cookie_key(self._remote_public), nonce, sealed, _mac1_of(self.packet))


@dataclass(frozen=True, slots=True)
class Initiation:
    """A good initiation, read by the responder. at: the time stamp, which must grow from one to the next."""

    static_public: bytes
    at: bytes
    remote_index: int
    ephemeral_public: bytes = field(repr=False)
    _state: _State = field(repr=False)


def read_initiation(packet: bytes, local: X25519PrivateKey) -> Initiation | None:
    """None for what is no initiation to us; silence is the answer to it."""
    local_public = public_of(local)
    if kind_of(packet) is not PacketKind.INITIATION or not _is_mac1_good(packet, local_public):
        return None
    (remote_index,) = struct.unpack_from("<I", packet, 4)
    ephemeral_public = packet[8:40]
    state = _State.begin(local_public)
    state.mix(ephemeral_public)
    state.absorb(ephemeral_public)
    with_ephemeral = shared(local, ephemeral_public)
    if with_ephemeral is None:
        return None
    static_public = state.unseal(state.mix_for_key(with_ephemeral), packet[40:88])
    with_static = shared(local, static_public) if static_public is not None else None
    if static_public is None or with_static is None:
        return None
    at = state.unseal(state.mix_for_key(with_static), packet[88:116])
    if at is None:
        return None
    return Initiation(static_public, at, remote_index, ephemeral_public, state)


def respond(
    initiation: Initiation, psk: bytes, *, ephemeral: X25519PrivateKey, index: int
) -> tuple[bytes, SessionKeys] | None:
    """The response and the session that it opens; None for an ephemeral key of low order."""
    with_ephemeral = shared(ephemeral, initiation.ephemeral_public)
    with_static = shared(ephemeral, initiation.static_public)
    if with_ephemeral is None or with_static is None:
        return None
    state = _State(initiation._state.chaining_key, initiation._state.transcript)
    ephemeral_public = public_of(ephemeral)
    key = _mix_response(state, ephemeral_public, with_ephemeral, with_static, psk)
    nothing = state.seal(key, b"")
    head = struct.pack("<B3xII", PacketKind.RESPONSE.value, index, initiation.remote_index)
    receiving, sending = derive(2, state.chaining_key, b"")
    packet = _with_macs(head + ephemeral_public + nothing, initiation.static_public, None)
    return packet, SessionKeys(sending, receiving, index, initiation.remote_index)


def cookie_reply(packet: bytes, local_public: bytes, cookie: bytes, nonce: bytes) -> bytes | None:
    """What a responder under load says if the first MAC is good. cookie: 16 bytes; nonce: 24."""
    if kind_of(packet) is not PacketKind.INITIATION or not _is_mac1_good(packet, local_public):
        return None
    sealed = xseal(_cookie_key(local_public), nonce, cookie, _mac1_of(packet))
    return struct.pack("<B3x", PacketKind.COOKIE_REPLY.value) + packet[4:8] + nonce + sealed


def is_mac2_good(packet: bytes, cookie: bytes) -> bool:
    """Whether an initiation carries this cookie."""
    return hmac.compare_digest(packet[-_MAC_BYTES:], mac(cookie, packet[:-_MAC_BYTES]))


def _mix_response(
    state: _State, ephemeral_public: bytes, with_ephemeral: bytes, with_static: bytes, psk: bytes
) -> bytes:
    state.mix(ephemeral_public)
    state.absorb(ephemeral_public)
    state.mix(with_ephemeral)
    state.mix(with_static)
    return state.mix_psk(psk)


def _with_macs(body: bytes, receiver_public: bytes, cookie: bytes | None) -> bytes:
    first = body + mac(_mac1_key(receiver_public), body)
    return first + (bytes(_MAC_BYTES) if cookie is None else mac(cookie, first))


def _is_mac1_good(packet: bytes, receiver_public: bytes) -> bool:
    expected = mac(_mac1_key(receiver_public), packet[:-_MACS_BYTES])
    return hmac.compare_digest(_mac1_of(packet), expected)


def _mac1_of(packet: bytes) -> bytes:
    return packet[-_MACS_BYTES:-_MAC_BYTES]


def _mac1_key(public: bytes) -> bytes:
    return digest(b"mac1----", public)


def _cookie_key(public: bytes) -> bytes:
    return digest(b"cookie--", public)
