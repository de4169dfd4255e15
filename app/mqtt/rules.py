"""The statements of the OASIS texts that can be checked on a single packet: the codec's only list of rules.

Numbers are the texts' own (`MQTT-3.3.1-4`). Where a text demands something without giving it a number, the
rule names the section (`§3.3.2.1`). MQTT 3.1 has no numbers: its packets get those of 3.1.1.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.mqtt.packet_types import PacketType, Version


@dataclass(frozen=True, slots=True)
class Rule:
    """One statement.

    code: our short name, stable in JSON.
    v5, v311: the statement's number (or section) in either text; empty where the text has no such demand.
    """

    code: str
    packets: str
    v5: str
    v311: str

    def number(self, version: Version) -> str:
        """The number to print for a packet of `version`."""
        if version is Version.V5:
            return self.v5 or self.v311
        return self.v311 or self.v5


RULES: dict[str, Rule] = {}
"""Every rule, by code."""


def _rule(code: str, packets: str, v5: str, v311: str | None = None) -> Rule:
    """Enter a rule into the table; `v311` is left out where both texts have the same number."""
    rule = Rule(code, packets, v5, v5 if v311 is None else v311)
    if code in RULES:
        raise ValueError(code)
    RULES[code] = rule
    return rule


# Section 2.1: the fixed header, and what holds for the packet as a whole.
TYPE_RESERVED = _rule("type-reserved", "any", "§2.1.2", "§2.2.1")
WRONG_DIRECTION = _rule("wrong-direction", "any", "§2.1.2", "§2.2.1")
FLAGS_RESERVED = _rule("flags-reserved", "any", "MQTT-2.1.3-1", "MQTT-2.2.2-1")
PUBREL_FLAGS = _rule("pubrel-flags", "PUBREL", "MQTT-3.6.1-1")
SUBSCRIBE_FLAGS = _rule("subscribe-flags", "SUBSCRIBE", "MQTT-3.8.1-1")
UNSUBSCRIBE_FLAGS = _rule("unsubscribe-flags", "UNSUBSCRIBE", "MQTT-3.10.1-1")
DISCONNECT_FLAGS = _rule("disconnect-flags", "DISCONNECT", "MQTT-3.14.1-1")
AUTH_FLAGS = _rule("auth-flags", "AUTH", "MQTT-3.15.1-1", "")
VARINT_NOT_MINIMAL = _rule("varint-not-minimal", "any", "MQTT-1.5.5-1", "")
VARINT_TOO_LONG = _rule("varint-too-long", "any", "§1.5.5", "§2.2.3")
LENGTH_MISMATCH = _rule("length-mismatch", "any", "§2.1.4", "§2.2.3")
TRUNCATED = _rule("truncated", "any", "§4.13.1", "§4.8")
TRAILING_BYTES = _rule("trailing-bytes", "any", "§4.13.1", "§4.8")

# Section 1.5: text.
TEXT_ILL_FORMED = _rule("text-ill-formed", "any", "MQTT-1.5.4-1", "MQTT-1.5.3-1")
TEXT_NULL = _rule("text-null", "any", "MQTT-1.5.4-2", "MQTT-1.5.3-2")
PAIR_ILL_FORMED = _rule("pair-ill-formed", "any", "MQTT-1.5.7-1", "")

# Section 2.2: packet identifiers and properties.
PACKET_ID_ZERO = _rule(
    "packet-id-zero", "PUBLISH, SUBSCRIBE, UNSUBSCRIBE sent by the client", "MQTT-2.2.1-3", "MQTT-2.3.1-1"
)
SERVER_PACKET_ID_ZERO = _rule(
    "server-packet-id-zero", "PUBLISH sent by the server", "MQTT-2.2.1-4", "MQTT-2.3.1-1"
)
ACK_PACKET_ID_ZERO = _rule(
    "ack-packet-id-zero", "PUBACK, PUBREC, PUBREL, PUBCOMP", "MQTT-2.2.1-5", "MQTT-2.3.1-6"
)
SUBACK_PACKET_ID_ZERO = _rule("suback-packet-id-zero", "SUBACK, UNSUBACK", "MQTT-2.2.1-6", "MQTT-2.3.1-7")
PROPERTY_LENGTH_MISSING = _rule("property-length-missing", "any", "MQTT-2.2.2-1", "")
PROPERTY_OVERRUN = _rule("property-overrun", "any", "§2.2.2.1", "")
PROPERTY_UNKNOWN = _rule("property-unknown", "any", "§2.2.2.2", "")
PROPERTY_NOT_ALLOWED = _rule("property-not-allowed", "any", "§2.2.2.2", "")
PROPERTY_REPEATED = _rule("property-repeated", "any", "§2.2.2.2", "")
PAYLOAD_FORMAT_VALUE = _rule("payload-format-value", "PUBLISH, CONNECT", "§3.3.2.3.2", "")
SUBSCRIPTION_ID_ZERO = _rule("subscription-id-zero", "PUBLISH, SUBSCRIBE", "§3.8.2.1.2", "")
RECEIVE_MAXIMUM_ZERO = _rule("receive-maximum-zero", "CONNECT, CONNACK", "§3.1.2.11.3", "")
MAXIMUM_PACKET_SIZE_ZERO = _rule("maximum-packet-size-zero", "CONNECT, CONNACK", "§3.1.2.11.4", "")
REQUEST_INFORMATION_VALUE = _rule("request-information-value", "CONNECT", "§3.1.2.11.6", "")
MAXIMUM_QOS_VALUE = _rule("maximum-qos-value", "CONNACK", "§3.2.2.3.4", "")
AVAILABILITY_VALUE = _rule("availability-value", "CONNACK", "§3.2.2.3.5", "")

# Section 3.1: CONNECT.
PROTOCOL_NAME = _rule("protocol-name", "CONNECT", "MQTT-3.1.2-1")
PROTOCOL_VERSION = _rule("protocol-version", "CONNECT", "MQTT-3.1.2-2")
CONNECT_FLAG_RESERVED = _rule("connect-flag-reserved", "CONNECT", "MQTT-3.1.2-3")
WILL_MISSING = _rule("will-missing", "CONNECT", "MQTT-3.1.2-9")
WILL_QOS_WITHOUT_WILL = _rule("will-qos-without-will", "CONNECT", "MQTT-3.1.2-11", "MQTT-3.1.2-13")
WILL_QOS_RESERVED = _rule("will-qos-reserved", "CONNECT", "MQTT-3.1.2-12", "MQTT-3.1.2-14")
WILL_RETAIN_WITHOUT_WILL = _rule("will-retain-without-will", "CONNECT", "MQTT-3.1.2-13", "MQTT-3.1.2-15")
USERNAME_MISSING = _rule("username-missing", "CONNECT", "MQTT-3.1.2-17", "MQTT-3.1.2-19")
PASSWORD_MISSING = _rule("password-missing", "CONNECT", "MQTT-3.1.2-19", "MQTT-3.1.2-21")
PASSWORD_WITHOUT_USERNAME = _rule("password-without-username", "CONNECT", "", "MQTT-3.1.2-22")
PAYLOAD_BEYOND_FLAGS = _rule("payload-beyond-flags", "CONNECT", "MQTT-3.1.3-1")
CLIENT_ID_MISSING = _rule("client-id-missing", "CONNECT", "MQTT-3.1.3-3")
CLIENT_ID_ILL_FORMED = _rule("client-id-ill-formed", "CONNECT", "MQTT-3.1.3-4")
CLIENT_ID_EMPTY = _rule("client-id-empty", "CONNECT", "", "MQTT-3.1.3-7")
WILL_TOPIC_ILL_FORMED = _rule("will-topic-ill-formed", "CONNECT", "MQTT-3.1.3-11", "MQTT-3.1.3-10")
USERNAME_ILL_FORMED = _rule("username-ill-formed", "CONNECT", "MQTT-3.1.3-12", "MQTT-3.1.3-11")
AUTH_DATA_WITHOUT_METHOD = _rule("auth-data-without-method", "CONNECT, CONNACK, AUTH", "§3.1.2.11.10", "")

# Section 3.2: CONNACK.
ACKNOWLEDGE_FLAGS = _rule("acknowledge-flags", "CONNACK", "MQTT-3.2.2-1", "§3.2.2.1")
SESSION_PRESENT_ON_REFUSAL = _rule("session-present-on-refusal", "CONNACK", "MQTT-3.2.2-6", "MQTT-3.2.2-4")
CONNACK_REASON = _rule("connack-reason", "CONNACK", "MQTT-3.2.2-8", "§3.2.2.3")

# Section 3.3: PUBLISH, and the topics of section 4.7.
DUP_AT_QOS_0 = _rule("dup-at-qos-0", "PUBLISH", "MQTT-3.3.1-2")
QOS_RESERVED = _rule("qos-reserved", "PUBLISH", "MQTT-3.3.1-4")
TOPIC_ILL_FORMED = _rule("topic-ill-formed", "PUBLISH", "MQTT-3.3.2-1")
TOPIC_WILDCARD = _rule("topic-wildcard", "PUBLISH", "MQTT-3.3.2-2")
WILL_TOPIC_WILDCARD = _rule("will-topic-wildcard", "CONNECT", "MQTT-4.7.0-1", "MQTT-4.7.1-1")
TOPIC_WITHOUT_ALIAS = _rule("topic-without-alias", "PUBLISH", "§3.3.2.1", "")
TOPIC_ALIAS_ZERO = _rule("topic-alias-zero", "PUBLISH", "MQTT-3.3.2-8", "")
RESPONSE_TOPIC_ILL_FORMED = _rule("response-topic-ill-formed", "PUBLISH, CONNECT", "MQTT-3.3.2-13", "")
RESPONSE_TOPIC_WILDCARD = _rule("response-topic-wildcard", "PUBLISH, CONNECT", "MQTT-3.3.2-14", "")
CONTENT_TYPE_ILL_FORMED = _rule("content-type-ill-formed", "PUBLISH, CONNECT", "MQTT-3.3.2-19", "")
PAYLOAD_NOT_TEXT = _rule("payload-not-text", "PUBLISH, CONNECT", "§3.3.2.3.2", "")
CLIENT_SENT_SUBSCRIPTION_ID = _rule("client-sent-subscription-id", "PUBLISH", "MQTT-3.3.4-6", "")
TOPIC_EMPTY = _rule("topic-empty", "PUBLISH, CONNECT, SUBSCRIBE, UNSUBSCRIBE", "MQTT-4.7.3-1")
TOPIC_NULL = _rule("topic-null", "PUBLISH, CONNECT, SUBSCRIBE, UNSUBSCRIBE", "MQTT-4.7.3-2")

# Sections 3.4 to 3.7: acknowledgements.
PUBACK_REASON = _rule("puback-reason", "PUBACK", "MQTT-3.4.2-1", "")
PUBREC_REASON = _rule("pubrec-reason", "PUBREC", "MQTT-3.5.2-1", "")
PUBREL_REASON = _rule("pubrel-reason", "PUBREL", "MQTT-3.6.2-1", "")
PUBCOMP_REASON = _rule("pubcomp-reason", "PUBCOMP", "MQTT-3.7.2-1", "")

# Sections 3.8 to 3.11: subscribing, and the filters of sections 4.7 and 4.8.
FILTER_ILL_FORMED = _rule("filter-ill-formed", "SUBSCRIBE", "MQTT-3.8.3-1")
NO_FILTER = _rule("no-filter", "SUBSCRIBE", "MQTT-3.8.3-2", "MQTT-3.8.3-3")
NO_LOCAL_ON_SHARED = _rule("no-local-on-shared", "SUBSCRIBE", "MQTT-3.8.3-4", "")
OPTIONS_RESERVED = _rule("options-reserved", "SUBSCRIBE", "MQTT-3.8.3-5", "MQTT-3.8.3-4")
OPTIONS_QOS = _rule("options-qos", "SUBSCRIBE", "§3.8.3.1", "MQTT-3.8.3-4")
RETAIN_HANDLING = _rule("retain-handling", "SUBSCRIBE", "§3.8.3.1", "")
SUBACK_REASON = _rule("suback-reason", "SUBACK", "MQTT-3.9.3-2")
SUBACK_EMPTY = _rule("suback-empty", "SUBACK", "MQTT-3.8.4-6", "MQTT-3.8.4-5")
UNSUBSCRIBE_FILTER_ILL_FORMED = _rule("unsubscribe-filter-ill-formed", "UNSUBSCRIBE", "MQTT-3.10.3-1")
NO_UNSUBSCRIBE_FILTER = _rule("no-unsubscribe-filter", "UNSUBSCRIBE", "MQTT-3.10.3-2")
UNSUBACK_REASON = _rule("unsuback-reason", "UNSUBACK", "MQTT-3.11.3-2", "")
UNSUBACK_EMPTY = _rule("unsuback-empty", "UNSUBACK", "§3.11.3", "")
MULTI_LEVEL_WILDCARD = _rule("multi-level-wildcard", "SUBSCRIBE, UNSUBSCRIBE", "MQTT-4.7.1-1", "MQTT-4.7.1-2")
SINGLE_LEVEL_WILDCARD = _rule(
    "single-level-wildcard", "SUBSCRIBE, UNSUBSCRIBE", "MQTT-4.7.1-2", "MQTT-4.7.1-3"
)
SHARE_NAME_MISSING = _rule("share-name-missing", "SUBSCRIBE, UNSUBSCRIBE", "MQTT-4.8.2-1", "")
SHARE_NAME_INVALID = _rule("share-name-invalid", "SUBSCRIBE, UNSUBSCRIBE", "MQTT-4.8.2-2", "")

# Sections 3.14 and 3.15: DISCONNECT and AUTH.
DISCONNECT_REASON = _rule("disconnect-reason", "DISCONNECT", "MQTT-3.14.2-1", "")
SERVER_SENT_SESSION_EXPIRY = _rule("server-sent-session-expiry", "DISCONNECT", "MQTT-3.14.2-2", "")
AUTH_REASON = _rule("auth-reason", "AUTH", "MQTT-3.15.2-1", "")
AUTH_METHOD_MISSING = _rule("auth-method-missing", "AUTH", "§3.15.2.2.2", "")

FLAG_RULES: dict[PacketType, Rule] = {
    PacketType.PUBREL: PUBREL_FLAGS,
    PacketType.SUBSCRIBE: SUBSCRIBE_FLAGS,
    PacketType.UNSUBSCRIBE: UNSUBSCRIBE_FLAGS,
    PacketType.DISCONNECT: DISCONNECT_FLAGS,
    PacketType.AUTH: AUTH_FLAGS,
}
"""The fixed header's low four bits; FLAGS_RESERVED for the types that have no statement of their own."""

REASON_RULES: dict[PacketType, Rule] = {
    PacketType.CONNACK: CONNACK_REASON,
    PacketType.PUBACK: PUBACK_REASON,
    PacketType.PUBREC: PUBREC_REASON,
    PacketType.PUBREL: PUBREL_REASON,
    PacketType.PUBCOMP: PUBCOMP_REASON,
    PacketType.SUBACK: SUBACK_REASON,
    PacketType.UNSUBACK: UNSUBACK_REASON,
    PacketType.DISCONNECT: DISCONNECT_REASON,
    PacketType.AUTH: AUTH_REASON,
}
