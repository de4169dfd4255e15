"""Packet to bytes, for any version. It writes what it is told, rule breaches included.

A scripted broker, a relay that alters packets and a conformance probe must be able to send what no correct
peer would. Whoever wants to know whether a packet is correct decodes it and looks at the violations.
Refused is only what no bytes can carry: CodecFault with UNENCODABLE.
"""

from __future__ import annotations

from app.mqtt.codec_fault import CodecFault, CodecReason
from app.mqtt.connect_decoding import PROTOCOL_NAMES
from app.mqtt.framing import LARGEST_REMAINING_LENGTH
from app.mqtt.packet_types import Version
from app.mqtt.packets import (
    Auth,
    Connack,
    Connect,
    Disconnect,
    Packet,
    Pingreq,
    Pingresp,
    Puback,
    Pubcomp,
    Publish,
    Pubrec,
    Pubrel,
    Suback,
    Subscribe,
    Unsuback,
    Unsubscribe,
    type_of,
)
from app.mqtt.properties import PROPERTIES, Properties, Property, PropertyType, PropertyValue

_SIZES = {PropertyType.BYTE: 1, PropertyType.TWO_BYTE: 2, PropertyType.FOUR_BYTE: 4}


def encode(packet: Packet, version: Version) -> bytes:
    """One whole packet; properties and reason codes are written for MQTT 5 only."""
    flags, body = _body(packet, version)
    if len(body) > LARGEST_REMAINING_LENGTH:
        raise _unencodable("remaining_length", len(body))
    return bytes([type_of(packet) << 4 | flags]) + encode_varint(len(body)) + body


def encode_varint(value: int) -> bytes:
    """Variable Byte Integer (section 1.5.5), as short as can be."""
    if not 0 <= value <= LARGEST_REMAINING_LENGTH:
        raise _unencodable("varint", value)
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def encode_properties(properties: Properties) -> bytes:
    """A property list with its length in front."""
    body = b"".join(_property(identifier, value) for identifier, value in properties)
    return encode_varint(len(body)) + body


def _unencodable(field: str, value: object) -> CodecFault:
    return CodecFault(CodecReason.UNENCODABLE, {"field": field, "value": repr(value)[:80]})


def _number(value: int, size: int, field: str) -> bytes:
    if not 0 <= value < 1 << (8 * size):
        raise _unencodable(field, value)
    return value.to_bytes(size, "big")


def _binary(value: bytes, field: str) -> bytes:
    if len(value) > 0xFFFF:
        raise _unencodable(field, len(value))
    return len(value).to_bytes(2, "big") + value


def _text(value: str, field: str) -> bytes:
    try:
        return _binary(value.encode(), field)
    except UnicodeEncodeError:  # a lone surrogate has no UTF-8
        raise _unencodable(field, value) from None


def _property(identifier: Property, value: PropertyValue) -> bytes:
    field = identifier.key
    kind = PROPERTIES[identifier].type
    head = bytes([identifier])
    if isinstance(value, tuple):
        if kind is PropertyType.PAIR:
            return head + _text(value[0], field) + _text(value[1], field)
    elif isinstance(value, str):
        if kind is PropertyType.TEXT:
            return head + _text(value, field)
    elif isinstance(value, bytes):
        if kind is PropertyType.BINARY:
            return head + _binary(value, field)
    elif kind is PropertyType.VARINT:
        return head + encode_varint(value)
    elif kind in _SIZES:
        return head + _number(value, _SIZES[kind], field)
    raise _unencodable(field, value)


