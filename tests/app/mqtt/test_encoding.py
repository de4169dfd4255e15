"""Encoding against paho's own packets, and what no bytes can carry."""

from __future__ import annotations

import paho.mqtt.client as paho
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties as PahoProperties
from paho.mqtt.subscribeoptions import SubscribeOptions

from app.mqtt.codec import CodecFault, CodecReason, decode, encode
from app.mqtt.encoding import encode_properties, encode_varint
from app.mqtt.packets import (
    Connack,
    Connect,
    Disconnect,
    Packet,
    Pingreq,
    Properties,
    Property,
    PropertySet,
    Puback,
    Pubcomp,
    Publish,
    Pubrec,
    Pubrel,
    Subscribe,
    Subscription,
    Unsubscribe,
    Version,
    Will,
)
from tests.app.mqtt.strategies import property_lists

PAHO_VERSIONS = {
    Version.V31: MQTTProtocolVersion.MQTTv31,
    Version.V311: MQTTProtocolVersion.MQTTv311,
    Version.V5: MQTTProtocolVersion.MQTTv5,
}
PAHO_PLACES = {
    place: getattr(PacketTypes, "WILLMESSAGE" if place is PropertySet.WILL else place.name)
    for place in PropertySet
}


class Plug:
    """Stands where paho looks for a socket: it writes nothing without one."""

    def close(self) -> None:
        pass


class Silent(paho.Client):
    """Paho's client with its packets kept instead of sent."""

    def __init__(self, version: Version, client_id: str = "dev") -> None:
        clean = {} if version is Version.V5 else {"clean_session": False}
        super().__init__(CallbackAPIVersion.VERSION2, client_id, protocol=PAHO_VERSIONS[version], **clean)
        self._sock = Plug()
        self.sent: list[bytes] = []

    def _packet_queue(self, command: int, packet: bytes, *more: object) -> MQTTErrorCode:
        self.sent.append(bytes(packet))
        return MQTTErrorCode.MQTT_ERR_SUCCESS


def paho_properties(properties: Properties, place: PropertySet) -> PahoProperties:
    theirs = PahoProperties(PAHO_PLACES[place])
    for identifier, value in properties:
        setattr(theirs, identifier.oasis_name.replace(" ", ""), value)
    return theirs


ALIAS = Properties(((Property.TOPIC_ALIAS, 3), (Property.USER_PROPERTY, ("k", "v"))))


@pytest.mark.parametrize("version", list(Version))
@pytest.mark.parametrize("qos", [0, 1, 2])
def test_publish_is_what_paho_sends(version: Version, qos: int) -> None:
    client = Silent(version)
    v5 = version is Version.V5
    theirs = paho_properties(ALIAS, PropertySet.PUBLISH) if v5 else None
    client._send_publish(9, b"a/b", b"payload", qos, True, bool(qos), properties=theirs)
    packet_id = 9 if qos else None
    ours = Publish("a/b", b"payload", qos, True, bool(qos), packet_id, ALIAS if v5 else Properties())
    assert encode(ours, version) == client.sent[0]
    assert decode(client.sent[0], version).packet == ours


@pytest.mark.parametrize("version", list(Version))
def test_connect_is_what_paho_sends(version: Version) -> None:
    client = Silent(version)
    v5 = version is Version.V5
    expiry = Properties(((Property.SESSION_EXPIRY_INTERVAL, 3600), (Property.RECEIVE_MAXIMUM, 10)))
    delay = Properties(((Property.WILL_DELAY_INTERVAL, 5),))
    client.username_pw_set("user", "secret")
    client.will_set(
        "gone", b"bye", 1, True, properties=paho_properties(delay, PropertySet.WILL) if v5 else None
    )
    if v5:
        client._connect_properties = paho_properties(expiry, PropertySet.CONNECT)
        client._clean_start = False
    client._send_connect(60)
    none = Properties()
    ours = Connect(
        "dev",
        False,
        60,
        Will("gone", b"bye", 1, True, delay if v5 else none),
        "user",
        b"secret",
        expiry if v5 else none,
    )
    assert encode(ours, version) == client.sent[0]
    assert decode(client.sent[0], version).packet == ours


