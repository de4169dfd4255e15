"""The messages between a probe and its responder at the data centre. Sans-IO.

    HELLO      probe to responder   a nonce; longer than everything that it can be answered with
    CHALLENGE  back                 a cookie that proves, when it returns, whose the caller's address is
    ASK        probe to responder   nonce, cookie and question, authenticated with the token
    ANSWER     back                 authenticated with the token and bound to that question
    DENIED     back                 the cookie was good and the token was not

Every kind has one size. Over UDP a message is a datagram, over TCP it has its length in two bytes before
it. No answer is longer than what it answers, so nobody can be flooded through a responder.
"""

from __future__ import annotations

import hmac
import struct
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_address

NONCE_BYTES = 16
COOKIE_BYTES = 24
LEAST_TOKEN_BYTES = 16
LONGEST_MESSAGE = 128

_MAGIC = b"LWR1"
_HEADER = struct.Struct("!4sBB2x16s")  # magic, kind, operation or status, nonce
_QUESTION = struct.Struct("!IH10x")  # delay in ms, port
_ANSWER = struct.Struct("!BxHI16s")  # IP version, port, what was measured in µs, address
_MAC_BYTES = 32
_HELLO_BYTES = LONGEST_MESSAGE
_CHALLENGE_BYTES = _HEADER.size + COOKIE_BYTES
_ASK_BYTES = _CHALLENGE_BYTES + _QUESTION.size + _MAC_BYTES
_ANSWER_BYTES = _HEADER.size + _ANSWER.size + _MAC_BYTES


class Kind(Enum):
    HELLO = 1
    CHALLENGE = 2
    ASK = 3
    ANSWER = 4
    DENIED = 5


_SIZES = {
    Kind.HELLO: _HELLO_BYTES,
    Kind.CHALLENGE: _CHALLENGE_BYTES,
    Kind.ASK: _ASK_BYTES,
    Kind.ANSWER: _ANSWER_BYTES,
    Kind.DENIED: _HEADER.size,
}


class Operation(Enum):
    """What can be asked for."""

    ECHO = 1  # which address do you see?
    LATER = 2  # the same, after a silence
    CONNECT = 3  # connect to a TCP port of my address


class Status(Enum):
    """How it went; the last four are of a connection back."""

    DONE = 0
    BUSY = 1  # too much is under way for this caller, or altogether
    OPEN = 2
    REFUSED = 3
    SILENT = 4
    UNREACHABLE = 5


@dataclass(frozen=True, slots=True)
class Question:
    """delay_ms belongs to LATER, port to CONNECT."""

    operation: Operation
    delay_ms: int = 0
    port: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """address and port: where the question came from, as the responder sees it. measured_us: of CONNECT."""

    status: Status
    address: IPv4Address | IPv6Address
    port: int
    measured_us: int = 0


def kind_of(message: bytes) -> Kind | None:
    """The kind of a message of exactly the right size; None for everything else."""
    if len(message) < _HEADER.size or message[:4] != _MAGIC:
        return None
    try:
        kind = Kind(message[4])
    except ValueError:
        return None
    return kind if len(message) == _SIZES[kind] else None


def nonce_of(message: bytes) -> bytes:
    return message[_HEADER.size - NONCE_BYTES : _HEADER.size]


def hello(nonce: bytes) -> bytes:
    return _HEADER.pack(_MAGIC, Kind.HELLO.value, 0, nonce).ljust(_HELLO_BYTES, b"\0")


def challenge(nonce: bytes, cookie: bytes) -> bytes:
    return _HEADER.pack(_MAGIC, Kind.CHALLENGE.value, 0, nonce) + cookie


def cookie_of(message: bytes) -> bytes:
    """The cookie in a CHALLENGE or an ASK."""
    return message[_HEADER.size : _CHALLENGE_BYTES]


def ask(nonce: bytes, cookie: bytes, question: Question, token: bytes) -> bytes:
    head = _HEADER.pack(_MAGIC, Kind.ASK.value, question.operation.value, nonce)
    body = head + cookie + _QUESTION.pack(question.delay_ms, question.port)
    return body + _mac(token, b"ask", body)


def read_ask(message: bytes, token: bytes) -> Question | None:
    """The question of an ASK; None where the token or the operation is not one of ours."""
    body, mac = message[:-_MAC_BYTES], message[-_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(token, b"ask", body)):
        return None
    delay_ms, port = _QUESTION.unpack_from(message, _CHALLENGE_BYTES)
    try:
        question = Question(Operation(message[5]), delay_ms, port)
    except ValueError:
        return None
    return None if question.operation is Operation.CONNECT and port == 0 else question


def answer(asked: bytes, said: Answer, token: bytes) -> bytes:
    """asked: the ASK, to which the answer is bound."""
    head = _HEADER.pack(_MAGIC, Kind.ANSWER.value, said.status.value, nonce_of(asked))
    address = said.address.packed.ljust(16, b"\0")
    body = head + _ANSWER.pack(said.address.version, said.port, min(said.measured_us, 0xFFFFFFFF), address)
    return body + _mac(token, b"answer", asked + body)


def read_answer(message: bytes, asked: bytes, token: bytes) -> Answer | None:
    """The answer to our own ASK; None where it is forged, or belongs to another question."""
    body, mac = message[:-_MAC_BYTES], message[-_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(token, b"answer", asked + body)):
        return None
    version, port, measured_us, packed = _ANSWER.unpack_from(message, _HEADER.size)
    try:
        return Answer(
            Status(message[5]), ip_address(packed[:4] if version == 4 else packed), port, measured_us
        )
    except ValueError:
        return None


def denied(nonce: bytes) -> bytes:
    return _HEADER.pack(_MAGIC, Kind.DENIED.value, 0, nonce)


def _mac(token: bytes, purpose: bytes, body: bytes) -> bytes:
    return hmac.digest(token, purpose + b"\0" + body, "sha256")
