"""Hypothesis strategies for correct packets of every type and version."""

from __future__ import annotations

from hypothesis import strategies as st

from app.mqtt.packets import (
    NO_PROPERTIES,
    PROPERTIES,
    Auth,
    Connack,
    Connect,
    Disconnect,
    Packet,
    PacketType,
    Pingreq,
    Pingresp,
    Properties,
    Property,
    PropertySet,
    PropertyType,
    PropertyValue,
    Puback,
    Pubcomp,
    Publish,
    Pubrec,
    Pubrel,
    Suback,
    Subscribe,
    Subscription,
    Unsuback,
    Unsubscribe,
    Version,
    Will,
    reason_names,
)

VERSIONS = st.sampled_from(Version)
PACKET_IDS = st.integers(1, 0xFFFF)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
TOPICS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0+#"), min_size=1, max_size=20
).filter(lambda topic: not topic.startswith("$share/"))
FILTERS = st.one_of(
    TOPICS,
    st.just("#"),
    TOPICS.map(lambda topic: topic + "/#"),
    TOPICS.map(lambda topic: "+/" + topic),
)
BYTES = st.binary(max_size=40)

_BOOLEANS = frozenset(
    {
        Property.PAYLOAD_FORMAT_INDICATOR,
        Property.REQUEST_PROBLEM_INFORMATION,
        Property.REQUEST_RESPONSE_INFORMATION,
        Property.MAXIMUM_QOS,
        Property.RETAIN_AVAILABLE,
        Property.WILDCARD_SUBSCRIPTION_AVAILABLE,
        Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE,
        Property.SHARED_SUBSCRIPTION_AVAILABLE,
    }
)
_VALUES: dict[PropertyType, st.SearchStrategy[PropertyValue]] = {
    PropertyType.BYTE: st.integers(0, 255),
    PropertyType.TWO_BYTE: st.integers(1, 0xFFFF),
    PropertyType.FOUR_BYTE: st.integers(1, 0xFFFF_FFFF),
    PropertyType.VARINT: st.integers(1, 268_435_455),
    PropertyType.TEXT: TEXT,
    PropertyType.BINARY: BYTES,
    PropertyType.PAIR: st.tuples(TEXT, TEXT),
}


def property_values(identifier: Property) -> st.SearchStrategy[PropertyValue]:
    if identifier in _BOOLEANS:
        return st.integers(0, 1)
    if identifier is Property.RESPONSE_TOPIC:
        return TOPICS
    return _VALUES[PROPERTIES[identifier].type]


@st.composite
def property_lists(draw: st.DrawFn, place: PropertySet) -> Properties:
    allowed = [identifier for identifier, spec in PROPERTIES.items() if place in spec.allowed_in]
    chosen = draw(st.lists(st.sampled_from(allowed), unique=True, max_size=6))
    repeated = [identifier for identifier in chosen if place in PROPERTIES[identifier].repeats_in]
    if Property.AUTHENTICATION_DATA in chosen and Property.AUTHENTICATION_METHOD not in chosen:
        chosen.append(Property.AUTHENTICATION_METHOD)
    return Properties(tuple((each, draw(property_values(each))) for each in [*chosen, *repeated]))


def properties_of(version: Version, place: PropertySet) -> st.SearchStrategy[Properties]:
    return property_lists(place) if version is Version.V5 else st.just(NO_PROPERTIES)


@st.composite
def messages(draw: st.DrawFn, version: Version, place: PropertySet) -> tuple[bytes, Properties]:
    """A payload, and properties that do not lie about it."""
    properties = draw(properties_of(version, place))
    text = properties.get(Property.PAYLOAD_FORMAT_INDICATOR) == 1
    return draw(TEXT.map(str.encode) if text else BYTES), properties


@st.composite
def wills(draw: st.DrawFn, version: Version) -> Will:
    payload, properties = draw(messages(version, PropertySet.WILL))
    return Will(draw(TOPICS), payload, draw(st.integers(0, 2)), draw(st.booleans()), properties)


@st.composite
def connects(draw: st.DrawFn, version: Version) -> Connect:
    client_id = draw(TEXT)
    username = draw(st.none() | TEXT)
    with_password = version is Version.V5 or username is not None
    return Connect(
        client_id,
        draw(st.booleans()) or not client_id,
        draw(st.integers(0, 0xFFFF)),
        draw(st.none() | wills(version)),
        username,
        draw(st.none() | BYTES) if with_password else None,
        draw(properties_of(version, PropertySet.CONNECT)),
    )


