"""How streaming commands end: after their time, or told by SIGTERM."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time

import pytest

from app.cli import live


def test_the_time_ends_it_and_the_result_comes_back():
    async def work() -> str:
        await live.until(0.05)
        return "done"

    assert live.run(work) == "done"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to handle")
def test_a_plain_kill_ends_it_in_order():
    async def work() -> float:
        asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGTERM)
        started = time.monotonic()
        await live.until(30)
        return time.monotonic() - started

    assert live.run(work) < 10


def test_an_error_comes_out():
    async def work() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        live.run(work)
