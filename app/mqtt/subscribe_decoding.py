"""Reads SUBSCRIBE, SUBACK, UNSUBSCRIBE and UNSUBACK."""

from __future__ import annotations

from app.mqtt import rules
from app.mqtt.cursor import Cursor
from app.mqtt.decoded import Field
from app.mqtt.packet_types import PacketType, Version
from app.mqtt.packets import Suback, Subscribe, Subscription, Unsuback, Unsubscribe
from app.mqtt.properties import NO_PROPERTIES, Properties, PropertySet
from app.mqtt.property_decoding import read_properties
from app.mqtt.reason_decoding import read_reason
from app.mqtt.rules import Rule
from app.mqtt.topic_syntax import filter_breaches, is_shared


def read_subscribe(cursor: Cursor, flags: int) -> Subscribe:
    packet_id = _read_packet_id(cursor, rules.PACKET_ID_ZERO)
    properties = _read_properties(cursor, PropertySet.SUBSCRIBE)
    if cursor.at_end():
        cursor.breach(rules.NO_FILTER, "subscription", cursor.position, 0)
    subscriptions: list[Subscription] = []
    while not cursor.at_end():
        subscriptions.append(_read_subscription(cursor))
    return Subscribe(packet_id, tuple(subscriptions), properties, _dup(cursor, flags))


def read_unsubscribe(cursor: Cursor, flags: int) -> Unsubscribe:
    packet_id = _read_packet_id(cursor, rules.PACKET_ID_ZERO)
    properties = _read_properties(cursor, PropertySet.UNSUBSCRIBE)
    if cursor.at_end():
        cursor.breach(rules.NO_UNSUBSCRIBE_FILTER, "filter", cursor.position, 0)
    filters: list[str] = []
    while not cursor.at_end():
        filters.append(_read_filter(cursor, rules.UNSUBSCRIBE_FILTER_ILL_FORMED))
    return Unsubscribe(packet_id, tuple(filters), properties, _dup(cursor, flags))


def read_suback(cursor: Cursor, flags: int) -> Suback:
    packet_id = _read_packet_id(cursor, rules.SUBACK_PACKET_ID_ZERO)
    properties = _read_properties(cursor, PropertySet.SUBACK)
    if cursor.at_end():
        cursor.breach(rules.SUBACK_EMPTY, "reason_code", cursor.position, 0)
    return Suback(packet_id, _read_reasons(cursor, PacketType.SUBACK), properties)


def read_unsuback(cursor: Cursor, flags: int) -> Unsuback:
    packet_id = _read_packet_id(cursor, rules.SUBACK_PACKET_ID_ZERO)
    if cursor.version is not Version.V5:
        return Unsuback(packet_id)
    properties = _read_properties(cursor, PropertySet.UNSUBACK)
    if cursor.at_end():
        cursor.breach(rules.UNSUBACK_EMPTY, "reason_code", cursor.position, 0)
    return Unsuback(packet_id, _read_reasons(cursor, PacketType.UNSUBACK), properties)


def _read_packet_id(cursor: Cursor, rule: Rule) -> int:
    packet_id = cursor.two_bytes("packet_id")
    if not packet_id:
        cursor.breach(rule, "packet_id", cursor.position - 2, 2)
    return packet_id


def _read_properties(cursor: Cursor, place: PropertySet) -> Properties:
    return read_properties(cursor, place) if cursor.version is Version.V5 else NO_PROPERTIES


def _read_reasons(cursor: Cursor, packet_type: PacketType) -> tuple[int, ...]:
    codes: list[int] = []
    while not cursor.at_end():
        codes.append(read_reason(cursor, packet_type))
    return tuple(codes)


def _dup(cursor: Cursor, flags: int) -> bool:
    return cursor.version is Version.V31 and bool(flags & 0x08)


def _read_subscription(cursor: Cursor) -> Subscription:
    start = cursor.position
    outer = cursor.nest()
    text = ""
    try:
        text = _read_filter(cursor, rules.FILTER_ILL_FORMED)
        return _read_options(cursor, text)
    finally:
        cursor.close(outer, "subscription", start, text)


def _read_filter(cursor: Cursor, ill_formed: Rule) -> str:
    start = cursor.position + 2
    text = cursor.text("filter", ill_formed, rules.TOPIC_NULL)
    for rule in filter_breaches(text, cursor.version):
        cursor.breach(rule, "filter", start, cursor.position - start)
    return text


def _read_options(cursor: Cursor, topic_filter: str) -> Subscription:
    start = cursor.position
    options = cursor.byte("options")
    qos = options & 0x03
    children = [Field("qos", start, 1, qos, (), 0x03)]
    if qos == 3:
        cursor.breach(rules.OPTIONS_QOS, "qos", start, 1)
    if cursor.version is not Version.V5:
        if options & 0xFC:
            cursor.breach(rules.OPTIONS_RESERVED, "options", start, 1)
        cursor.fields[-1] = cursor.fields[-1]._replace(children=tuple(children))
        return Subscription(topic_filter, qos)
    no_local = bool(options & 0x04)
    retain_as_published = bool(options & 0x08)
    retain_handling = options >> 4 & 3
    children += [
        Field("no_local", start, 1, no_local, (), 0x04),
        Field("retain_as_published", start, 1, retain_as_published, (), 0x08),
        Field("retain_handling", start, 1, retain_handling, (), 0x30),
    ]
    cursor.fields[-1] = cursor.fields[-1]._replace(children=tuple(children))
    if retain_handling == 3:
        cursor.breach(rules.RETAIN_HANDLING, "retain_handling", start, 1)
    if options & 0xC0:
        cursor.breach(rules.OPTIONS_RESERVED, "options", start, 1)
    if no_local and is_shared(topic_filter, cursor.version):
        cursor.breach(rules.NO_LOCAL_ON_SHARED, "no_local", start, 1)
    return Subscription(topic_filter, qos, no_local, retain_as_published, retain_handling)
