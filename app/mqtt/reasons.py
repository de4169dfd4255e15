"""Reason codes of MQTT 5 and return codes of MQTT 3 by their names in the OASIS texts, packet by packet."""

from __future__ import annotations

from enum import IntEnum

from app.mqtt.packet_types import PacketType, Version


class ReasonCode(IntEnum):
    """MQTT 5, table 2-6. One number can have other names in single packets: ask `reason_name`."""

    SUCCESS = 0x00
    GRANTED_QOS_1 = 0x01
    GRANTED_QOS_2 = 0x02
    DISCONNECT_WITH_WILL_MESSAGE = 0x04
    NO_MATCHING_SUBSCRIBERS = 0x10
    NO_SUBSCRIPTION_EXISTED = 0x11
    CONTINUE_AUTHENTICATION = 0x18
    RE_AUTHENTICATE = 0x19
    UNSPECIFIED_ERROR = 0x80
    MALFORMED_PACKET = 0x81
    PROTOCOL_ERROR = 0x82
    IMPLEMENTATION_SPECIFIC_ERROR = 0x83
    UNSUPPORTED_PROTOCOL_VERSION = 0x84
    CLIENT_IDENTIFIER_NOT_VALID = 0x85
    BAD_USER_NAME_OR_PASSWORD = 0x86
    NOT_AUTHORIZED = 0x87
    SERVER_UNAVAILABLE = 0x88
    SERVER_BUSY = 0x89
    BANNED = 0x8A
    SERVER_SHUTTING_DOWN = 0x8B
    BAD_AUTHENTICATION_METHOD = 0x8C
    KEEP_ALIVE_TIMEOUT = 0x8D
    SESSION_TAKEN_OVER = 0x8E
    TOPIC_FILTER_INVALID = 0x8F
    TOPIC_NAME_INVALID = 0x90
    PACKET_IDENTIFIER_IN_USE = 0x91
    PACKET_IDENTIFIER_NOT_FOUND = 0x92
    RECEIVE_MAXIMUM_EXCEEDED = 0x93
    TOPIC_ALIAS_INVALID = 0x94
    PACKET_TOO_LARGE = 0x95
    MESSAGE_RATE_TOO_HIGH = 0x96
    QUOTA_EXCEEDED = 0x97
    ADMINISTRATIVE_ACTION = 0x98
    PAYLOAD_FORMAT_INVALID = 0x99
    RETAIN_NOT_SUPPORTED = 0x9A
    QOS_NOT_SUPPORTED = 0x9B
    USE_ANOTHER_SERVER = 0x9C
    SERVER_MOVED = 0x9D
    SHARED_SUBSCRIPTIONS_NOT_SUPPORTED = 0x9E
    CONNECTION_RATE_EXCEEDED = 0x9F
    MAXIMUM_CONNECT_TIME = 0xA0
    SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED = 0xA1
    WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED = 0xA2


FIRST_ERROR = 0x80
"""Codes from here on say that the operation failed."""

_NAMES: dict[int, str] = {
    0x00: "Success",
    0x01: "Granted QoS 1",
    0x02: "Granted QoS 2",
    0x04: "Disconnect with Will Message",
    0x10: "No matching subscribers",
    0x11: "No subscription existed",
    0x18: "Continue authentication",
    0x19: "Re-authenticate",
    0x80: "Unspecified error",
    0x81: "Malformed Packet",
    0x82: "Protocol Error",
    0x83: "Implementation specific error",
    0x84: "Unsupported Protocol Version",
    0x85: "Client Identifier not valid",
    0x86: "Bad User Name or Password",
    0x87: "Not authorized",
    0x88: "Server unavailable",
    0x89: "Server busy",
    0x8A: "Banned",
    0x8B: "Server shutting down",
    0x8C: "Bad authentication method",
    0x8D: "Keep Alive timeout",
    0x8E: "Session taken over",
    0x8F: "Topic Filter invalid",
    0x90: "Topic Name invalid",
    0x91: "Packet Identifier in use",
    0x92: "Packet Identifier not found",
    0x93: "Receive Maximum exceeded",
    0x94: "Topic Alias invalid",
    0x95: "Packet too large",
    0x96: "Message rate too high",
    0x97: "Quota exceeded",
    0x98: "Administrative action",
    0x99: "Payload format invalid",
    0x9A: "Retain not supported",
    0x9B: "QoS not supported",
    0x9C: "Use another server",
    0x9D: "Server moved",
    0x9E: "Shared Subscriptions not supported",
    0x9F: "Connection rate exceeded",
    0xA0: "Maximum connect time",
    0xA1: "Subscription Identifiers not supported",
    0xA2: "Wildcard Subscriptions not supported",
}