def _body(packet: Packet, version: Version) -> tuple[int, bytes]:
    """The four flag bits, and everything after the Remaining Length."""
    match packet:
        case Publish():
            return _publish(packet, version)
        case Puback() | Pubrec() | Pubcomp():
            return 0, _acknowledgement(packet, version)
        case Pubrel():
            return _dup_flags(packet.dup, version), _acknowledgement(packet, version)
        case Connect():
            return 0, _connect(packet, version)
        case Connack():
            body = bytes([packet.session_present]) + _number(packet.reason_code, 1, "reason_code")
            return 0, body + _v5_properties(packet.properties, version)
        case Subscribe():
            return _dup_flags(packet.dup, version), _subscribe(packet, version)
        case Unsubscribe():
            body = _number(packet.packet_id, 2, "packet_id") + _v5_properties(packet.properties, version)
            body += b"".join(_text(topic_filter, "filter") for topic_filter in packet.filters)
            return _dup_flags(packet.dup, version), body
        case Suback():
            body = _number(packet.packet_id, 2, "packet_id") + _v5_properties(packet.properties, version)
            return 0, body + _reasons(packet.reason_codes)
        case Unsuback():
            body = _number(packet.packet_id, 2, "packet_id")
            if version is Version.V5:
                body += encode_properties(packet.properties) + _reasons(packet.reason_codes)
            return 0, body
        case Disconnect() | Auth():
            return 0, _ending(packet, version)
        case Pingreq() | Pingresp():
            return 0, b""


def _dup_flags(dup: bool, version: Version) -> int:
    return 0x0A if dup and version is Version.V31 else 0x02


def _v5_properties(properties: Properties, version: Version) -> bytes:
    return encode_properties(properties) if version is Version.V5 else b""


def _reasons(codes: tuple[int, ...]) -> bytes:
    return b"".join(_number(code, 1, "reason_code") for code in codes)


def _publish(packet: Publish, version: Version) -> tuple[int, bytes]:
    if not 0 <= packet.qos <= 3:
        raise _unencodable("qos", packet.qos)
    body = _text(packet.topic, "topic")
    if packet.qos:
        if packet.packet_id is None:
            raise _unencodable("packet_id", None)
        body += _number(packet.packet_id, 2, "packet_id")
    body += _v5_properties(packet.properties, version) + packet.payload
    return packet.dup << 3 | packet.qos << 1 | packet.retain, body


def _acknowledgement(packet: Puback | Pubrec | Pubrel | Pubcomp, version: Version) -> bytes:
    """Reason code and properties are left out where they say nothing, as sections 3.4.2.1 ff. allow."""
    body = _number(packet.packet_id, 2, "packet_id")
    if version is not Version.V5 or (not packet.reason_code and not packet.properties.items):
        return body
    body += _number(packet.reason_code, 1, "reason_code")
    return body + encode_properties(packet.properties) if packet.properties.items else body


def _ending(packet: Disconnect | Auth, version: Version) -> bytes:
    if version is not Version.V5 or (not packet.reason_code and not packet.properties.items):
        return b""
    body = _number(packet.reason_code, 1, "reason_code")
    return body + encode_properties(packet.properties) if packet.properties.items else body


def _subscribe(packet: Subscribe, version: Version) -> bytes:
    body = _number(packet.packet_id, 2, "packet_id") + _v5_properties(packet.properties, version)
    for entry in packet.subscriptions:
        options = _number(entry.qos, 1, "qos")[0]
        if version is Version.V5:
            options |= entry.no_local << 2 | entry.retain_as_published << 3 | entry.retain_handling << 4
        body += _text(entry.filter, "filter") + _number(options, 1, "options")
    return body


def _connect(packet: Connect, version: Version) -> bytes:
    will = packet.will
    flags = packet.clean_start << 1
    payload = _text(packet.client_id, "client_id")
    if will is not None:
        if not 0 <= will.qos <= 3:
            raise _unencodable("will_qos", will.qos)
        flags |= 0x04 | will.qos << 3 | will.retain << 5
        payload += _v5_properties(will.properties, version)
        payload += _text(will.topic, "will_topic") + _binary(will.payload, "will_payload")
    if packet.username is not None:
        flags |= 0x80
        payload += _text(packet.username, "username")
    if packet.password is not None:
        flags |= 0x40
        payload += _binary(packet.password, "password")
    head = _text(PROTOCOL_NAMES[version], "protocol_name") + bytes([version, flags])
    head += _number(packet.keep_alive_s, 2, "keep_alive_s")
    return head + _v5_properties(packet.properties, version) + payload
