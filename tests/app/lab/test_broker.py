"""The lab's broker, with the one that comes from PyPI; Mosquitto is in tests/real."""

import asyncio
import contextlib
import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from app.lab import broker as broker_module
from app.lab.broker import BrokerKind, BrokerNote, LabBroker
from app.lab.broker_plan import BrokerPlan, Right
from app.lab.faults import LabFault, LabReason
from tests.app.lab import mqtt_bytes

OWNER = """
import asyncio, sys
from app.lab.broker import BrokerKind, BrokerPlan, LabBroker

async def main():
    broker = LabBroker(BrokerPlan(), kind=BrokerKind.AMQTT)
    await broker.start()
    print(broker.port, broker._folder, flush=True)
    try:
        await asyncio.sleep(60)
    finally:
        await broker.close()

asyncio.run(main())
"""


@contextlib.asynccontextmanager
async def running(plan: BrokerPlan) -> AsyncIterator[LabBroker]:
    broker = LabBroker(plan, kind=BrokerKind.AMQTT)
    await broker.start()
    try:
        yield broker
    finally:
        await broker.close()


async def _connack(broker: LabBroker, packet: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", broker.port)
    try:
        writer.write(packet)
        async with asyncio.timeout(5):
            return await mqtt_bytes.receive(reader)
    finally:
        writer.close()


def test_it_takes_a_client_and_leaves_nothing_behind() -> None:
    async def run() -> None:
        async with running(BrokerPlan()) as broker:
            assert await _connack(broker, mqtt_bytes.connect("a")) == bytes.fromhex("20020000")
            folder = broker._folder
            assert folder is not None and folder.is_dir()
            port = broker.port
        assert not folder.exists()
        with pytest.raises(OSError):
            await asyncio.open_connection("127.0.0.1", port)

    asyncio.run(run())


def test_amqtt_says_what_it_cannot_do() -> None:
    broker = LabBroker(BrokerPlan(), kind=BrokerKind.AMQTT)
    assert broker.versions == ("3.1.1",)
    assert broker.notes == (BrokerNote.ONLY_3_1_1, BrokerNote.QOS_RAISED)


def test_passwords_and_rights_hold() -> None:
    plan = BrokerPlan(anonymous=False, users={"field": "right"}, acl=(Right(user="field", topic="mine/#"),))

    async def run() -> None:
        async with running(plan) as broker:
            codes = [
                (await _connack(broker, mqtt_bytes.connect("a", *account)))[3]
                for account in ((), ("field", "wrong"), ("field", "right"))
            ]
            assert codes[2] == 0
            assert all(code != 0 for code in codes[:2])

            reader, writer = await asyncio.open_connection("127.0.0.1", broker.port)
            writer.write(mqtt_bytes.connect("a", "field", "right"))
            writer.write(mqtt_bytes.subscribe("#", 0))
            writer.write(mqtt_bytes.publish("theirs", b"no") + mqtt_bytes.publish("mine/1", b"yes"))
            async with asyncio.timeout(5):
                packets = [await mqtt_bytes.receive(reader) for _ in range(3)]
            assert packets[2] == mqtt_bytes.publish("mine/1", b"yes")
            writer.close()

    asyncio.run(run())


def test_the_tls_port_shows_the_certificate_that_was_asked_for() -> None:
    async def run() -> None:
        async with running(BrokerPlan(tls="expired")) as broker:
            context = ssl.create_default_context(cafile=str(broker.ca_file))
            with pytest.raises(ssl.SSLCertVerificationError) as caught:
                await asyncio.open_connection("localhost", broker.tls_port, ssl=context)
            assert caught.value.verify_code == 10

    asyncio.run(run())


def test_a_server_that_is_no_broker_stands_in_for_it() -> None:
    async def run() -> bytes:
        broker = LabBroker(BrokerPlan(behaviour="http"))
        await broker.start()
        assert broker.kind is BrokerKind.SCRIPTED
        reader, writer = await asyncio.open_connection("127.0.0.1", broker.port)
        writer.write(mqtt_bytes.connect("a"))
        answer = await reader.read()
        writer.close()
        await broker.close()
        return answer

    assert asyncio.run(run()).startswith(b"HTTP/")


def test_a_broker_that_does_not_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "mosquitto"
    program.write_text("#!/bin/sh\necho cannot start >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setattr(broker_module, "mosquitto_path", lambda: str(program))

    async def run() -> None:
        await LabBroker(BrokerPlan()).start()

    if sys.platform == "win32":
        pytest.skip("a shell script stands for the broken broker")
    with pytest.raises(LabFault) as caught:
        asyncio.run(run())
    assert caught.value.reason is LabReason.BROKER_NOT_STARTED
    assert "cannot start" in caught.value.evidence["log"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_it_dies_with_its_owner(how: signal.Signals) -> None:
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", OWNER],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=root,
        start_new_session=True,
    ) as owner:
        assert owner.stdout is not None
        port, folder = owner.stdout.readline().split()
        servers = psutil.Process(owner.pid).children(recursive=True)
        assert len(servers) == 2, "the guard and the broker"
        os.killpg(owner.pid, how)
        owner.wait(10)
    assert psutil.wait_procs(servers, timeout=10)[1] == []
    deadline = time.monotonic() + 5
    while Path(folder).exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(folder).exists()
    assert int(port) > 0
