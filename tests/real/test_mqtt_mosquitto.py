"""Sessions, trace, topics and delivery through a real Mosquitto, on every transport and version."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.secrets import Secret
from app.lab.impairment import Cut, LinkPlan
from app.lab.link import Link
from app.mqtt.delivery import DeliveryReading, measure
from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.flow_values import Verdict
from app.mqtt.flows import FlowEngine
from app.mqtt.packets import Version, Will
from app.mqtt.session import Session, SessionConfig, SessionState, Tls
from app.mqtt.topics import Retained, TopicStore
from app.mqtt.trace import Note, Trace
from tests.real.authority import KEY_PASSWORD
from tests.real.conftest import Mosquitto

pytestmark = pytest.mark.real("mosquitto")

VERSIONS = pytest.mark.parametrize("version", list(Version), ids=lambda version: version.number)


def trusting(broker: Mosquitto, **more: object) -> Tls:
    return replace(Tls(ca_file=broker.certificates / "ca.pem"), **more)  # type: ignore[arg-type]


@asynccontextmanager
async def session_at(url: str, trace: Trace | None = None, **changes: object) -> AsyncIterator[Session]:
    session = Session(replace(SessionConfig(url, reconnect=None), **changes), trace=trace)  # type: ignore[arg-type]
    await session.connect()
    try:
        yield session
    finally:
        await session.disconnect()


async def round_trip(session: Session, topic: str) -> None:
    """One message at each QoS, back at the same QoS."""
    stream = session.listen(interval_s=0.001)
    await session.subscribe(topic, qos=2)
    for qos in range(3):
        await session.publish(topic, b"%d" % qos, qos=qos)
    got = []
    async with asyncio.timeout(5):
        async for batch in stream.batches():
            got += [(message.payload, message.qos) for message in batch]
            if len(got) == 3:
                break
    session.stop_listening(stream)
    assert got == [(b"0", 0), (b"1", 1), (b"2", 2)]


@VERSIONS
@pytest.mark.parametrize("transport", ["mqtt", "mqtts", "ws", "wss"])
def test_every_transport_carries_every_version(
    mosquitto: Mosquitto, transport: str, version: Version
) -> None:
    port = {
        "mqtt": mosquitto.plain,
        "mqtts": mosquitto.tls,
        "ws": mosquitto.websocket,
        "wss": mosquitto.secure_websocket,
    }[transport]

    async def main() -> None:
        url = f"{transport}://127.0.0.1:{port}"
        async with session_at(url, version=version, tls=trusting(mosquitto)) as session:
            facts = session.snapshot.connected
            assert facts is not None
            assert (facts.tls_version is not None) == transport.endswith("s") or transport == "ws"
            assert (facts.websocket_ms is not None) == transport.startswith("ws")
            await round_trip(session, f"transport/{transport}/{version.number}")

    asyncio.run(main())


def test_large_messages_pass_whole(mosquitto: Mosquitto) -> None:
    async def main(url: str, content: bytes) -> bytes:
        async with session_at(url, tls=trusting(mosquitto)) as session:
            stream = session.listen(interval_s=0.001)
            await session.subscribe("large")
            await session.publish("large", content, qos=1)
            async with asyncio.timeout(10):
                async for batch in stream.batches():
                    session.stop_listening(stream)
                    return batch[0].payload
            raise AssertionError

    # Over WebSocket this broker sends 4 KiB every 100 ms.
    for url, rounds in (
        (mosquitto.url, 12_000),
        (f"mqtts://localhost:{mosquitto.tls}", 12_000),
        (f"wss://127.0.0.1:{mosquitto.secure_websocket}", 100),
    ):
        content = bytes(range(256)) * rounds
        assert asyncio.run(main(url, content)) == content


@pytest.mark.parametrize("kind", ["pem", "p12"])
def test_client_certificate_is_shown(mosquitto: Mosquitto, kind: str) -> None:
    folder = mosquitto.certificates
    own = {
        "pem": {"client_certificate": folder / "client.pem", "client_key": folder / "client.key"},
        "p12": {"client_certificate": folder / "client.p12", "key_password": Secret(KEY_PASSWORD)},
    }[kind]

    async def main() -> None:
        url = f"mqtts://127.0.0.1:{mosquitto.mutual_tls}"
        async with session_at(url, tls=trusting(mosquitto, **own)) as session:
            await round_trip(session, "mutual")

    asyncio.run(main())


def fault_at(config: SessionConfig) -> MqttFault:
    async def main() -> MqttFault:
        with pytest.raises(MqttFault) as caught:
            await Session(config).connect()
        return caught.value

    return asyncio.run(main())


def test_missing_client_certificate_is_named(mosquitto: Mosquitto) -> None:
    config = SessionConfig(f"mqtts://127.0.0.1:{mosquitto.mutual_tls}", tls=trusting(mosquitto))
    fault = fault_at(config)
    assert fault.reason is MqttReason.TLS_CLIENT_CERTIFICATE
    assert "CERTIFICATE_REQUIRED" in fault.evidence["alert"]


def test_wrong_password_of_a_key_is_named(mosquitto: Mosquitto) -> None:
    tls = trusting(
        mosquitto, client_certificate=mosquitto.certificates / "client.p12", key_password=Secret("wrong")
    )
    fault = fault_at(SessionConfig(f"mqtts://127.0.0.1:{mosquitto.mutual_tls}", tls=tls))
    assert fault.reason is MqttReason.TLS_FILES
    assert fault.evidence["file"].endswith("client.p12")
    assert "wrong" not in str(fault.evidence)


def test_authority_that_is_not_trusted(mosquitto: Mosquitto) -> None:
    tls = Tls(ca_file=mosquitto.certificates / "self-signed.pem")
    fault = fault_at(SessionConfig(f"mqtts://127.0.0.1:{mosquitto.tls}", tls=tls))
    assert fault.reason is MqttReason.TLS_NO_ISSUER
    assert fault.evidence["verify_code"] in ("19", "20")  # with or without the authority in the chain


def test_tls_where_the_broker_speaks_plain_text(mosquitto: Mosquitto) -> None:
    fault = fault_at(SessionConfig(f"mqtts://127.0.0.1:{mosquitto.plain}", tls=trusting(mosquitto)))
    assert fault.reason in (MqttReason.TLS_CLOSED, MqttReason.TLS_NOT_TLS)


def test_plain_text_where_the_broker_speaks_tls(mosquitto: Mosquitto) -> None:
    fault = fault_at(SessionConfig(f"mqtt://127.0.0.1:{mosquitto.tls}"))
    assert fault.reason is MqttReason.NOT_MQTT or fault.reason is MqttReason.CLOSED
    if fault.reason is MqttReason.NOT_MQTT:
        assert fault.evidence["spoken"] == "tls"


def test_websocket_where_the_broker_speaks_plain_mqtt(mosquitto: Mosquitto) -> None:
    fault = fault_at(SessionConfig(f"ws://127.0.0.1:{mosquitto.plain}"))
    assert fault.reason in (MqttReason.WEBSOCKET_REFUSED, MqttReason.CLOSED)


@pytest.mark.parametrize(
    ("name", "reason", "code"),
    [
        ("expired", MqttReason.TLS_EXPIRED, "10"),
        ("future", MqttReason.TLS_NOT_YET_VALID, "9"),
        ("other-name", MqttReason.TLS_HOST_MISMATCH, "64"),
        ("self-signed", MqttReason.TLS_SELF_SIGNED, "18"),
    ],
)
def test_certificates_that_are_wrong_in_one_way(
    mosquitto: Mosquitto, name: str, reason: MqttReason, code: str
) -> None:
    folder = mosquitto.certificates

    async def main() -> MqttFault:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")

        async def ignore(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.close()

        server = await asyncio.start_server(ignore, "127.0.0.1", 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        try:
            with pytest.raises(MqttFault) as caught:
                await Session(SessionConfig(f"mqtts://127.0.0.1:{port}", tls=trusting(mosquitto))).connect()
            await asyncio.sleep(0.05)
            return caught.value
        finally:
            server.close()

    fault = asyncio.run(main())
    assert (fault.reason, fault.evidence["verify_code"]) == (reason, code)


@VERSIONS
def test_trace_of_a_session_makes_complete_flows(mosquitto: Mosquitto, version: Version) -> None:
    trace = Trace()

    async def main() -> None:
        async with session_at(mosquitto.url, trace, version=version) as session:
            await round_trip(session, f"traced/{version.number}")
            await asyncio.sleep(0.2)  # the last acknowledgements are on their way

    asyncio.run(main())
    engine = FlowEngine()
    flows: set[int] = set()
    records = trace.since(1)
    for record in records:
        if record.note is None:
            flows.update(engine.observe(record).changed)
        elif record.note is Note.CONNECTED:
            engine.connection_opened(record.session)
    verdicts = [flow.verdict for number in flows if (flow := engine.flow(number))]
    assert len(verdicts) == 6  # connect, subscribe, QoS 1 and 2 out, QoS 1 and 2 in
    assert set(verdicts) == {Verdict.COMPLETE}
    stamps = [record.written_ns or record.at_ns for record in records]
    assert stamps == sorted(stamps)
    assert records[-1].note is Note.CONNECTION_LOST


def test_clean_goodbye_does_not_publish_the_will(mosquitto: Mosquitto) -> None:
    async def main() -> list[bytes]:
        heard: list[bytes] = []
        async with session_at(mosquitto.url) as listener:
            listener.add_sink(lambda _at, messages: heard.extend(message[1] for message in messages))
            await listener.subscribe("will/#")
            async with session_at(mosquitto.url, will=Will("will/a", b"gone")) as session:
                await session.subscribe("#")
            leaving = Session(SessionConfig(mosquitto.url, will=Will("will/b", b"died"), reconnect=None))
            await leaving.connect()
            assert leaving._line is not None
            leaving._line.tap.abort()
            async with asyncio.timeout(5):
                while not heard:
                    await asyncio.sleep(0.01)
            await leaving.disconnect()
        return heard

    assert asyncio.run(main()) == [b"died"]


def test_forbidden_topics_are_refused_at_publishing(mosquitto: Mosquitto) -> None:
    async def main() -> None:
        async with session_at(mosquitto.url) as session:
            with pytest.raises(MqttFault) as caught:
                await session.publish("forbidden/x", b"", qos=2)
            assert caught.value.reason is MqttReason.PUBLISH_REFUSED
            assert caught.value.evidence["reason_code"] == "0x87"
            await session.publish("allowed", b"", qos=2)

    asyncio.run(main())


def test_store_fills_from_the_wire(mosquitto: Mosquitto) -> None:
    store = TopicStore()

    async def main() -> None:
        async with session_at(mosquitto.url) as session:
            await session.publish("stored/r", b"kept", qos=1, retain=True)
            session.add_sink(store.put)
            await session.subscribe("stored/#", qos=1)
            for number in range(300):
                await session.publish(f"stored/{number % 30}", b"%d" % number, qos=number % 2)
            async with asyncio.timeout(5):
                while store.counts().messages < 301:
                    await asyncio.sleep(0.005)
            await session.publish("stored/r", b"", qos=1, retain=True)
            async with asyncio.timeout(5):
                while store.counts().messages < 302:
                    await asyncio.sleep(0.005)

    asyncio.run(main())
    store.changes()
    assert (store.root.total, store.root.topics) == (302, 31)
    retained = store.topic("stored/r")
    assert retained is not None
    assert retained.retained is Retained.CLEARED
    assert [kept.payload for kept in store.messages(retained)] == [b"kept", b""]


# Delivery.


def deliver(mosquitto: Mosquitto, plan: LinkPlan | None = None, **given: object) -> DeliveryReading:
    async def main() -> DeliveryReading:
        link = Link(plan or LinkPlan())
        port = await link.start("127.0.0.1", mosquitto.plain)
        version = given.pop("version", Version.V5)
        assert isinstance(version, Version)
        try:
            config = SessionConfig(f"mqtt://127.0.0.1:{port}", version=version)
            return await measure(config, topic=f"delivery/{time.monotonic_ns()}", **given)  # type: ignore[arg-type]
        finally:
            await link.close()

    return asyncio.run(main())


@pytest.mark.parametrize("version", [Version.V311, Version.V5], ids=lambda version: version.number)
def test_healthy_delivery(mosquitto: Mosquitto, version: Version) -> None:
    reading = deliver(mosquitto, version=version, count=20)
    assert (reading.reconnects, reading.outages, reading.granted_qos, reading.complete) == (0, (), 2, True)
    for flow in reading.flows:
        assert (flow.sent, flow.acknowledged, flow.received, flow.lost) == (20, 20, 20, 0)
        assert (flow.duplicates, flow.out_of_order, flow.resent, flow.fault) == (0, 0, 0, None)
        assert flow.arrived_qos == (flow.qos,)
        assert flow.rtt_ms_p50 is not None
        assert flow.rtt_ms_max is not None
        assert 0 < flow.rtt_ms_p50 <= flow.rtt_ms_max
    assert reading.duration_ms < 5000


@pytest.mark.parametrize("version", [Version.V311, Version.V5], ids=lambda version: version.number)
def test_lost_puback_makes_a_duplicate_at_qos_1_and_none_at_qos_2(
    mosquitto: Mosquitto, version: Version
) -> None:
    cut = Cut(on="puback", towards="client", count=3)
    reading = deliver(mosquitto, LinkPlan(delay_ms=2, cut=(cut,)), version=version, qos=(1, 2))
    one, two = reading.flows
    assert (reading.reconnects, reading.outages) == (1, ("connection-lost",))
    assert (one.received, one.lost, one.acknowledged) == (10, 0, 10)
    assert one.duplicates >= 1
    assert one.resent >= 1
    assert (two.received, two.lost, two.acknowledged, two.duplicates) == (10, 0, 10, 0)


@pytest.mark.parametrize("packet", ["pubrec", "pubcomp"])
def test_qos_2_is_exactly_once_wherever_the_connection_is_cut(mosquitto: Mosquitto, packet: str) -> None:
    cut = Cut.model_validate({"on": packet, "towards": "client", "count": 2})
    (flow,) = deliver(mosquitto, LinkPlan(delay_ms=2, cut=(cut,)), qos=(2,)).flows
    assert (flow.received, flow.lost, flow.acknowledged, flow.duplicates) == (10, 0, 10, 0)


def test_time_limit_ends_the_experiment_with_what_is_known(mosquitto: Mosquitto) -> None:
    plan = LinkPlan(delay_ms=200)
    reading = deliver(mosquitto, plan, qos=(1,), count=200, time_limit_s=1.5)
    assert not reading.complete
    assert 0 < reading.flows[0].sent < 200
    assert reading.duration_ms < 6000


def test_forbidden_delivery_is_a_fault(mosquitto: Mosquitto) -> None:
    async def main() -> MqttReason:
        with pytest.raises(MqttFault) as caught:
            await measure(SessionConfig(mosquitto.url), topic="forbidden/x", qos=(1,))
        return caught.value.reason

    assert asyncio.run(main()) in (MqttReason.SUBSCRIBE_REFUSED, MqttReason.PUBLISH_REFUSED)


@pytest.mark.parametrize("version", [Version.V311, Version.V5], ids=lambda version: version.number)
def test_no_session_stays_at_the_broker(mosquitto: Mosquitto, version: Version) -> None:
    """The same identifier finds nothing when it asks for its old session."""
    config = SessionConfig(mosquitto.url, client_id=f"stays{version.value}", version=version, reconnect=None)

    async def main() -> bool:
        await measure(config, topic="stays", qos=(1,), count=2)
        again = Session(replace(config, clean_start=False, session_expiry_s=5))
        facts = await again.connect()
        await again.disconnect()
        return facts.session_present

    assert asyncio.run(main()) is False


def test_cancelled_delivery_ends_within_a_second(mosquitto: Mosquitto) -> None:
    async def main() -> float:
        link = Link(LinkPlan(delay_ms=100))
        port = await link.start("127.0.0.1", mosquitto.plain)
        try:
            started = time.monotonic()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.7):
                    await measure(SessionConfig(f"mqtt://127.0.0.1:{port}"), topic="cancelled", count=1000)
            return time.monotonic() - started - 0.7
        finally:
            await link.close()

    assert asyncio.run(main()) < 1.0


def test_several_sessions_at_once(mosquitto: Mosquitto) -> None:
    async def main() -> list[SessionState]:
        async with asyncio.TaskGroup() as group:
            for number in range(6):
                group.create_task(one(number))
        return states

    states: list[SessionState] = []

    async def one(number: int) -> None:
        async with session_at(mosquitto.url, version=list(Version)[number % 3]) as session:
            await round_trip(session, f"several/{number}")
            states.append(session.state)

    assert asyncio.run(main()) == [SessionState.CONNECTED] * 6


def test_files_of_the_fixture_are_there(mosquitto: Mosquitto) -> None:
    assert isinstance(mosquitto.certificates, Path)
    assert (mosquitto.certificates / "ca.pem").read_text().startswith("-----BEGIN CERTIFICATE")
