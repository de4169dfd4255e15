"""A session against a broker that plays what no real one does on demand."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.packets import (
    Connack,
    Connect,
    Disconnect,
    Pingreq,
    Pingresp,
    Properties,
    Property,
    Puback,
    Pubcomp,
    Publish,
    Pubrec,
    Pubrel,
    Suback,
    Subscribe,
    Unsuback,
    Unsubscribe,
    Version,
)
from app.mqtt.session import Backoff, Message, Session, SessionConfig, SessionSnapshot, SessionState
from app.mqtt.trace import Note, Trace
from tests.scripted_broker import Peer, Script, scripted

T = TypeVar("T")

QUICK = Backoff(first_s=0.01, most_s=0.05)


def config_for(port: int, **changes: object) -> SessionConfig:
    config = SessionConfig(
        f"mqtt://127.0.0.1:{port}",
        client_id="probe",
        connect_timeout_s=3.0,
        answer_timeout_s=3.0,
        reconnect=None,
    )
    return replace(config, **changes)  # type: ignore[arg-type]


def with_broker(
    *scripts: Script, do: Callable[[Session], Awaitable[T]], trace: Trace | None = None, **changes: object
) -> T:
    """Connect to the scripted broker, do something, disconnect."""

    async def main() -> T:
        async with scripted(*scripts) as port:
            session = Session(config_for(port, **changes), trace=trace)
            try:
                await session.connect()
                async with asyncio.timeout(10):
                    return await do(session)
            finally:
                await session.disconnect()

    return asyncio.run(main())


def accepting(*properties: tuple[Property, int | str]) -> Connack:
    return Connack(properties=Properties(properties))


def received(*scripts: Script, count: int, filters: tuple[str, ...] = (), **changes: object) -> list[Message]:
    """The first messages that come; listening begins before connecting, or those at once would be missed."""

    async def main() -> list[Message]:
        async with scripted(*scripts) as port:
            trace = changes.pop("trace", None)
            assert trace is None or isinstance(trace, Trace)
            session = Session(config_for(port, **changes), trace=trace)
            stream = session.listen(interval_s=0.001)
            got: list[Message] = []
            try:
                await session.connect()
                if filters:
                    await session.subscribe(*filters, qos=2)
                async with asyncio.timeout(3):
                    async for batch in stream.batches():
                        got += batch
                        if len(got) >= count:
                            break
            finally:
                session.stop_listening(stream)
                await session.disconnect()
            return got

    return asyncio.run(main())


async def until(session: Session, state: SessionState) -> None:
    """Until the session is in that state; TimeoutError if it never is."""
    reached = asyncio.Event()

    def look(snapshot: SessionSnapshot) -> None:
        if snapshot.state is state:
            reached.set()

    session.changed.connect(look)
    look(session.snapshot)
    async with asyncio.timeout(3):
        await reached.wait()


# What CONNACK says is honoured and shown.


def test_connack_facts_are_shown() -> None:
    said = accepting(
        (Property.RECEIVE_MAXIMUM, 10),
        (Property.MAXIMUM_QOS, 1),
        (Property.RETAIN_AVAILABLE, 0),
        (Property.MAXIMUM_PACKET_SIZE, 1000),
        (Property.TOPIC_ALIAS_MAXIMUM, 5),
        (Property.SERVER_KEEP_ALIVE, 17),
        (Property.ASSIGNED_CLIENT_IDENTIFIER, "given"),
        (Property.REASON_STRING, "welcome"),
        (Property.SESSION_EXPIRY_INTERVAL, 3600),
        (Property.WILDCARD_SUBSCRIPTION_AVAILABLE, 0),
        (Property.SHARED_SUBSCRIPTION_AVAILABLE, 0),
        (Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0),
    )

    async def play(peer: Peer) -> None:
        await peer.accept(said)
        await peer.until_closed()

    async def look(session: Session) -> None:
        facts = session.snapshot.connected
        assert facts is not None
        assert (facts.receive_maximum, facts.maximum_qos, facts.retain_available) == (10, 1, False)
        assert (facts.maximum_packet_size, facts.topic_alias_maximum) == (1000, 5)
        assert (facts.keep_alive_s, facts.server_keep_alive_s) == (17, 17)
        assert facts.client_id == facts.assigned_client_id == "given"
        assert (facts.reason_string, facts.session_expiry_s) == ("welcome", 3600)
        assert not facts.wildcard_subscriptions
        assert not facts.shared_subscriptions
        assert not facts.subscription_identifiers
        assert facts.address == "127.0.0.1"
        assert 0 < facts.connect_ms < 3000

    with_broker(play, do=look, client_id="")


@pytest.mark.parametrize("version", list(Version))
def test_connect_says_what_the_config_says(version: Version) -> None:
    heard: list[Connect] = []

    async def play(peer: Peer) -> None:
        heard.append(await peer.accept())
        assert peer.version is version
        await peer.until_closed()

    async def nothing(_session: Session) -> None:
        pass

    with_broker(play, do=nothing, version=version, keep_alive_s=33, username="ann", receive_maximum=7)
    connect = heard[0]
    assert (connect.client_id, connect.clean_start, connect.keep_alive_s) == ("probe", True, 33)
    assert (connect.username, connect.password) == ("ann", None)
    assert connect.properties.number(Property.RECEIVE_MAXIMUM) == (7 if version is Version.V5 else None)


@pytest.mark.parametrize(
    ("said", "message", "reason"),
    [
        ((Property.MAXIMUM_QOS, 1), {"qos": 2}, MqttReason.QOS_UNSUPPORTED),
        ((Property.RETAIN_AVAILABLE, 0), {"retain": True}, MqttReason.RETAIN_UNSUPPORTED),
        ((Property.MAXIMUM_PACKET_SIZE, 50), {"payload": bytes(50)}, MqttReason.PACKET_TOO_LARGE),
    ],
)
def test_what_the_broker_does_not_take_is_not_sent(
    said: tuple[Property, int], message: dict[str, object], reason: MqttReason
) -> None:
    async def play(peer: Peer) -> None:
        await peer.accept(accepting(said))
        assert isinstance(await peer.read(), Disconnect)

    async def publish(session: Session) -> None:
        with pytest.raises(MqttFault) as caught:
            await session.publish("a", **message)  # type: ignore[arg-type]
        assert caught.value.reason is reason

    with_broker(play, do=publish)


def test_packet_of_exactly_the_maximum_size_is_sent() -> None:
    async def play(peer: Peer) -> None:
        await peer.accept(accepting((Property.MAXIMUM_PACKET_SIZE, 50)))
        assert len((await peer.expect(Publish)).payload) == 44

    async def publish(session: Session) -> None:
        await session.publish("a", bytes(44))
        with pytest.raises(MqttFault):
            await session.publish("a", bytes(45))

    with_broker(play, do=publish)


@pytest.mark.parametrize("topic", ["", "a/+", "#", "a\0b", "x" * 65_536, "\ud800"])
def test_impossible_topics_are_refused_before_anything_is_sent(topic: str) -> None:
    async def play(peer: Peer) -> None:
        await peer.accept()
        assert isinstance(await peer.read(), Disconnect)

    async def publish(session: Session) -> None:
        with pytest.raises(MqttFault) as caught:
            await session.publish(topic, b"", qos=1)
        assert caught.value.reason is MqttReason.UNENCODABLE

    with_broker(play, do=publish)


# The five flows that paho gets wrong.


@pytest.mark.parametrize("code", [0x80, 0x87, 0x97])
def test_pubrec_with_an_error_ends_the_flow(code: int) -> None:
    """[MQTT-4.3.3-4]: no PUBREL, the reason is told, and the packet identifier is free again."""

    async def play(peer: Peer) -> None:
        await peer.accept(accepting((Property.RECEIVE_MAXIMUM, 1)))
        refused = await peer.expect(Publish)
        await peer.send(Pubrec(refused.packet_id or 0, code))
        taken = await peer.expect(Publish)  # and not a PUBREL
        await peer.send(Pubrec(taken.packet_id or 0))
        await peer.expect(Pubrel)
        await peer.send(Pubcomp(taken.packet_id or 0))
        await peer.until_closed()

    async def publish(session: Session) -> None:
        with pytest.raises(MqttFault) as caught:
            await session.publish("a", b"1", qos=2)
        assert caught.value.reason is MqttReason.PUBLISH_REFUSED
        assert caught.value.evidence["reason_code"] == f"0x{code:02X}"
        assert (await session.publish("a", b"2", qos=2)).reason_code == 0

    with_broker(play, do=publish)


@pytest.mark.parametrize("window", [1, 3])
def test_receive_maximum_is_kept(window: int) -> None:
    async def play(peer: Peer) -> None:
        await peer.accept(accepting((Property.RECEIVE_MAXIMUM, window)))
        for _ in range(4):
            held = [await peer.expect(Publish) for _ in range(window)]
            assert await peer.is_quiet(0.05)
            for message in held:
                await peer.send(Puback(message.packet_id or 0))
        await peer.until_closed()

    async def publish(session: Session) -> None:
        await asyncio.gather(*(session.publish("a", b"", qos=1) for _ in range(4 * window)))
        assert session.most_in_flight == window

    with_broker(play, do=publish)


def test_receive_maximum_counts_both_acknowledged_levels_together() -> None:
    async def play(peer: Peer) -> None:
        await peer.accept(accepting((Property.RECEIVE_MAXIMUM, 2)))
        first, second = await peer.expect(Publish), await peer.expect(Publish)
        assert {first.qos, second.qos} == {1, 2}
        two = first if first.qos == 2 else second
        one = second if first.qos == 2 else first
        await peer.send(Pubrec(two.packet_id or 0))
        await peer.expect(Pubrel)
        assert await peer.is_quiet(0.05)  # PUBREC does not free a place, PUBCOMP does
        await peer.send(Pubcomp(two.packet_id or 0))
        third = await peer.expect(Publish)
        await peer.send(Puback(third.packet_id or 0), Puback(one.packet_id or 0))
        await peer.until_closed()

    async def publish(session: Session) -> None:
        await asyncio.gather(*(session.publish("a", b"", qos=level) for level in (1, 2, 1)))

    with_broker(play, do=publish)


def test_server_keep_alive_is_kept() -> None:
    async def play(peer: Peer) -> None:
        await peer.accept(accepting((Property.SERVER_KEEP_ALIVE, 1)))
        started = time.monotonic()
        for _ in range(2):
            await peer.expect(Pingreq)
            await peer.send(Pingresp())
        # A broker hangs up after 1.5 times the keep-alive: [MQTT-3.1.2-22].
        assert time.monotonic() - started < 2 * 1.5
        await peer.until_closed()

    async def wait(session: Session) -> None:
        await asyncio.sleep(2.6)
        assert session.state is SessionState.CONNECTED

    with_broker(play, do=wait, keep_alive_s=60)


def test_topic_aliases_are_resolved_at_every_qos() -> None:
    def aliased(topic: str, payload: bytes, qos: int) -> Publish:
        alias = Properties(((Property.TOPIC_ALIAS, 3),))
        return Publish(topic, payload, qos, packet_id=qos or None, properties=alias)

    async def play(peer: Peer) -> None:
        connect = await peer.accept()
        assert connect.properties.number(Property.TOPIC_ALIAS_MAXIMUM) == 10
        await peer.send(aliased("long/name", b"0", 0))
        for qos in (0, 1, 2):
            await peer.send(aliased("", b"again", qos))
        await peer.until_closed()

    trace = Trace()
    got = received(play, count=4, trace=trace, topic_alias_maximum=10)
    assert [(each.topic, each.qos) for each in got] == [("long/name", qos) for qos in (0, 0, 1, 2)]
    published = [record for record in trace.since(1) if record.type.name == "PUBLISH"]
    assert [record.topic for record in published] == ["long/name"] * 4


def test_end_does_not_wait_for_a_lost_acknowledgement() -> None:
    async def play(peer: Peer) -> None:
        await peer.accept()
        await peer.expect(Publish)
        await peer.until_closed()

    async def main() -> float:
        async with scripted(play) as port:
            session = Session(config_for(port))
            await session.connect()
            async with asyncio.TaskGroup() as group:
                task = group.create_task(_refused(session))
                await asyncio.sleep(0.1)
                started = time.monotonic()
                await session.disconnect()
                took = time.monotonic() - started
            assert task.result() is MqttReason.NOT_CONNECTED
            return took

    async def _refused(session: Session) -> object:
        with pytest.raises(MqttFault) as caught:
            await session.publish("a", b"", qos=1)
        return caught.value.reason

    assert asyncio.run(main()) < 1.5


# Acknowledgements that do not fit.


def test_wrong_acknowledgements_do_not_end_a_flow() -> None:
    async def play(peer: Peer) -> None:
        await peer.accept()
        message = await peer.expect(Publish)
        packet_id = message.packet_id or 0
        await peer.send(Puback(packet_id), Pubcomp(packet_id), Puback(77), Pubcomp(78), Pubrec(79))
        assert await peer.is_quiet(0.05)
        await peer.send(Pubrec(packet_id))
        await peer.expect(Pubrel)
        await peer.send(Pubrec(packet_id))  # once more, as after a lost PUBREL
        await peer.expect(Pubrel)
        await peer.send(Pubcomp(packet_id))
        await peer.until_closed()

    async def publish(session: Session) -> None:
        assert (await session.publish("a", b"", qos=2)).reason_code == 0

    with_broker(play, do=publish)


def test_puback_with_an_error_refuses_and_no_subscribers_does_not() -> None:
    async def play(peer: Peer) -> None:
        await peer.accept()
        for code in (0x10, 0x87):
            message = await peer.expect(Publish)
            await peer.send(Puback(message.packet_id or 0, code))
        await peer.until_closed()

    async def publish(session: Session) -> None:
        told = await session.publish("a", b"", qos=1)
        assert (told.reason_code, told.reason) == (0x10, "No matching subscribers")
        with pytest.raises(MqttFault) as caught:
            await session.publish("a", b"", qos=1)
        assert caught.value.evidence == {"reason_code": "0x87", "reason": "Not authorized", "topic": "a"}

    with_broker(play, do=publish)


def test_times_leave_our_own_queue_out() -> None:
    async def play(peer: Peer) -> None:
        await peer.accept()
        message = await peer.expect(Publish)
        await asyncio.sleep(0.1)
        await peer.send(Puback(message.packet_id or 0))
        await peer.until_closed()

    async def publish(session: Session) -> None:
        told = await session.publish("a", b"", qos=1)
        assert told.ack_ms is not None
        assert told.queued_ms is not None
        assert 99 <= told.ack_ms < 2000
        assert told.queued_ms < 99

    with_broker(play, do=publish)


# Receiving.


def test_one_byte_segments_give_the_same_messages() -> None:
    sent = [
        Publish("a/b", b"x" * 200),
        Publish("a/c", b"", 1, packet_id=5),
        Publish("a/d", b"y", retain=True),
    ]

    async def play(peer: Peer) -> None:
        connect = await peer.expect(Connect)
        assert connect.client_id == "probe"
        await peer.dribble(Connack(), *sent)
        await peer.expect(Puback)
        await peer.until_closed()

    got = received(play, count=3)
    assert [(each.topic, each.payload, each.qos, each.retain) for each in got] == [
        (each.topic, each.payload, each.qos, each.retain) for each in sent
    ]


def test_qos_2_message_is_delivered_once_however_often_it_is_sent() -> None:
    async def play(peer: Peer) -> None:
        await peer.accept()
        for dup in (False, True, True):
            await peer.send(Publish("a", b"once", 2, dup=dup, packet_id=9))
            await peer.expect(Pubrec)
        await peer.send(Pubrel(9))
        await peer.expect(Pubcomp)
        await peer.send(Publish("a", b"next", 2, packet_id=9))
        await peer.expect(Pubrec)
        await peer.send(Publish("a", b"end"))  # the client leaves with it, not before its last PUBREC
        await peer.until_closed()

    assert [each.payload for each in received(play, count=3)] == [b"once", b"next", b"end"]


def test_properties_of_a_message_are_decoded_on_demand() -> None:
    told = Properties(((Property.CONTENT_TYPE, "text/plain"), (Property.USER_PROPERTY, ("a", "b"))))

    async def play(peer: Peer) -> None:
        await peer.accept()
        await peer.send(Publish("a", b"x", properties=told))
        await peer.until_closed()

    assert received(play, count=1)[0].properties == told


# Subscribing.


def test_subscribe_tells_what_was_granted() -> None:
    async def play(peer: Peer) -> None:
        await peer.accept()
        asked = await peer.expect(Subscribe)
        assert [each.filter for each in asked.subscriptions] == ["a/#", "$SYS/#"]
        await peer.send(Suback(asked.packet_id, (1, 0x87)))
        dropped = await peer.expect(Unsubscribe)
        await peer.send(Unsuback(dropped.packet_id, (0,)))
        await peer.until_closed()

    async def subscribe(session: Session) -> None:
        granted, refused = await session.subscribe("a/#", "$SYS/#", qos=2)
        assert (granted.granted_qos, refused.granted_qos) == (1, None)
        assert refused.reason == "Not authorized"
        await session.unsubscribe("a/#")

    with_broker(play, do=subscribe)


@pytest.mark.parametrize(("version", "code"), [(Version.V5, 0x87), (Version.V311, 0x80)])
def test_subscription_that_is_refused_is_a_fault(version: Version, code: int) -> None:
    async def play(peer: Peer) -> None:
        await peer.accept()
        asked = await peer.expect(Subscribe)
        await peer.send(Suback(asked.packet_id, (code,)))
        await peer.until_closed()

    async def subscribe(session: Session) -> None:
        with pytest.raises(MqttFault) as caught:
            await session.subscribe("a/#")
        assert caught.value.reason is MqttReason.SUBSCRIBE_REFUSED
        assert caught.value.evidence["reason_code"] == f"0x{code:02X}"

    with_broker(play, do=subscribe, version=version)


def test_subscribe_without_an_answer_times_out() -> None:
    async def play(peer: Peer) -> None:
        await peer.accept()
        await peer.until_closed()

    async def subscribe(session: Session) -> None:
        with pytest.raises(MqttFault) as caught:
            await session.subscribe("a/#")
        assert caught.value.reason is MqttReason.TIMEOUT

    with_broker(play, do=subscribe, answer_timeout_s=0.1)


@pytest.mark.parametrize("text", ["", "a/#/b", "a+", "x" * 65_536])
def test_impossible_filters_are_refused(text: str) -> None:
    async def play(peer: Peer) -> None:
        await peer.accept()
        assert isinstance(await peer.read(), Disconnect)

    async def subscribe(session: Session) -> None:
        with pytest.raises(MqttFault) as caught:
            await session.subscribe(text)
        assert caught.value.reason is MqttReason.UNENCODABLE

    with_broker(play, do=subscribe)


# The end of a connection, and the next one.


def states_of(session: Session) -> list[SessionState]:
    seen: list[SessionState] = []
    session.changed.connect(lambda snapshot: seen.append(snapshot.state))
    return seen


def test_message_cut_off_is_resent_with_dup_in_the_same_session() -> None:
    async def first(peer: Peer) -> None:
        connect = await peer.accept()
        assert connect.clean_start
        assert connect.properties.number(Property.SESSION_EXPIRY_INTERVAL) == 60
        assert not (await peer.expect(Publish)).dup
        peer.reset()

    async def second(peer: Peer) -> None:
        connect = await peer.accept(Connack(session_present=True))
        assert not connect.clean_start
        again = await peer.expect(Publish)
        assert (again.dup, again.payload) == (True, b"kept")
        await peer.send(Puback(again.packet_id or 0))
        await peer.until_closed()

    async def publish(session: Session) -> None:
        seen = states_of(session)
        assert (await session.publish("a", b"kept", qos=1)).reason_code == 0
        assert seen == [SessionState.WAITING, SessionState.CONNECTING, SessionState.CONNECTED]
        assert session.snapshot.reconnects == 1

    with_broker(first, second, do=publish, session_expiry_s=60, reconnect=QUICK)


def test_released_message_is_released_again_and_not_published_again() -> None:
    async def first(peer: Peer) -> None:
        await peer.accept()
        message = await peer.expect(Publish)
        await peer.send(Pubrec(message.packet_id or 0))
        await peer.expect(Pubrel)
        peer.reset()

    async def second(peer: Peer) -> None:
        await peer.accept(Connack(session_present=True))
        release = await peer.expect(Pubrel)
        await peer.send(Pubcomp(release.packet_id))
        await peer.until_closed()

    async def publish(session: Session) -> None:
        assert (await session.publish("a", b"", qos=2)).reason_code == 0

    with_broker(first, second, do=publish, session_expiry_s=60, reconnect=QUICK)


def test_receive_maximum_that_shrank_is_kept_when_resending() -> None:
    async def first(peer: Peer) -> None:
        await peer.accept()
        for _ in range(4):
            await peer.expect(Publish)
        peer.reset()

    async def last(peer: Peer) -> None:
        await peer.accept(
            Connack(session_present=True, properties=Properties(((Property.RECEIVE_MAXIMUM, 2),)))
        )
        for _ in range(2):
            pair = [await peer.expect(Publish), await peer.expect(Publish)]
            assert await peer.is_quiet(0.05)
            await peer.send(*(Puback(message.packet_id or 0) for message in pair))
        await peer.until_closed()

    async def publish(session: Session) -> None:
        await asyncio.gather(*(session.publish("a", b"%d" % number, qos=1) for number in range(4)))

    with_broker(first, last, do=publish, session_expiry_s=60, reconnect=QUICK)


def test_lost_session_is_subscribed_to_again() -> None:
    async def first(peer: Peer) -> None:
        await peer.accept()
        asked = await peer.expect(Subscribe)
        await peer.send(Suback(asked.packet_id, (2,)))
        peer.reset()

    async def second(peer: Peer) -> None:
        await peer.accept(Connack(session_present=False))
        asked = await peer.expect(Subscribe)
        assert [(each.filter, each.qos) for each in asked.subscriptions] == [("a/#", 2)]
        await peer.send(Suback(asked.packet_id, (2,)), Publish("a/b", b"back"))
        await peer.until_closed()

    got = received(first, second, count=1, filters=("a/#",), session_expiry_s=60, reconnect=QUICK)
    assert got[0].payload == b"back"


def test_reconnecting_ends_where_the_broker_says_no_for_good() -> None:
    async def first(peer: Peer) -> None:
        await peer.accept()
        peer.reset()

    async def second(peer: Peer) -> None:
        await peer.accept(Connack(0x87))

    async def wait(session: Session) -> None:
        await until(session, SessionState.CLOSED)
        assert session.snapshot.fault is not None
        assert session.snapshot.fault.reason is MqttReason.NOT_AUTHORIZED
        with pytest.raises(MqttFault):
            await session.publish("a", b"", qos=1)

    with_broker(first, second, do=wait, reconnect=QUICK)


def test_retry_now_ends_a_long_pause() -> None:
    async def first(peer: Peer) -> None:
        await peer.accept()
        peer.reset()

    async def second(peer: Peer) -> None:
        await peer.accept()
        await peer.until_closed()

    async def hurry(session: Session) -> None:
        await until(session, SessionState.WAITING)
        session.retry_now()
        await until(session, SessionState.CONNECTED)

    with_broker(first, second, do=hurry, reconnect=Backoff(first_s=300, most_s=300))


@pytest.mark.parametrize(
    ("version", "reason"), [(Version.V5, MqttReason.DISCONNECTED), (Version.V311, MqttReason.LOST)]
)
def test_end_by_the_broker_has_its_reason(version: Version, reason: MqttReason) -> None:
    async def play(peer: Peer) -> None:
        await peer.accept()
        if version is Version.V5:
            await peer.send(Disconnect(0x8E, Properties(((Property.REASON_STRING, "you again"),))))

    async def wait(session: Session) -> None:
        await until(session, SessionState.CLOSED)
        fault = session.snapshot.fault
        assert fault is not None
        assert fault.reason is reason
        if version is Version.V5:
            assert fault.evidence["reason"] == "Session taken over"
            assert fault.evidence["reason_string"] == "you again"

    with_broker(play, do=wait, version=version)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\x30\xff\xff\xff\xff\x01", "malformed-length"),
        (b"\x36\x05\x00\x01a\x00\x01", "qos-reserved"),
        (b"\x30\x03\x00\x09a", "truncated"),
        (b"\x30\x81\x80\x40\x00\x01a", "packet-too-large"),
        (b"\x00\x00", "type-reserved"),
        (b"\x40\x01\x00", "truncated"),
        (b"\x20\x03\x00\x00\x00", "second-connack"),
        (b"\x30\x03\x00\x00\x00", "topic-without-alias"),
    ],
)
def test_bytes_that_are_not_mqtt_end_the_connection_with_the_rule(raw: bytes, code: str) -> None:
    async def play(peer: Peer) -> None:
        await peer.accept()
        await peer.send(raw)
        await peer.until_closed()

    async def wait(session: Session) -> None:
        await until(session, SessionState.CLOSED)
        fault = session.snapshot.fault
        assert fault is not None
        assert (fault.reason, fault.evidence["code"]) == (MqttReason.PROTOCOL, code)
        assert fault.evidence["received_hex"].startswith(raw[:1].hex())

    with_broker(play, do=wait, receive_limit_bytes=1 << 20)


def test_trace_notes_both_ends_of_a_connection() -> None:
    trace = Trace()

    async def play(peer: Peer) -> None:
        await peer.accept()
        peer.reset()

    async def wait(session: Session) -> None:
        await until(session, SessionState.CLOSED)

    with_broker(play, do=wait, trace=trace)
    notes = [(record.note, record.text) for record in trace.since(1) if record.note]
    assert notes == [(Note.CONNECTED, "127.0.0.1"), (Note.CONNECTION_LOST, "connection-lost")]


def test_cancelling_publish_takes_nothing_back_and_holds_nothing_up() -> None:
    async def play(peer: Peer) -> None:
        await peer.accept(accepting((Property.RECEIVE_MAXIMUM, 1)))
        for payload in (b"1", b"2", b"3"):
            message = await peer.expect(Publish)
            assert message.payload == payload
            await asyncio.sleep(0.05)
            await peer.send(Puback(message.packet_id or 0))
        await peer.until_closed()

    async def publish(session: Session) -> None:
        async def limited(payload: bytes, limit_s: float) -> None:
            async with asyncio.timeout(limit_s):
                await session.publish("a", payload, qos=1)

        for payload in (b"1", b"2"):  # the first is sent and not answered yet, the second is held back
            with pytest.raises(TimeoutError):
                await limited(payload, 0.01)
        await limited(b"3", 3)

    with_broker(play, do=publish)


def test_more_messages_than_may_wait_find_their_turn() -> None:
    async def play(peer: Peer) -> None:
        await peer.accept()
        for _ in range(5_000):
            message = await peer.expect(Publish)
            await peer.send(Puback(message.packet_id or 0))
        await peer.until_closed()

    async def publish(session: Session) -> None:
        told = await asyncio.gather(*(session.publish("a", b"", qos=1) for _ in range(5_000)))
        assert all(each.reason_code == 0 for each in told)

    with_broker(play, do=publish)


def test_what_waits_fails_when_the_session_ends() -> None:
    async def play(peer: Peer) -> None:
        await peer.accept()
        await peer.until_closed()

    async def main() -> list[object]:
        async with scripted(play) as port:
            session = Session(config_for(port))
            await session.connect()
            tasks = [session.publish("a", b"", qos=1) for _ in range(2_500)]
            waiting = asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.sleep(0.05)
            await session.disconnect()
            async with asyncio.timeout(3):
                return [getattr(each, "reason", each) for each in await waiting]

    assert set(asyncio.run(main())) == {MqttReason.NOT_CONNECTED}


def test_broker_that_does_not_answer_pings_is_given_up() -> None:
    async def play(peer: Peer) -> None:
        await peer.accept()
        assert isinstance(await peer.read(), Pingreq)
        await peer.until_closed()

    async def wait(session: Session) -> None:
        async with asyncio.timeout(6):
            while session.state is SessionState.CONNECTED:
                await asyncio.sleep(0.02)
        assert session.snapshot.fault is not None
        assert session.snapshot.fault.reason is MqttReason.KEEP_ALIVE

    with_broker(play, do=wait, keep_alive_s=1)


def test_refused_connection_is_in_the_trace_from_beginning_to_end() -> None:
    trace = Trace()

    async def play(peer: Peer) -> None:
        await peer.accept(Connack(0x87))
        await peer.until_closed()

    async def main() -> None:
        async with scripted(play) as port:
            with pytest.raises(MqttFault):
                await Session(config_for(port), trace=trace).connect()

    asyncio.run(main())
    shown = [record.note.value if record.note else record.type.name for record in trace.since(1)]
    assert shown == ["connected", "CONNECT", "CONNACK", "connection-lost"]
    assert trace.since(1)[-1].text == "not-authorized"
