"""Words of a decoded packet: names of its fields, their values, the rules of the standard that it breaks."""

from __future__ import annotations

from app.mqtt.codec import SECRET_FIELDS, Field, Violation, decode
from app.mqtt.packets import Connack, Connect, Subscribe, Unsubscribe
from app.mqtt.payload_text import one_line
from app.mqtt.trace_record import TraceRecord
from app.words.catalogue import N_, _
from app.words.figures import size

_FIELDS: dict[str, str] = {
    "header": N_("Fixed header"),
    "packet_id": N_("Packet identifier"),
    "client_id": N_("Client identifier"),
    "client_id_length": N_("Client identifier length"),
    "username": N_("User name"),
    "username_length": N_("User name length"),
    "username_flag": N_("User name flag"),
    "topic": N_("Topic name"),
    "topic_length": N_("Topic name length"),
    "filter": N_("Topic filter"),
    "filter_length": N_("Topic filter length"),
    "keep_alive_s": N_("Keep alive"),
    "dup": "DUP",
    "qos": "QoS",
    "will_qos": "Will QoS",
    "retain": "RETAIN",
}
"""The others are named as the standard names them: `remaining_length` is Remaining length."""

_BIT_FIELDS = frozenset({"header", "connect_flags", "acknowledge_flags", "options"})

_UTF8 = N_("This is not well-formed UTF-8.")
_NULL = N_("The text contains the null character.")
_WILDCARD = N_("A topic to publish to must not contain + or #.")
_REASON = N_("The standard does not know this reason code in this packet.")
_ID_ZERO = N_("The packet identifier must not be 0.")
_FLAGS = N_("The flags of the fixed header have a fixed value in this packet.")
_EMPTY_SUBSCRIPTION = N_("There must be at least one topic filter.")
_NO_CODES = N_("There must be a code for each topic filter.")
_BROKEN_TYPE = N_("This kind of packet does not exist in this version.")