def _named(*codes: int, **other_names: str) -> dict[int, str]:
    """Names of `codes`; `x00="..."` renames one for this packet."""
    renamed = {int(key[1:], 16): name for key, name in other_names.items()}
    return {code: renamed.get(code, _NAMES[code]) for code in codes}


_RECEIPT = _named(0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99)
_RELEASE = _named(0x00, 0x92)

REASONS: dict[PacketType, dict[int, str]] = {
    PacketType.CONNACK: _named(
        *(0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C),
        *(0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F),
    ),
    PacketType.PUBACK: _RECEIPT,
    PacketType.PUBREC: _RECEIPT,
    PacketType.PUBREL: _RELEASE,
    PacketType.PUBCOMP: _RELEASE,
    PacketType.SUBACK: _named(
        *(0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2), x00="Granted QoS 0"
    ),
    PacketType.UNSUBACK: _named(0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91),
    PacketType.DISCONNECT: _named(
        # 0x8C: only table 2-6 has it here, table 3-10 has not.
        *(0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x90, 0x93),
        *(0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2),
        x00="Normal disconnection",
    ),
    PacketType.AUTH: _named(0x00, 0x18, 0x19),
}
"""MQTT 5: the codes that each packet may carry (tables 3-1 and 3-4 to 3-10 of the text)."""

CONNECT_RETURNS: dict[int, str] = {
    0: "Connection Accepted",
    1: "Connection Refused, unacceptable protocol version",
    2: "Connection Refused, identifier rejected",
    3: "Connection Refused, Server unavailable",
    4: "Connection Refused, bad user name or password",
    5: "Connection Refused, not authorized",
}
"""MQTT 3.1 and 3.1.1: the return codes of CONNACK."""

SUBSCRIBE_RETURNS: dict[int, str] = {
    0x00: "Success - Maximum QoS 0",
    0x01: "Success - Maximum QoS 1",
    0x02: "Success - Maximum QoS 2",
    0x80: "Failure",
}
"""MQTT 3.1.1: the return codes of SUBACK (3.1 has no failure)."""

CLIENT_ONLY_REASONS: dict[PacketType, frozenset[int]] = {
    PacketType.DISCONNECT: frozenset({0x04}),
    PacketType.AUTH: frozenset({0x19}),
}
SERVER_ONLY_REASONS: dict[PacketType, frozenset[int]] = {
    PacketType.DISCONNECT: frozenset(
        {0x87, 0x89, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2}
    ),
    PacketType.AUTH: frozenset({0x00}),
}
"""Column "Sent by" of the tables of DISCONNECT and AUTH."""


def reason_names(packet_type: PacketType, version: Version) -> dict[int, str]:
    """The codes that packet may carry in that version; empty where it carries none."""
    if version is Version.V5:
        return REASONS.get(packet_type, {})
    if packet_type is PacketType.CONNACK:
        return CONNECT_RETURNS
    return SUBSCRIBE_RETURNS if packet_type is PacketType.SUBACK else {}


def reason_name(packet_type: PacketType, code: int, version: Version = Version.V5) -> str | None:
    """The OASIS name of `code` in that packet; None where the text does not allow it there."""
    return reason_names(packet_type, version).get(code)
