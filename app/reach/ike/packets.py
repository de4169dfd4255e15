"""IKEv2 messages: header, chain of payloads, notifications (RFC 7296 section 3). Sans-IO.

What somebody else sent is read to a value or to None; nothing raises for it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, IntEnum

SPI_BYTES = 8
NO_SPI = bytes(SPI_BYTES)
MARKER = bytes(4)
"""Before every IKE message on port 4500, where ESP is the rule (RFC 3948)."""

KEEPALIVE = b"\xff"

_HEADER = struct.Struct("!8s8sBBBBII")
_GENERIC = struct.Struct("!BBH")
_NOTIFY = struct.Struct("!BBH")
_KEY_EXCHANGE = struct.Struct("!H2x")
_VERSION_2 = 0x20
_MOST_PAYLOADS = 64
_LARGEST = 65_535


class PayloadType(IntEnum):
    """Section 3.2; any other number is kept as it is."""

    SA = 33
    KEY_EXCHANGE = 34
    ID_INITIATOR = 35
    ID_RESPONDER = 36
    CERTIFICATE = 37
    CERTIFICATE_REQUEST = 38
    AUTHENTICATION = 39
    NONCE = 40
    NOTIFY = 41
    DELETE = 42
    VENDOR_ID = 43
    TRAFFIC_INITIATOR = 44
    TRAFFIC_RESPONDER = 45
    ENCRYPTED = 46
    CONFIGURATION = 47
    EAP = 48
    ENCRYPTED_FRAGMENT = 53


class ExchangeType(IntEnum):
    SA_INIT = 34
    AUTH = 35
    CREATE_CHILD_SA = 36
    INFORMATIONAL = 37


class NotifyType(IntEnum):
    """Those that matter before and in the first exchanges (section 3.10.1, RFC 5685, 6023, 7383)."""

    INVALID_MAJOR_VERSION = 5
    INVALID_SYNTAX = 7
    NO_PROPOSAL_CHOSEN = 14
    INVALID_KE_PAYLOAD = 17
    AUTHENTICATION_FAILED = 24
    INTERNAL_ADDRESS_FAILURE = 36
    FAILED_CP_REQUIRED = 37
    TS_UNACCEPTABLE = 38
    NAT_DETECTION_SOURCE_IP = 16388
    NAT_DETECTION_DESTINATION_IP = 16389
    COOKIE = 16390
    REDIRECT = 16407
    CHILDLESS_IKEV2_SUPPORTED = 16418
    IKEV2_FRAGMENTATION_SUPPORTED = 16430


class Flag(IntEnum):
    INITIATOR = 0x08
    RESPONSE = 0x20


class Generation(Enum):
    """Which protocol a datagram on port 500 belongs to, as far as its header says."""

    IKE_V1 = 1
    IKE_V2 = 2


@dataclass(frozen=True, slots=True)
class Payload:
    """One link of the chain, without its generic header."""

    kind: int
    body: bytes
    is_critical: bool = False


@dataclass(frozen=True, slots=True)
class Notify:
    """kind: one of NotifyType, or any other number."""

    kind: int
    data: bytes = b""
    protocol: int = 0
    spi: bytes = b""


@dataclass(frozen=True, slots=True)
class Message:
    """A message in clear. Payloads after an encrypted one are inside it, and not listed."""

    initiator_spi: bytes
    responder_spi: bytes
    exchange: int
    flags: int
    message_id: int
    payloads: tuple[Payload, ...]

    @property
    def is_response(self) -> bool:
        return bool(self.flags & Flag.RESPONSE)

    def first(self, kind: PayloadType) -> bytes | None:
        """The body of the first payload of that kind."""
        return next((payload.body for payload in self.payloads if payload.kind == kind), None)

    @property
    def notifications(self) -> tuple[Notify, ...]:
        """Those that can be read."""
        found = (read_notify(one.body) for one in self.payloads if one.kind == PayloadType.NOTIFY)
        return tuple(notify for notify in found if notify is not None)


def encode(message: Message) -> bytes:
    following = [payload.kind for payload in message.payloads[1:]] + [0]
    chain = b"".join(
        _GENERIC.pack(after, 0x80 if payload.is_critical else 0, _GENERIC.size + len(payload.body))
        + payload.body
        for payload, after in zip(message.payloads, following, strict=True)
    )
    first = message.payloads[0].kind if message.payloads else 0
    spis = (message.initiator_spi, message.responder_spi)
    kinds = (first, _VERSION_2, message.exchange, message.flags)
    return _HEADER.pack(*spis, *kinds, message.message_id, _HEADER.size + len(chain)) + chain


def generation_of(data: bytes) -> Generation | None:
    """None for what is no IKE message, by its header alone."""
    if not _HEADER.size <= len(data) <= _LARGEST:
        return None
    *_, version, _, _, _, size = _HEADER.unpack_from(data)
    if size != len(data):
        return None
    return {1: Generation.IKE_V1, 2: Generation.IKE_V2}.get(version >> 4)


def read(data: bytes) -> Message | None:
    """None for what is no whole IKEv2 message."""
    if generation_of(data) is not Generation.IKE_V2:
        return None
    initiator_spi, responder_spi, kind, _, exchange, flags, message_id, _ = _HEADER.unpack_from(data)
    payloads: list[Payload] = []
    at = _HEADER.size
    while kind != 0:
        if len(payloads) == _MOST_PAYLOADS or at + _GENERIC.size > len(data):
            return None
        following, critical, size = _GENERIC.unpack_from(data, at)
        if not _GENERIC.size <= size <= len(data) - at:
            return None
        payloads.append(Payload(kind, data[at + _GENERIC.size : at + size], bool(critical & 0x80)))
        at += size
        is_end = kind in (PayloadType.ENCRYPTED, PayloadType.ENCRYPTED_FRAGMENT)
        kind = 0 if is_end else following
    if at != len(data):
        return None
    return Message(initiator_spi, responder_spi, exchange, flags, message_id, tuple(payloads))


def notify(kind: int, data: bytes = b"") -> Payload:
    """A notification about the IKE SA itself, which names no protocol and no SPI."""
    return Payload(PayloadType.NOTIFY, _NOTIFY.pack(0, 0, kind) + data)


def read_notify(body: bytes) -> Notify | None:
    if len(body) < _NOTIFY.size:
        return None
    protocol, spi_bytes, kind = _NOTIFY.unpack_from(body)
    data_at = _NOTIFY.size + spi_bytes
    if data_at > len(body):
        return None
    return Notify(kind, body[data_at:], protocol, body[_NOTIFY.size : data_at])


def key_exchange(group: int, public: bytes) -> Payload:
    return Payload(PayloadType.KEY_EXCHANGE, _KEY_EXCHANGE.pack(group) + public)


def read_key_exchange(body: bytes) -> tuple[int, bytes] | None:
    """Group and public value."""
    if len(body) <= _KEY_EXCHANGE.size:
        return None
    (group,) = _KEY_EXCHANGE.unpack_from(body)
    return group, body[_KEY_EXCHANGE.size :]


def with_cookie(request: Message, cookie: bytes) -> Message:
    """The same request again, with the cookie as its first payload (section 2.6)."""
    first = notify(NotifyType.COOKIE, cookie)
    return replace(request, payloads=(first, *(one for one in request.payloads if not _is_cookie(one))))


def _is_cookie(payload: Payload) -> bool:
    found = read_notify(payload.body)
    return payload.kind == PayloadType.NOTIFY and found is not None and found.kind == NotifyType.COOKIE


def padded(request: Message, size_bytes: int) -> Message:
    """The same request with a vendor id of zeros, which is ignored: to see whether fragments pass."""
    filling = Payload(PayloadType.VENDOR_ID, bytes(size_bytes))
    return replace(request, payloads=(*request.payloads, filling))


def notifications_of(kind: NotifyType, notifications: Sequence[Notify]) -> list[bytes]:
    """What all notifications of a kind say."""
    return [one.data for one in notifications if one.kind == kind]
