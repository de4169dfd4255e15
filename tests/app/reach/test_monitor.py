"""A path watched: real connections on loopback, loss, bounds, and an end that leaves nothing behind."""

from __future__ import annotations

import asyncio
import socket

from app.reach.monitor import Path, PathMonitor, PathWay, measure
from app.reach.path_samples import PathSample


def fail(where: str, error: BaseException) -> None:
    raise AssertionError(where) from error


async def until(monitor: PathMonitor, count: int) -> None:
    """Wait for so many tries."""
    seen = asyncio.Event()
    disconnect = monitor.added.connect(lambda _sample: seen.set())
    try:
        async with asyncio.timeout(10):
            while len(monitor.samples) < count:
                seen.clear()
                await seen.wait()
    finally:
        disconnect()


def test_real_connections_are_made_until_it_is_stopped_and_again_after() -> None:
    async def run() -> None:
        with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
            monitor = PathMonitor(Path("127.0.0.1", server.getsockname()[1]), fail, interval_s=0.02)
            monitor.start()
            monitor.start()  # is running already
            await until(monitor, 3)
            assert monitor.is_running
            await monitor.stop()
            count = len(monitor.samples)
            await asyncio.sleep(0.1)
            assert len(monitor.samples) == count
            assert not monitor.is_running
            monitor.start()
            await until(monitor, count + 1)
            await monitor.stop()
        assert {sample.verdict for sample in monitor.samples} == {"open"}
        assert monitor.summary(60).lost == 0

    asyncio.run(run())


def test_a_refusal_is_a_lost_try() -> None:
    async def run() -> PathSample:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            return await measure(Path("127.0.0.1", closed.getsockname()[1]))

    sample = asyncio.run(run())
    assert (sample.verdict, sample.rtt_ms) == ("refused", None)


def test_the_history_is_bounded_and_the_window_counts_from_the_newest() -> None:
    at_s = iter(range(1000))

    async def now(_path: Path) -> PathSample:
        second = next(at_s)
        return PathSample(second * 1_000_000_000, None if second % 2 else 7.0, "open")

    async def run() -> None:
        monitor = PathMonitor(Path("h", 1), fail, interval_s=0, history=10, measure=now)
        monitor.start()
        while next(iter(monitor.samples), PathSample(0, None, "")).at_ns < 30_000_000_000:
            await asyncio.sleep(0)
        await monitor.stop()
        assert len(monitor.samples) == 10
        summary = monitor.summary(4)
        assert (summary.sent, summary.lost) == (4, 2)

    asyncio.run(run())


def test_no_right_to_ping_ends_it_and_says_so() -> None:
    async def forbidden(_path: Path) -> PathSample:
        return PathSample(0, None, "not-permitted")

    async def run() -> None:
        monitor = PathMonitor(Path("h", way=PathWay.PING), fail, interval_s=0, measure=forbidden)
        told: list[PathSample] = []
        monitor.added.connect(told.append)
        monitor.start()
        async with asyncio.timeout(5):
            while monitor.is_running:
                await asyncio.sleep(0)
        assert monitor.blocked == "not-permitted"
        assert len(told) == 1
        assert not monitor.samples
        await monitor.stop()

    asyncio.run(run())


def test_nothing_is_measured_before_it_is_started() -> None:
    assert PathMonitor(Path("h", 1), fail).summary(60).sent == 0
