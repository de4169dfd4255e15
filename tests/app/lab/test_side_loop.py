"""A loop on a thread of its own."""

import asyncio
import threading
import time

import pytest

from app.lab.side_loop import SideLoop


async def _where() -> str:
    return threading.current_thread().name


def test_coroutines_run_on_its_thread_and_come_back() -> None:
    async def run() -> str:
        loop = SideLoop("beside")
        try:
            return await loop.run(_where())
        finally:
            await loop.close()

    assert asyncio.run(run()) == "beside"


def test_an_error_over_there_is_raised_here() -> None:
    async def fail() -> None:
        raise KeyError("over there")

    async def run() -> None:
        loop = SideLoop("beside")
        with pytest.raises(KeyError, match="over there"):
            await loop.run(fail())
        await loop.close()

    asyncio.run(run())


def test_close_cancels_its_tasks_ends_the_thread_and_may_be_repeated() -> None:
    cancelled = threading.Event()

    async def forever() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            cancelled.set()

    async def start(loop: SideLoop) -> None:
        loop.scope.start(forever(), name="forever")

    async def run() -> float:
        loop = SideLoop("beside")
        await loop.run(start(loop))
        await loop.run(asyncio.sleep(0))
        began = time.perf_counter()
        await loop.close()
        await loop.close()
        return time.perf_counter() - began

    assert asyncio.run(run()) < 1
    assert cancelled.is_set()


@pytest.mark.expects_log("failing ended by an error")
def test_a_task_that_fails_over_there_is_logged() -> None:
    async def fail() -> None:
        raise KeyError("nobody waits")

    async def start(loop: SideLoop) -> None:
        loop.scope.start(fail(), name="failing")

    async def run() -> None:
        loop = SideLoop("beside")
        await loop.run(start(loop))
        await loop.run(asyncio.sleep(0))
        await loop.close()

    asyncio.run(run())


def test_call_is_done_over_there() -> None:
    async def run() -> str:
        loop = SideLoop("beside")
        names: list[str] = []
        loop.call(lambda: names.append(threading.current_thread().name))
        await loop.run(asyncio.sleep(0))
        await loop.close()
        return names[0]

    assert asyncio.run(run()) == "beside"