@st.composite
def publishes(draw: st.DrawFn, version: Version) -> Publish:
    qos = draw(st.integers(0, 2))
    payload, properties = draw(messages(version, PropertySet.PUBLISH))
    aliased = properties.get(Property.TOPIC_ALIAS) is not None
    topic = draw(TOPICS | st.just("")) if aliased else draw(TOPICS)
    packet_id = draw(PACKET_IDS) if qos else None
    dup = draw(st.booleans()) if qos else False
    return Publish(topic, payload, qos, draw(st.booleans()), dup, packet_id, properties)


def reasons(version: Version, packet_type: PacketType) -> st.SearchStrategy[int]:
    return st.sampled_from(sorted(reason_names(packet_type, version)) or [0])


@st.composite
def subscribes(draw: st.DrawFn, version: Version) -> Subscribe:
    v5 = version is Version.V5
    entry = st.builds(
        Subscription,
        FILTERS,
        st.integers(0, 2),
        st.booleans() if v5 else st.just(False),
        st.booleans() if v5 else st.just(False),
        st.integers(0, 2) if v5 else st.just(0),
    )
    return Subscribe(
        draw(PACKET_IDS),
        tuple(draw(st.lists(entry, min_size=1, max_size=4))),
        draw(properties_of(version, PropertySet.SUBSCRIBE)),
        version is Version.V31 and draw(st.booleans()),
    )


@st.composite
def auths(draw: st.DrawFn) -> Auth:
    properties = draw(property_lists(PropertySet.AUTH))
    if properties.get(Property.AUTHENTICATION_METHOD) is None:
        properties = Properties((*properties.items, (Property.AUTHENTICATION_METHOD, "SCRAM-SHA-1")))
    return Auth(draw(reasons(Version.V5, PacketType.AUTH)), properties)


@st.composite
def connacks(draw: st.DrawFn, version: Version) -> Connack:
    reason_code = draw(reasons(version, PacketType.CONNACK))
    present = not reason_code and version is not Version.V31 and draw(st.booleans())
    return Connack(reason_code, present, draw(properties_of(version, PropertySet.CONNACK)))


def packets_of(version: Version, packet_type: PacketType) -> st.SearchStrategy[Packet]:
    """Correct packets of one type; for AUTH and the reserved type before MQTT 5 there are none."""
    v5 = version is Version.V5
    dups = st.booleans() if version is Version.V31 else st.just(False)
    codes = reasons(version, packet_type)
    if packet_type is PacketType.CONNECT:
        return connects(version)
    if packet_type is PacketType.CONNACK:
        return connacks(version)
    if packet_type is PacketType.PUBLISH:
        return publishes(version)
    if packet_type is PacketType.SUBSCRIBE:
        return subscribes(version)
    if packet_type is PacketType.PINGREQ:
        return st.just(Pingreq())
    if packet_type is PacketType.PINGRESP:
        return st.just(Pingresp())
    if packet_type is PacketType.AUTH:
        return auths() if v5 else st.nothing()
    if packet_type is PacketType.RESERVED:
        return st.nothing()
    properties = properties_of(version, PropertySet.of(packet_type))
    if packet_type is PacketType.DISCONNECT:
        return st.builds(Disconnect, codes, properties)
    if packet_type is PacketType.SUBACK:
        lists = st.lists(codes, min_size=1, max_size=4).map(tuple)
        return st.builds(Suback, PACKET_IDS, lists, properties)
    if packet_type is PacketType.UNSUBACK:
        lists = st.lists(codes, min_size=1, max_size=4).map(tuple) if v5 else st.just(())
        return st.builds(Unsuback, PACKET_IDS, lists, properties)
    if packet_type is PacketType.UNSUBSCRIBE:
        filters = st.lists(FILTERS, min_size=1, max_size=4).map(tuple)
        return st.builds(Unsubscribe, PACKET_IDS, filters, properties, dups)
    if packet_type is PacketType.PUBREL:
        return st.builds(Pubrel, PACKET_IDS, codes, properties, dups)
    kind = {PacketType.PUBACK: Puback, PacketType.PUBREC: Pubrec, PacketType.PUBCOMP: Pubcomp}[packet_type]
    return st.builds(kind, PACKET_IDS, codes, properties)


def packets(version: Version) -> st.SearchStrategy[Packet]:
    """Correct packets of any type."""
    return st.one_of([packets_of(version, packet_type) for packet_type in PacketType])
