"""Connections, messages and packets as JSON values, the same in every command."""

from __future__ import annotations

import base64
from typing import Any

from app.core.clock import Clock
from app.mqtt.connack import Connected
from app.mqtt.faults import MqttFault
from app.mqtt.messages import Message
from app.mqtt.packet_types import PacketType
from app.mqtt.properties import Properties
from app.mqtt.reasons import reason_name
from app.mqtt.trace import TraceRecord

Json = dict[str, Any]


def connection(facts: Connected) -> Json:
    return {
        "url": facts.url,
        "version": facts.version.number,
        "client_id": facts.client_id,
        "address": facts.address,
        "reason_code": facts.reason_code,
        "reason": facts.reason,
        "session_present": facts.session_present,
        "dns_ms": facts.dns_ms,
        "tcp_ms": facts.tcp_ms,
        "tls_ms": facts.tls_ms,
        "websocket_ms": facts.websocket_ms,
        "connect_ms": facts.connect_ms,
        "tls_version": facts.tls_version,
        "cipher": facts.cipher,
        "keep_alive_s": facts.keep_alive_s,
        "receive_maximum": facts.receive_maximum,
        "maximum_qos": facts.maximum_qos,
        "retain_available": facts.retain_available,
        "maximum_packet_size_bytes": facts.maximum_packet_size,
        "topic_alias_maximum": facts.topic_alias_maximum,
        "session_expiry_s": facts.session_expiry_s,
        "assigned_client_id": facts.assigned_client_id,
        "reason_string": facts.reason_string,
    }


def fault(error: MqttFault) -> Json:
    return {"code": error.code, "evidence": error.evidence}


def payload(content: bytes) -> Json:
    """`payload` as text where it is UTF-8 without control characters, else `payload_base64`."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = None
    if text is not None and all(letter.isprintable() or letter in "\t\r\n" for letter in text):
        return {"payload": text}
    return {"payload_base64": base64.b64encode(content).decode()}


def properties(found: Properties) -> Json:
    """By their OASIS names in snake case; bytes as Base64, user properties as a list of pairs."""
    shown: Json = {}
    for identifier, value in found:
        if isinstance(value, tuple):
            shown.setdefault("user_properties", []).append(list(value))
        elif isinstance(value, bytes):
            shown[f"{identifier.key}_base64"] = base64.b64encode(value).decode()
        elif identifier.key == "subscription_identifier":
            shown.setdefault("subscription_identifiers", []).append(value)
        else:
            shown[identifier.key] = value
    return shown


def message(received: Message, clock: Clock) -> Json:
    shown: Json = {
        "schema": 1,
        "kind": "message",
        "at": clock.rfc3339(received.at_ns),
        "at_ms": since_start_ms(received.at_ns, clock),
        "topic": received.topic,
        "qos": received.qos,
        "retain": received.retain,
        "dup": received.dup,
        "size_bytes": len(received.payload),
        **payload(received.payload),
    }
    if received.property_bytes:
        shown["properties"] = properties(received.properties)
    return shown


def packet(record: TraceRecord, clock: Clock, *, with_hex: bool) -> Json:
    """A packet, or a note about the connection."""
    shown: Json = {
        "schema": 1,
        "kind": "note" if record.note else "packet",
        "number": record.number,
        "at": clock.rfc3339(record.at_ns),
        "at_ms": since_start_ms(record.at_ns, clock),
        "session": record.session,
    }
    if record.note is not None:
        return {**shown, "note": record.note.value, "text": record.text}
    written = record.written_ns
    shown |= {
        "written_ms": None if written is None else since_start_ms(written, clock),
        "direction": record.direction.value,
        "type": record.type.name,
        "packet_id": record.packet_id,
        "size_bytes": record.size_bytes,
    }
    if record.type is PacketType.PUBLISH:
        flags = {"qos": record.qos, "dup": record.dup, "retain": record.retain}
        shown |= {"topic": record.topic, **flags}
    if record.reason is not None:
        shown["reason_code"] = record.reason
        shown["reason"] = reason_name(record.type, record.reason, record.version)
    if with_hex:
        shown["hex"] = record.raw.hex()
    return shown


def since_start_ms(stamp_ns: int, clock: Clock) -> float:
    return round((stamp_ns - clock.anchor_ns) / 1e6, 3)
