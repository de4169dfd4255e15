"""Blocking work in a thread of its own: results, errors, cancelling."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from app.core.threads import Cancellation, in_thread


def test_result_comes_from_another_thread() -> None:
    async def main() -> str:
        return await in_thread("worker", lambda _: threading.current_thread().name)

    assert asyncio.run(main()) == "worker"


def test_error_is_raised_where_it_is_awaited() -> None:
    def fail(_: Cancellation) -> None:
        raise KeyError("x")

    async def main() -> None:
        await in_thread("worker", fail)

    with pytest.raises(KeyError):
        asyncio.run(main())


def test_cancelling_returns_at_once_and_is_told() -> None:
    told = threading.Event()

    def work(cancellation: Cancellation) -> str:
        if cancellation.wait(5):
            told.set()
        return "late"

    async def main() -> float:
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await in_thread("worker", work)
        return time.monotonic() - started

    assert asyncio.run(main()) < 2
    assert told.wait(2)


def test_result_that_nobody_waits_for_is_discarded() -> None:
    discarded: list[str] = []
    done = threading.Event()

    def work(cancellation: Cancellation) -> str:
        cancellation.wait(5)
        return "late"

    def discard(result: str) -> None:
        discarded.append(result)
        done.set()

    async def main() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await in_thread("worker", work, discard)

    asyncio.run(main())
    assert done.wait(2)
    assert discarded == ["late"]


def test_result_is_not_discarded_when_it_is_taken() -> None:
    discarded: list[int] = []

    async def main() -> int:
        return await in_thread("worker", lambda _: 7, discarded.append)

    assert (asyncio.run(main()), discarded) == (7, [])
