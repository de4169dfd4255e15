"""The few primitives that WireGuard is made of (whitepaper section 5.4), with XChaCha20. Sans-IO."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from app.core.secrets import Secret

KEY_BYTES = 32
TAG_BYTES = 16
XNONCE_BYTES = 24

_SIGMA = struct.unpack("<4I", b"expand 32-byte k")
_COLUMNS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15))
_DIAGONALS = ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))
_WORD = 0xFFFFFFFF


def decode_key(text: str) -> bytes:
    """32 bytes from their base64, as `wg` writes them. Raises ValueError, which does not hold the text."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError("not a key")
    return key


def encode_key(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def private_key(secret: Secret) -> X25519PrivateKey:
    """Raises ValueError where it is no key."""
    return X25519PrivateKey.from_private_bytes(decode_key(secret.reveal()))


def new_private_key() -> Secret:
    return Secret(encode_key(X25519PrivateKey.generate().private_bytes_raw()))


def public_of(private: X25519PrivateKey) -> bytes:
    return private.public_key().public_bytes_raw()


def shared(private: X25519PrivateKey, public: bytes) -> bytes | None:
    """The Diffie-Hellman secret; None for a point of low order, which nobody sends by accident."""
    try:
        return private.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        return None


def digest(*parts: bytes) -> bytes:
    return hashlib.blake2s(b"".join(parts)).digest()


def mac(key: bytes, data: bytes) -> bytes:
    """Keyed BLAKE2s of 16 bytes."""
    return hashlib.blake2s(data, digest_size=16, key=key).digest()


def derive(count: int, chaining_key: bytes, material: bytes) -> list[bytes]:
    """HKDF with HMAC-BLAKE2s: `count` keys of 32 bytes."""
    secret = hmac.digest(chaining_key, material, "blake2s")
    keys: list[bytes] = []
    last = b""
    for number in range(1, count + 1):
        last = hmac.digest(secret, last + bytes([number]), "blake2s")
        keys.append(last)
    return keys


def seal(key: bytes, counter: int, plain: bytes, bound: bytes) -> bytes:
    """ChaCha20-Poly1305 with the counter as its nonce; bound: what is authenticated with it."""
    return ChaCha20Poly1305(key).encrypt(struct.pack("<4xQ", counter), plain, bound)


def unseal(key: bytes, counter: int, sealed: bytes, bound: bytes) -> bytes | None:
    """What was sealed; None where key, counter, text or what it is bound to differ."""
    return _decrypt(key, struct.pack("<4xQ", counter), sealed, bound)


def xseal(key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    """XChaCha20-Poly1305 with a nonce of 24 bytes (draft-irtf-cfrg-xchacha)."""
    return ChaCha20Poly1305(hchacha20(key, nonce[:16])).encrypt(bytes(4) + nonce[16:], plain, bound)


def xunseal(key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes | None:
    return _decrypt(hchacha20(key, nonce[:16]), bytes(4) + nonce[16:], sealed, bound)


def _decrypt(key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes | None:
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, sealed, bound)
    except InvalidTag:
        return None


def hchacha20(key: bytes, nonce: bytes) -> bytes:
    """The key of XChaCha20's inner cipher, which `cryptography` does not offer. nonce: 16 bytes."""
    words = [*_SIGMA, *struct.unpack("<8I", key), *struct.unpack("<4I", nonce)]
    for _ in range(10):
        for quarter in (*_COLUMNS, *_DIAGONALS):
            _quarter_round(words, *quarter)
    return struct.pack("<8I", *words[:4], *words[12:])


def _quarter_round(words: list[int], a: int, b: int, c: int, d: int) -> None:
    for left, right, turned, by in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        words[left] = (words[left] + words[right]) & _WORD
        mixed = words[turned] ^ words[left]
        words[turned] = (mixed << by | mixed >> (32 - by)) & _WORD
