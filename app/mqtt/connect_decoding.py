"""Reads CONNECT and CONNACK."""

from __future__ import annotations

from app.mqtt import rules
from app.mqtt.cursor import Cursor
from app.mqtt.decoded import Field
from app.mqtt.packet_types import PacketType, Version
from app.mqtt.packets import Connack, Connect, Will
from app.mqtt.properties import NO_PROPERTIES, Properties, Property, PropertySet
from app.mqtt.property_decoding import check_payload_format, read_properties
from app.mqtt.reason_decoding import read_reason
from app.mqtt.topic_syntax import has_wildcard

PROTOCOL_NAMES: dict[Version, str] = {Version.V31: "MQIsdp", Version.V311: "MQTT", Version.V5: "MQTT"}

_CLEAN_START = 0x02
_WILL = 0x04
_WILL_QOS = 0x18
_WILL_RETAIN = 0x20
_PASSWORD = 0x40
_USERNAME = 0x80


def read_connect(cursor: Cursor, flags: int) -> Connect:
    """Sets the cursor's version to the one that the packet names."""
    _read_protocol(cursor)
    bits = _read_flags(cursor)
    keep_alive_s = cursor.two_bytes("keep_alive_s")
    properties = NO_PROPERTIES
    if cursor.version is Version.V5:
        properties = read_properties(cursor, PropertySet.CONNECT)
        check_authentication(cursor, properties)
    if cursor.at_end():
        cursor.breach(rules.CLIENT_ID_MISSING, "client_id", cursor.position, 0)
        return Connect("", bool(bits & _CLEAN_START), keep_alive_s, None, None, None, properties)
    start = cursor.position
    client_id = cursor.text("client_id", rules.CLIENT_ID_ILL_FORMED)
    if not client_id and not bits & _CLEAN_START and cursor.version is not Version.V5:
        cursor.breach(rules.CLIENT_ID_EMPTY, "client_id", start, 2)
    will = _read_will(cursor, bits) if bits & _WILL else None
    username: str | None = None
    password: bytes | None = None
    if bits & _USERNAME:
        if cursor.at_end():
            cursor.breach(rules.USERNAME_MISSING, "username", cursor.position, 0)
        else:
            username = cursor.text("username", rules.USERNAME_ILL_FORMED)
    if bits & _PASSWORD:
        if cursor.at_end():
            cursor.breach(rules.PASSWORD_MISSING, "password", cursor.position, 0)
        else:
            password = cursor.binary("password")
    return Connect(client_id, bool(bits & _CLEAN_START), keep_alive_s, will, username, password, properties)


def read_connack(cursor: Cursor, flags: int) -> Connack:
    start = cursor.position
    acknowledge = cursor.byte("acknowledge_flags")
    # MQTT 3.1 has no flags here: the whole byte is reserved.
    known = 0x00 if cursor.version is Version.V31 else 0x01
    session_present = bool(acknowledge & known)
    if known:
        child = Field("session_present", start, 1, session_present, (), 0x01)
        cursor.fields[-1] = cursor.fields[-1]._replace(children=(child,))
    if acknowledge & ~known:
        cursor.breach(rules.ACKNOWLEDGE_FLAGS, "acknowledge_flags", start, 1)
    reason_code = read_reason(cursor, PacketType.CONNACK)
    if reason_code and session_present:
        cursor.breach(rules.SESSION_PRESENT_ON_REFUSAL, "session_present", start, 1)
    properties = NO_PROPERTIES
    if cursor.version is Version.V5:
        properties = read_properties(cursor, PropertySet.CONNACK)
        check_authentication(cursor, properties)
    return Connack(reason_code, session_present, properties)


def check_authentication(cursor: Cursor, properties: Properties) -> None:
    """Authentication Data without a method (section 3.1.2.11.10), in the list just read."""
    if properties.get(Property.AUTHENTICATION_DATA) is None:
        return
    if properties.get(Property.AUTHENTICATION_METHOD) is None:
        field = cursor.fields[-1]
        cursor.breach(rules.AUTH_DATA_WITHOUT_METHOD, field.name, field.offset, field.length)


def _read_protocol(cursor: Cursor) -> None:
    name = cursor.text("protocol_name")
    name_field = cursor.fields[-1]
    start = cursor.position
    level = cursor.byte("protocol_version")
    # Mosquitto and RSMB mark their bridges with the highest bit: still readable, still not the standard.
    known = {int(version): version for version in Version}.get(level & 0x7F)
    if known is None or level & 0x80:
        cursor.breach(rules.PROTOCOL_VERSION, "protocol_version", start, 1)
    if known is not None:
        cursor.version = known
        cursor.explain(known.number)
    if name != PROTOCOL_NAMES[cursor.version]:
        cursor.breach(rules.PROTOCOL_NAME, "protocol_name", name_field.offset, name_field.length)


def _read_flags(cursor: Cursor) -> int:
    start = cursor.position
    bits = cursor.byte("connect_flags")
    will_qos = (bits & _WILL_QOS) >> 3
    cursor.fields[-1] = Field(
        "connect_flags",
        start,
        1,
        bits,
        (
            Field("username_flag", start, 1, bool(bits & _USERNAME), (), _USERNAME),
            Field("password_flag", start, 1, bool(bits & _PASSWORD), (), _PASSWORD),
            Field("will_retain", start, 1, bool(bits & _WILL_RETAIN), (), _WILL_RETAIN),
            Field("will_qos", start, 1, will_qos, (), _WILL_QOS),
            Field("will_flag", start, 1, bool(bits & _WILL), (), _WILL),
            Field("clean_start", start, 1, bool(bits & _CLEAN_START), (), _CLEAN_START),
            Field("reserved", start, 1, bits & 1, (), 0x01),
        ),
    )
    if bits & 1:
        cursor.breach(rules.CONNECT_FLAG_RESERVED, "reserved", start, 1)
    if bits & _WILL:
        if will_qos == 3:
            cursor.breach(rules.WILL_QOS_RESERVED, "will_qos", start, 1)
    else:
        if will_qos:
            cursor.breach(rules.WILL_QOS_WITHOUT_WILL, "will_qos", start, 1)
        if bits & _WILL_RETAIN:
            cursor.breach(rules.WILL_RETAIN_WITHOUT_WILL, "will_retain", start, 1)
    if cursor.version is not Version.V5 and bits & _PASSWORD and not bits & _USERNAME:
        cursor.breach(rules.PASSWORD_WITHOUT_USERNAME, "password_flag", start, 1)
    return bits


def _read_will(cursor: Cursor, bits: int) -> Will | None:
    if cursor.at_end():
        cursor.breach(rules.WILL_MISSING, "will_topic", cursor.position, 0)
        return None
    properties = NO_PROPERTIES
    if cursor.version is Version.V5:
        properties = read_properties(cursor, PropertySet.WILL, "will_properties")
    start = cursor.position + 2
    topic = cursor.text("will_topic", rules.WILL_TOPIC_ILL_FORMED, rules.TOPIC_NULL)
    if has_wildcard(topic):
        cursor.breach(rules.WILL_TOPIC_WILDCARD, "will_topic", start, cursor.position - start)
    if not topic:
        cursor.breach(rules.TOPIC_EMPTY, "will_topic", start - 2, 2)
    payload = cursor.binary("will_payload")
    check_payload_format(cursor, properties, payload, "will_payload", cursor.position - len(payload))
    qos, retain = (bits & _WILL_QOS) >> 3, bool(bits & _WILL_RETAIN)
    return Will(topic, payload, qos, retain, properties)
