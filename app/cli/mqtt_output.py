"""Connections and messages as JSON values, the same in every command."""

from __future__ import annotations

import base64
from typing import Any

from app.core.clock import Clock
from app.mqtt.connack import Connected
from app.mqtt.faults import MqttFault
from app.mqtt.messages import Message
from app.mqtt.properties import Properties

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
        "at_ms": clock.since_start_ms(received.at_ns),
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
