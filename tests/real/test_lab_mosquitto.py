"""The lab's broker as Mosquitto, and what the impaired link makes of QoS 0, 1 and 2 in front of it."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator

import pytest

from app.lab.broker import BrokerKind, LabBroker, mosquitto_path
from app.lab.broker_plan import BrokerPlan, Right
from app.lab.impairment import Cut, LinkPlan
from app.lab.link import Link
from tests.app.lab import mqtt_bytes

pytestmark = [
    pytest.mark.real("mosquitto"),
    pytest.mark.skipif(mosquitto_path() is None, reason="Mosquitto is not installed"),
]

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@contextlib.asynccontextmanager
async def running(plan: BrokerPlan, link: LinkPlan | None = None) -> AsyncIterator[tuple[LabBroker, Link]]:
    broker = LabBroker(plan, kind=BrokerKind.MOSQUITTO)
    carrier = Link(link or LinkPlan())
    await broker.start()
    try:
        await carrier.start("127.0.0.1", broker.port)
        async with asyncio.timeout(20):
            yield broker, carrier
    finally:
        await carrier.close()
        await broker.close()


async def joined(port: int, packet: bytes) -> Connection:
    """A connection on which CONNECT was accepted."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(packet)
    assert (await mqtt_bytes.receive(reader))[3] == 0
    return reader, writer


async def until_cut(reader: asyncio.StreamReader) -> None:
    with contextlib.suppress(ConnectionError):
        while await reader.read(4096):
            pass


async def everything(reader: asyncio.StreamReader, quiet_s: float = 0.3) -> list[bytes]:
    """All packets until nothing has come for quiet_s."""
    packets = []
    with contextlib.suppress(TimeoutError):
        while True:
            async with asyncio.timeout(quiet_s):
                packets.append(await mqtt_bytes.receive(reader))
    return packets


async def listener(broker: LabBroker, qos: int) -> Connection:
    """Subscribed beside the link, so that it sees what the broker really got."""
    reader, writer = await joined(broker.port, mqtt_bytes.connect("listener"))
    writer.write(mqtt_bytes.subscribe("t", qos))
    assert (await mqtt_bytes.receive(reader))[0] == 0x90
    return reader, writer


def test_it_tells_its_version_and_keeps_the_log() -> None:
    async def run() -> LabBroker:
        async with running(BrokerPlan()) as (broker, _):
            _, writer = await joined(broker.port, mqtt_bytes.connect("probe-7"))
            writer.close()
            assert broker.program.startswith("mosquitto ")
            assert broker.versions[-1] == "5"
        return broker

    assert "probe-7" in asyncio.run(run()).log


def test_tls_with_a_certificate_of_the_lab() -> None:
    async def run() -> None:
        async with running(BrokerPlan(tls="valid")) as (broker, _):
            context = ssl.create_default_context(cafile=str(broker.ca_file))
            reader, writer = await asyncio.open_connection("localhost", broker.tls_port, ssl=context)
            writer.write(mqtt_bytes.connect("a"))
            assert (await mqtt_bytes.receive(reader))[3] == 0
            writer.close()

    asyncio.run(run())


def test_passwords_and_rights_hold() -> None:
    plan = BrokerPlan(anonymous=False, users={"field": "right"}, acl=(Right(user="field", topic="t"),))

    async def run() -> None:
        async with running(plan) as (broker, _):
            for account in ((), ("field", "wrong")):
                reader, writer = await asyncio.open_connection("127.0.0.1", broker.port)
                writer.write(mqtt_bytes.connect("a", *account))
                assert (await mqtt_bytes.receive(reader))[3] == 5
                writer.close()
            reader, writer = await joined(broker.port, mqtt_bytes.connect("a", "field", "right"))
            writer.write(mqtt_bytes.subscribe("#", 0))
            writer.write(mqtt_bytes.publish("other", b"no") + mqtt_bytes.publish("t", b"yes"))
            assert (await everything(reader))[1:] == [mqtt_bytes.publish("t", b"yes")]
            writer.close()

    asyncio.run(run())


def test_a_qos_0_publish_cut_on_its_way_is_lost() -> None:
    cut = Cut(on="publish", towards="broker", qos=0, count=2)

    async def run() -> list[bytes]:
        async with running(BrokerPlan(), LinkPlan(cut=(cut,))) as (broker, link):
            ears, ears_writer = await listener(broker, 0)
            reader, writer = await joined(link.port, mqtt_bytes.connect("s"))
            for payload in (b"1", b"2"):
                writer.write(mqtt_bytes.publish("t", payload))
            await until_cut(reader)
            writer.close()
            _, writer = await joined(link.port, mqtt_bytes.connect("s"))
            writer.write(mqtt_bytes.publish("t", b"3"))
            heard = await everything(ears)
            writer.close()
            ears_writer.close()
            return heard

    assert [packet[-1:] for packet in asyncio.run(run())] == [b"1", b"3"]


def test_a_qos_1_publish_whose_puback_is_cut_arrives_twice() -> None:
    cut = Cut(on="puback", towards="client")

    async def run() -> list[bytes]:
        async with running(BrokerPlan(), LinkPlan(cut=(cut,))) as (broker, link):
            ears, ears_writer = await listener(broker, 0)
            reader, writer = await joined(link.port, mqtt_bytes.connect("s", clean=False))
            writer.write(mqtt_bytes.publish("t", b"1", 1, 7))
            await until_cut(reader)
            writer.close()
            reader, writer = await joined(link.port, mqtt_bytes.connect("s", clean=False))
            writer.write(mqtt_bytes.publish("t", b"1", 1, 7, dup=True))
            assert await mqtt_bytes.receive(reader) == mqtt_bytes.acknowledge(0x40, 7)
            heard = await everything(ears)
            writer.close()
            ears_writer.close()
            return heard

    assert [packet[-1:] for packet in asyncio.run(run())] == [b"1", b"1"]


@pytest.mark.parametrize("lost", ["pubrec", "pubcomp"])
def test_a_qos_2_publish_arrives_once_whatever_answer_is_cut(lost: str) -> None:
    cut = Cut.model_validate({"on": lost, "towards": "client"})

    async def run() -> list[bytes]:
        async with running(BrokerPlan(), LinkPlan(cut=(cut,))) as (broker, link):
            ears, ears_writer = await listener(broker, 0)
            reader, writer = await joined(link.port, mqtt_bytes.connect("s", clean=False))
            writer.write(mqtt_bytes.publish("t", b"1", 2, 7))
            if lost == "pubcomp":
                assert await mqtt_bytes.receive(reader) == mqtt_bytes.acknowledge(0x50, 7)
                writer.write(mqtt_bytes.acknowledge(0x62, 7))
            await until_cut(reader)
            writer.close()
            reader, writer = await joined(link.port, mqtt_bytes.connect("s", clean=False))
            if lost == "pubrec":
                writer.write(mqtt_bytes.publish("t", b"1", 2, 7, dup=True))
                assert await mqtt_bytes.receive(reader) == mqtt_bytes.acknowledge(0x50, 7)
            writer.write(mqtt_bytes.acknowledge(0x62, 7))
            assert await mqtt_bytes.receive(reader) == mqtt_bytes.acknowledge(0x70, 7)
            heard = await everything(ears)
            writer.close()
            ears_writer.close()
            return heard

    assert [packet[-1:] for packet in asyncio.run(run())] == [b"1"]
