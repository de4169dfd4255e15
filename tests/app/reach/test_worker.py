"""Blocking work that can be given up."""

import asyncio
import socket
import threading
import time

import pytest

from app.reach.outcome import Journal
from app.reach.worker import Abandoned, Effort, in_thread


def test_the_result_and_the_error_come_back() -> None:
    def fail(_effort: Effort) -> None:
        raise KeyError("from the thread")

    async def run() -> None:
        assert await in_thread(lambda _effort: 42, Journal(), timeout_s=1, name="answer") == 42
        with pytest.raises(KeyError, match="from the thread"):
            await in_thread(fail, Journal(), timeout_s=1, name="error")

    asyncio.run(run())


def test_it_runs_on_a_thread_of_its_own() -> None:
    async def run() -> threading.Thread:
        return await in_thread(lambda _: threading.current_thread(), Journal(), timeout_s=1, name="the probe")

    thread = asyncio.run(run())
    assert thread.name == "the probe"
    assert thread.daemon


def test_cancelling_ends_a_wait_on_a_socket_at_once() -> None:
    left = threading.Event()

    def wait(effort: Effort) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.1", 0))
            try:
                effort.wait(readable=[sock])
            except Abandoned:
                left.set()
                raise

    async def run() -> None:
        waiting = in_thread(wait, Journal(), timeout_s=60, name="long")
        began = time.perf_counter()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(waiting, 0.05)
        assert time.perf_counter() - began < 1

    asyncio.run(run())
    assert left.wait(1), "the thread noticed, and closed its socket"


def test_work_that_is_stuck_in_the_system_does_not_hold_up_the_loop() -> None:
    release = threading.Event()

    async def run() -> None:
        stuck = in_thread(lambda _: release.wait(10), Journal(), timeout_s=1, name="stuck")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(stuck, 0.05)

    began = time.perf_counter()
    asyncio.run(run())
    assert time.perf_counter() - began < 1, "neither the cancel nor the end of the loop waits for it"
    release.set()


def test_a_wait_ends_at_the_time_limit() -> None:
    def wait(effort: Effort) -> tuple[list[socket.socket], bool]:
        return effort.wait(), effort.over

    async def run() -> tuple[list[socket.socket], bool]:
        return await in_thread(wait, Journal(), timeout_s=0.05, name="limit")

    assert asyncio.run(run()) == ([], True)


def test_a_wait_tells_which_sockets_are_ready() -> None:
    near, far = socket.socketpair()
    silent, other = socket.socketpair()

    def wait(effort: Effort) -> list[socket.socket]:
        far.send(b"x")
        return effort.wait(readable=[near, silent])

    async def run() -> list[socket.socket]:
        return await in_thread(wait, Journal(), timeout_s=5, name="ready")

    with near, far, silent, other:
        assert asyncio.run(run()) == [near]
