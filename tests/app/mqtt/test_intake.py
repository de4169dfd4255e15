"""The inbound half of a connection: any chunking, aliases, stand-ins, corrections, breaches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mqtt.codec import encode
from app.mqtt.intake import Foreign, Intake, RawMessage, Taken
from app.mqtt.outflow import Outflow
from app.mqtt.packets import (
    Connack,
    Disconnect,
    Packet,
    Pingresp,
    Properties,
    Property,
    Puback,
    Pubcomp,
    Publish,
    Pubrec,
    Pubrel,
    Suback,
    Version,
)

VERSIONS = st.sampled_from(list(Version))
TOPICS = st.text(st.characters(exclude_characters="#+\0", exclude_categories=["Cs"]), min_size=1, max_size=40)


@st.composite
def publishes(draw: st.DrawFn) -> Publish:
    qos = draw(st.integers(0, 2))
    return Publish(
        draw(TOPICS),
        draw(st.binary(max_size=300)),
        qos,
        draw(st.booleans()),
        qos > 0 and draw(st.booleans()),
        draw(st.integers(1, 65_535)) if qos else None,
    )


def opened(version: Version = Version.V5, limit_bytes: int = 1 << 20) -> Intake:
    intake = Intake(version, Outflow(), set(), limit_bytes)
    intake.feed(encode(Connack(), version))
    return intake


def fed(intake: Intake, *packets: Packet | bytes, version: Version = Version.V5) -> Taken:
    return intake.feed(
        b"".join(each if isinstance(each, bytes) else encode(each, version) for each in packets)
    )


def raw_of(message: Publish) -> RawMessage:
    flags = 0x30 | message.dup << 3 | message.qos << 1 | message.retain
    return message.topic.encode(), message.payload, flags, b""


@given(st.lists(publishes(), max_size=8), VERSIONS, st.lists(st.integers(1, 40), min_size=1))
def test_any_chunking_gives_the_same_messages(
    sent: list[Publish], version: Version, sizes: list[int]
) -> None:
    stream = b"".join(encode(each, version) for each in sent)
    intake = opened(version)
    got: list[RawMessage] = []
    whole = bytearray()
    rest = bytearray()
    count = position = 0
    while position < len(stream):
        size = sizes[count % len(sizes)]
        taken = intake.feed(stream[position : position + size])
        got += taken.messages
        whole += taken.whole
        rest += taken.rest
        position += size
        count += 1
    seen: set[int] = set()
    expected = []
    for each in sent:
        if each.qos < 2 or each.packet_id not in seen:
            expected.append(raw_of(each))
        if each.qos == 2 and each.packet_id:
            seen.add(each.packet_id)
    assert got == expected
    assert bytes(whole) == stream
    assert intake.pending == b""
    identified = [each for each in sent if each.qos]
    assert len(rest) == len(identified) * (8 if version is Version.V5 else 7)


@given(st.binary(max_size=200), VERSIONS, st.lists(st.integers(1, 30), min_size=1))
def test_any_bytes_end_in_messages_or_a_breach_and_nothing_else(
    noise: bytes, version: Version, sizes: list[int]
) -> None:
    intake = opened(version, limit_bytes=4096)
    position = count = 0
    while position < len(noise):
        size = sizes[count % len(sizes)]
        taken = intake.feed(noise[position : position + size])
        if taken.breach is not None:
            assert taken.breach.code
            return
        position += size
        count += 1
    assert len(intake.pending) <= 4096


@given(st.binary(min_size=1, max_size=60))
def test_stream_that_begins_with_anything_but_an_answer_is_foreign(noise: bytes) -> None:
    intake = Intake(Version.V5, Outflow(), set())
    if noise[0] in (0x20, 0xF0):
        return
    with pytest.raises(Foreign):
        intake.feed(noise)
    assert intake.pending == noise


def test_library_gets_stand_ins_with_nothing_of_the_message() -> None:
    intake = opened()
    taken = fed(
        intake, Publish("secret", b"payload", 1, packet_id=0x1234), Publish("s", b"p", 2, packet_id=7)
    )
    assert bytes(taken.rest) == b"\x32\x06\x00\x01-\x12\x34\x00" + b"\x34\x06\x00\x01-\x00\x07\x00"
    assert fed(intake, Publish("a", b"qos 0")).rest == b""


@pytest.mark.parametrize("version", list(Version))
def test_connack_reaches_the_library_in_its_shortest_form(version: Version) -> None:
    said = Properties(((Property.SERVER_KEEP_ALIVE, 300), (Property.REASON_STRING, "x" * 99)))
    intake = Intake(version, Outflow(), set())
    taken = fed(intake, Connack(session_present=True, properties=said), version=version)
    expected = b"\x20\x06\x01\x00\x03\x13\x01\x2c" if version is Version.V5 else b"\x20\x02\x01\x00"
    assert bytes(taken.rest) == expected
    assert [type(packet) for packet in taken.packets] == [Connack]


def test_refusing_connack_does_not_reach_the_library() -> None:
    intake = Intake(Version.V5, Outflow(), set())
    taken = fed(intake, Connack(0x87))
    assert bytes(taken.rest) == b""
    assert taken.packets == [Connack(0x87)]
    assert not intake.acknowledged


def test_packets_for_the_session_do_not_reach_the_library() -> None:
    taken = fed(opened(), Suback(1, (0,)), Disconnect(0x8B), Pingresp())
    assert bytes(taken.rest) == b"\xd0\x00"
    assert [type(packet) for packet in taken.packets] == [Suback, Disconnect, Pingresp]


def test_receive_maximum_opens_the_window_with_connack() -> None:
    outflow = Outflow()
    assert not outflow.has_room
    intake = Intake(Version.V5, outflow, set())
    fed(intake, Connack(properties=Properties(((Property.RECEIVE_MAXIMUM, 3),))))
    assert outflow.window == 3


def test_receipts_are_told_and_corrected() -> None:
    intake = opened()
    outflow = intake._outflow
    for packet_id, qos in ((1, 1), (2, 2), (3, 2)):
        outflow.published(packet_id, qos, 0)
    taken = fed(intake, Puback(1), Pubrec(2, 0x97), Pubrec(3), Pubcomp(9))
    assert [(each.packet_id, each.reason_code) for each in taken.receipts] == [(1, 0), (2, 0x97)]
    assert bytes(taken.rest) == b"\x40\x02\x00\x01" + b"\x40\x02\x00\x02" + b"\x50\x02\x00\x03"
    assert outflow.strays == 1


def test_held_identifiers_are_forgotten_with_the_session() -> None:
    held = {5}
    fed(Intake(Version.V5, Outflow(), held), Connack(session_present=True))
    assert held == {5}
    fed(Intake(Version.V5, Outflow(), held), Connack(session_present=False))
    assert held == set()


def test_release_frees_the_identifier() -> None:
    intake = opened()
    first = fed(intake, Publish("a", b"1", 2, packet_id=5), Publish("a", b"1", 2, dup=True, packet_id=5))
    assert len(first.messages) == 1
    again = fed(intake, Pubrel(5), Publish("a", b"2", 2, packet_id=5))
    assert [message[1] for message in again.messages] == [b"2"]
    assert bytes(again.rest)[:4] == b"\x62\x02\x00\x05"


def aliased(topic: str, number: int) -> Publish:
    return Publish(topic, b"", properties=Properties(((Property.TOPIC_ALIAS, number),)))


def test_aliases_are_resolved_and_replaced() -> None:
    taken = fed(opened(), aliased("a", 1), aliased("", 1), aliased("b", 1), aliased("", 1), aliased("c", 2))
    assert [message[0] for message in taken.messages] == [b"a", b"a", b"b", b"b", b"c"]
    assert taken.topics == {1: "a", 3: "b"}


def test_alias_that_was_never_given_is_a_breach() -> None:
    taken = fed(opened(), Publish("a", b"good"), aliased("", 9))
    assert taken.breach is not None
    assert [message[1] for message in taken.messages] == [b"good"]


def test_properties_are_kept_as_bytes() -> None:
    told = Properties(((Property.MESSAGE_EXPIRY_INTERVAL, 60),))
    taken = fed(opened(), Publish("a", b"x", properties=told))
    assert taken.messages == [(b"a", b"x", 0x30, b"\x02\x00\x00\x00\x3c")]


def test_good_packets_before_a_breach_are_given() -> None:
    taken = fed(opened(), Publish("a", b"1"), b"\x36\x03\x00\x01a", Publish("a", b"2"))
    assert [message[1] for message in taken.messages] == [b"1"]
    assert taken.count == 1
    assert taken.breach is not None
    assert (taken.breach.code, taken.breach.rule) == ("qos-reserved", "MQTT-3.3.1-4")


def test_large_declared_length_costs_nothing_until_its_bytes_come() -> None:
    intake = opened(limit_bytes=300_000_000)
    taken = fed(intake, b"\x30\xff\xff\xff\x7f\x00\x01a")
    assert taken.breach is None
    assert len(intake.pending) == 8


def test_packet_above_the_limit_is_a_breach_before_its_bytes_come() -> None:
    taken = fed(opened(limit_bytes=1000), b"\x30\xe8\x07")
    assert taken.breach is not None
    assert taken.breach.code == "packet-too-large"