@pytest.mark.parametrize("version", [Version.V311, Version.V5])
def test_subscribe_and_unsubscribe_are_what_paho_sends(version: Version) -> None:
    client = Silent(version)
    if version is Version.V5:
        options = SubscribeOptions(qos=1, noLocal=True, retainAsPublished=True, retainHandling=2)
        client._send_subscribe(
            False, [(b"a/#", options)], paho_properties(Properties(), PropertySet.SUBSCRIBE)
        )
        entry = Subscription("a/#", 1, True, True, 2)
    else:
        client._send_subscribe(False, [(b"a/#", 1)])
        entry = Subscription("a/#", 1)
    client._send_unsubscribe(False, [b"a/#", b"b"])
    assert encode(Subscribe(1, (entry,)), version) == client.sent[0]
    assert encode(Unsubscribe(2, ("a/#", "b")), version) == client.sent[1]


@pytest.mark.parametrize("version", [Version.V311, Version.V5])
def test_short_packets_are_what_paho_sends(version: Version) -> None:
    client = Silent(version)
    client._send_puback(4)
    client._send_pubrec(4)
    client._send_pubrel(4)
    client._send_pubcomp(4)
    client._send_pingreq()
    client._send_disconnect()
    ours: list[Packet] = [Puback(4), Pubrec(4), Pubrel(4), Pubcomp(4), Pingreq(), Disconnect()]
    assert [encode(packet, version) for packet in ours] == client.sent


@pytest.mark.parametrize("place", list(PropertySet))
@settings(max_examples=20)
@given(st.data())
def test_property_lists_are_read_by_paho(place: PropertySet, data: st.DataObject) -> None:
    properties = data.draw(property_lists(place))
    # Paho 2.2 refuses a Maximum Packet Size that the text allows and HiveMQ sends.
    assume((properties.number(Property.MAXIMUM_PACKET_SIZE) or 0) <= 268_435_455)
    raw = encode_properties(properties)
    theirs = PahoProperties(PAHO_PLACES[place])
    _, size = theirs.unpack(raw)
    assert size == len(raw)
    for identifier, value in properties:
        read = getattr(theirs, identifier.oasis_name.replace(" ", ""))
        if isinstance(read, list):
            assert value in read
        else:
            assert read == value


@given(st.integers(0, 268_435_455))
def test_varint_is_short_and_reads_back(value: int) -> None:
    raw = encode_varint(value)
    assert sum((byte & 0x7F) << (7 * index) for index, byte in enumerate(raw)) == value
    assert len(raw) == max(1, -(-value.bit_length() // 7))


@pytest.mark.parametrize(
    ("packet", "field"),
    [
        (Publish("t" * 65_536), "topic"),
        (Publish("\ud800"), "topic"),
        (Publish("t", qos=4, packet_id=1), "qos"),
        (Publish("t", qos=1), "packet_id"),
        (Publish("t", qos=1, packet_id=65_536), "packet_id"),
        (Puback(-1), "packet_id"),
        (Connack(256), "reason_code"),
        (Connect("x", keep_alive_s=70_000), "keep_alive_s"),
        (Connect("x", password=bytes(70_000)), "password"),
        (Connect("x", will=Will("t", qos=9)), "will_qos"),
        (Subscribe(1, (Subscription("f", 300),)), "qos"),
        (Publish("t", properties=Properties(((Property.TOPIC_ALIAS, "3"),))), "topic_alias"),
        (Publish("t", properties=Properties(((Property.TOPIC_ALIAS, 65_536),))), "topic_alias"),
        (Publish("t", properties=Properties(((Property.USER_PROPERTY, "x"),))), "user_property"),
        (Publish("t", properties=Properties(((Property.CONTENT_TYPE, b"x"),))), "content_type"),
        (Publish("t", properties=Properties(((Property.SUBSCRIPTION_IDENTIFIER, 1 << 28),))), "varint"),
    ],
)
def test_what_no_bytes_can_carry_is_refused(packet: Packet, field: str) -> None:
    with pytest.raises(CodecFault) as caught:
        encode(packet, Version.V5)
    assert caught.value.reason is CodecReason.UNENCODABLE
    assert caught.value.evidence["field"] == field


@pytest.mark.parametrize(
    ("packet", "codes"),
    [
        (Publish("a/#", b""), ["topic-wildcard"]),
        (Publish("a", b"", 3, packet_id=1), ["qos-reserved"]),
        (Puback(0), ["ack-packet-id-zero"]),
        (Puback(1, 0xFF), ["puback-reason"]),
        (Publish("a", properties=Properties(((Property.RECEIVE_MAXIMUM, 1),))), ["property-not-allowed"]),
    ],
)
def test_rule_breaches_are_written_as_told(packet: Packet, codes: list[str]) -> None:
    decoded = decode(encode(packet, Version.V5), Version.V5)
    assert decoded.packet == packet
    assert [violation.code for violation in decoded.violations] == codes