_RULES: dict[str, str] = {
    "type-reserved": _BROKEN_TYPE,
    "wrong-direction": N_("Only the other side may send this packet."),
    "flags-reserved": _FLAGS,
    "pubrel-flags": _FLAGS,
    "subscribe-flags": _FLAGS,
    "unsubscribe-flags": _FLAGS,
    "disconnect-flags": _FLAGS,
    "auth-flags": _FLAGS,
    "varint-not-minimal": N_("The number takes more bytes than it needs."),
    "varint-too-long": N_("The number takes more than four bytes."),
    "length-mismatch": N_("The packet is not as long as it says."),
    "truncated": N_("The packet ends in the middle of a field."),
    "trailing-bytes": N_("There are bytes behind the end of the contents."),
    "text-ill-formed": _UTF8,
    "text-null": _NULL,
    "pair-ill-formed": _UTF8,
    "packet-id-zero": _ID_ZERO,
    "server-packet-id-zero": _ID_ZERO,
    "ack-packet-id-zero": _ID_ZERO,
    "suback-packet-id-zero": _ID_ZERO,
    "property-length-missing": N_("The length of the properties is missing."),
    "property-overrun": N_("A property goes beyond the end of the properties."),
    "property-unknown": N_("The standard does not know this property."),
    "property-not-allowed": N_("This property does not belong into this packet."),
    "property-repeated": N_("This property may stand only once."),
    "payload-format-value": N_("The payload format must be 0 or 1."),
    "subscription-id-zero": N_("The subscription identifier must not be 0."),
    "receive-maximum-zero": N_("The receive maximum must not be 0."),
    "maximum-packet-size-zero": N_("The maximum packet size must not be 0."),
    "request-information-value": N_("A request for information must be 0 or 1."),
    "maximum-qos-value": N_("The maximum QoS must be 0 or 1."),
    "availability-value": N_("What is available or not must be 0 or 1."),
    "protocol-name": N_("The protocol name is not that of MQTT."),
    "protocol-version": N_("The protocol version is not known."),
    "connect-flag-reserved": N_("The lowest bit of the connect flags must be 0."),
    "will-missing": N_("A will is announced but missing."),
    "will-qos-without-will": N_("There is a QoS for a will but no will."),
    "will-qos-reserved": N_("The QoS of the will must be 0, 1 or 2."),
    "will-retain-without-will": N_("A will is to be retained but there is none."),
    "username-missing": N_("A user name is announced but missing."),
    "password-missing": N_("A password is announced but missing."),
    "password-without-username": N_("A password needs a user name in this version."),
    "payload-beyond-flags": N_("There is more than the connect flags announce."),
    "client-id-missing": N_("The client identifier is missing."),
    "client-id-ill-formed": _UTF8,
    "client-id-empty": N_("Without a client identifier the session must begin clean."),
    "will-topic-ill-formed": _UTF8,
    "username-ill-formed": _UTF8,
    "auth-data-without-method": N_("Authentication data needs an authentication method."),
    "acknowledge-flags": N_("Only the lowest bit of the acknowledge flags may be set."),
    "session-present-on-refusal": N_("A refused connection cannot have a session."),
    "connack-reason": _REASON,
    "dup-at-qos-0": N_("DUP has no meaning at QoS 0 and must be 0."),
    "qos-reserved": N_("QoS must be 0, 1 or 2."),
    "topic-ill-formed": _UTF8,
    "topic-wildcard": _WILDCARD,
    "will-topic-wildcard": _WILDCARD,
    "topic-without-alias": N_("An empty topic needs a topic alias."),
    "topic-alias-zero": N_("A topic alias must not be 0."),
    "response-topic-ill-formed": _UTF8,
    "response-topic-wildcard": _WILDCARD,
    "content-type-ill-formed": _UTF8,
    "payload-not-text": N_("The payload is announced as text but is not UTF-8."),
    "client-sent-subscription-id": N_("A client must not send a subscription identifier with a message."),
    "topic-empty": N_("A topic needs at least one character."),
    "topic-null": _NULL,
    "puback-reason": _REASON,
    "pubrec-reason": _REASON,
    "pubrel-reason": _REASON,
    "pubcomp-reason": _REASON,
    "filter-ill-formed": _UTF8,
    "no-filter": _EMPTY_SUBSCRIPTION,
    "no-local-on-shared": N_("A shared subscription cannot leave out one's own messages."),
    "options-reserved": N_("The highest bits of the subscription options must be 0."),
    "options-qos": N_("QoS must be 0, 1 or 2."),
    "retain-handling": N_("Retain handling must be 0, 1 or 2."),
    "suback-reason": _REASON,
    "suback-empty": _NO_CODES,
    "unsubscribe-filter-ill-formed": _UTF8,
    "no-unsubscribe-filter": _EMPTY_SUBSCRIPTION,
    "unsuback-reason": _REASON,
    "unsuback-empty": _NO_CODES,
    "multi-level-wildcard": N_("# must stand alone in the last level."),
    "single-level-wildcard": N_("+ must stand alone in its level."),
    "share-name-missing": N_("A shared subscription needs a name of at least one character."),
    "share-name-invalid": N_("The name of a shared subscription must not contain /, + or #."),
    "disconnect-reason": _REASON,
    "server-sent-session-expiry": N_("A server must not send a session expiry interval here."),
    "auth-reason": _REASON,
    "auth-method-missing": N_("The authentication method is missing."),
}


def field_name(field: Field) -> str:
    """`Packet identifier`; a property by the standard's name."""
    known = _FIELDS.get(field.name)
    return _(known) if known else field.name.replace("_", " ").capitalize()


def field_value(field: Field) -> str:
    """One line: the value, and what a code means."""
    value = field.value
    if field.name in SECRET_FIELDS:
        return _("hidden · {size}").format(size=size(field.length))
    if field.name == "type":
        return field.meaning
    if field.name in _BIT_FIELDS and isinstance(value, int):
        return f"0x{value:02X}"
    match value:
        case None:
            text = ""
        case bool():
            text = str(int(value))
        case bytes():
            text = f"{size(len(value))}  {one_line(value, 96)}".rstrip()
        case (name, content):
            text = f"{name}: {content}"
        case str():
            text = one_line(value.encode("utf-8", "surrogatepass"), 160)
        case _:
            text = f"{value} s" if field.name.endswith("_s") else str(value)
    return f"{text} · {field.meaning}" if field.meaning and not field.children else text


def rule_text(violation: Violation) -> str:
    """What is wrong, with the statement's number in the standard."""
    sentence = _RULES.get(violation.code)
    return f"{_(sentence)} [{violation.rule}]" if sentence else f"[{violation.rule}]"


def packet_note(record: TraceRecord) -> str:
    """What a packet without a topic is about, for the topic's column: a session's fate, topic filters."""
    packet = decode(record.raw, record.version, record.direction).packet
    match packet:
        case Connect(clean_start=clean):
            return _("new session") if clean else _("session to be kept")
        case Connack(session_present=present, reason_code=0):
            return _("session present") if present else _("no session present")
        case Subscribe(subscriptions=subscriptions):
            return one_line(" ".join(each.filter for each in subscriptions[:8]).encode())
        case Unsubscribe(filters=filters):
            return one_line(" ".join(filters[:8]).encode())
    return ""
