"""A whole world of one scenario: the sheet fits it, everything in it works, and nothing of it stays."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.lab import scenario
from app.lab.world import SITE_FILE, World
from app.modem.service import Modem
from app.mqtt.packets import Version
from app.mqtt.session import Session, SessionConfig
from app.reach import tls


@asynccontextmanager
async def world(name: str) -> AsyncIterator[World]:
    unexpected: list[BaseException] = []
    built = World(scenario.load(name), lambda _name, error: unexpected.append(error))
    await built.start()
    try:
        yield built
    finally:
        await built.close()
    assert unexpected == []


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_modem_and_broker_are_where_the_sheet_and_the_document_say(temp: Path) -> None:
    async def play() -> None:
        async with world("healthy") as here:
            assert here.site_file.name == SITE_FILE
            sheet, told = here.site(), here.endpoints()
            assert sheet.broker is not None
            assert told["broker"]["url"] == sheet.broker.url == f"mqtt://127.0.0.1:{here.link.port}"
            assert told["scenario"] == "healthy"
            assert told["expect"]["state"] == "passed"

            modem = Modem()
            await modem.open(told["modem"])
            assert (await modem.sim()).value.iccid == (sheet.sim and sheet.sim.iccid)
            await modem.close()

            session = Session(SessionConfig(url=sheet.broker.url, version=Version.V311))
            await session.connect()
            await session.disconnect()
            assert here.link.counts.connections == 1  # the devices have a way of their own
        assert list(temp.iterdir()) == []

    asyncio.run(play())


def test_a_broker_with_tls_comes_with_the_authority_that_signed_it(temp: Path) -> None:
    async def play() -> tls.Handshake:
        async with world("broker-tls-expired") as here:
            broker = here.site().broker
            assert broker is not None and broker.url.startswith("mqtts://")
            assert broker.ca_file is not None and Path(broker.ca_file).exists()
            return await tls.handshake("127.0.0.1", here.link.port, ca_file=broker.ca_file, timeout_s=5)

    assert asyncio.run(play()).verdict.value == "expired"
    assert list(temp.iterdir()) == []


def test_two_worlds_at_once_have_nothing_in_common(temp: Path) -> None:
    async def play() -> None:
        async with world("healthy") as one, world("healthy") as two:
            assert one.modem.url != two.modem.url
            assert one.broker_url != two.broker_url
            assert one.site_file != two.site_file

    asyncio.run(play())
    assert list(temp.iterdir()) == []


def test_closing_twice_is_closing_once(temp: Path) -> None:
    async def play() -> None:
        async with world("healthy") as here:
            await here.close()

    asyncio.run(play())
    assert list(temp.iterdir()) == []


def test_a_start_that_is_cancelled_leaves_nothing(temp: Path) -> None:
    async def play() -> None:
        built = World(scenario.load("healthy"), lambda _name, _error: None)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.03):
                await built.start()
        await built.close()

    asyncio.run(play())
    assert list(temp.iterdir()) == []
