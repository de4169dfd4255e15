"""A modem that is unplugged and comes back, at the same place under another name, or not."""

from __future__ import annotations

import asyncio
import time

import pytest

from app.lab.modem import SimulatedModem
from app.lab.modem_script import modem_script
from app.modem.attachment import Attachment, PortWatch
from app.modem.discovery import FoundPort
from app.modem.history import Happening
from app.modem.port_roles import Role
from app.modem.service import Link, Modem


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.modem.attachment.SETTLING_S", 0.01)


def port_of(modem: SimulatedModem, interface: int = 2) -> FoundPort:
    return FoundPort(modem.url, Role.AT, "usb:2c7c:0125:A1:1-1", "EG25-G", interface=interface)


def simulated() -> SimulatedModem:
    return SimulatedModem(modem_script({"reply_delay_ms": 1}))


async def until(modem: Modem, link: Link) -> None:
    reached = asyncio.Event()
    disconnect = modem.changed.connect(lambda snapshot: reached.set() if snapshot.link is link else None)
    async with asyncio.timeout(8):
        while modem.snapshot.link is not link:
            reached.clear()
            await reached.wait()
    disconnect()


def test_it_is_found_again_under_another_name_and_watched_as_before() -> None:
    async def run() -> None:
        modem, ports = Modem(), []

        async def look() -> tuple[FoundPort, ...]:
            return tuple(ports)

        with simulated() as first, simulated() as second:
            await modem.open(first.url)
            modem.start_monitor(0.2)
            attachment = Attachment(modem, port_of(first), look=look, interval_s=0.05)
            async with asyncio.TaskGroup() as group:
                task = group.create_task(attachment.run())
                first.vanish()
                await until(modem, Link.LOST)
                ports.append(port_of(second, interface=3))  # another port of the same device: not this one
                await asyncio.sleep(0.2)
                assert modem.snapshot.link is Link.LOST
                begin = time.monotonic()
                ports[:] = [FoundPort("/dev/ttyUSB98765", Role.AT, "usb:2c7c:0125:A1:1-1", "x", interface=2)]
                await asyncio.sleep(0.2)  # announced, and not there yet
                ports[:] = [port_of(second)]
                await until(modem, Link.OPEN)
                assert time.monotonic() - begin < 3
                task.cancel()
            assert modem.snapshot.url == second.url
            happenings = [event.what for event in modem.history.events]
            assert happenings.index(Happening.LOST) < happenings.index(Happening.FOUND)
            samples = len(modem.history.samples)
            while len(modem.history.samples) == samples:
                await asyncio.sleep(0.05)
            await modem.close()

    asyncio.run(run())


def test_an_address_alone_is_tried_again_as_it_is() -> None:
    async def run() -> None:
        modem = Modem()
        with simulated() as place:
            await modem.open(place.url)
            gone = place.url
            attachment = Attachment(modem, gone, interval_s=0.05)
            async with asyncio.TaskGroup() as group:
                task = group.create_task(attachment.run())
                place.vanish()
                await until(modem, Link.LOST)
                await asyncio.sleep(0.3)
                assert modem.snapshot.fault is not None
                task.cancel()
            await modem.close()

    asyncio.run(run())


def test_plugging_is_noticed() -> None:
    async def run() -> None:
        one = FoundPort("/dev/ttyUSB2", Role.AT, "a", "a")
        answers = [(), (), (one,), (one,), ()]
        told: list[tuple[FoundPort, ...]] = []
        done = asyncio.Event()

        async def look() -> tuple[FoundPort, ...]:
            if not answers:
                done.set()
                return ()
            return answers.pop(0)

        watch = PortWatch(look, interval_s=0.001)
        watch.changed.connect(told.append)
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            task = group.create_task(watch.run())
            await done.wait()
            task.cancel()
        assert told == [(one,), ()]

    asyncio.run(run())
