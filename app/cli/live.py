"""How commands that stream run: a session, a time to stop, Ctrl-C and a plain kill ending in order."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


def run(work: Callable[[], Awaitable[T]]) -> T:
    """Run work on a loop of its own."""

    async def main() -> T:
        return await work()

    sys.setswitchinterval(0.001)  # threads that stamp packets must not wait for the loop's turn
    return asyncio.run(main())


def told_to_stop() -> asyncio.Event:
    """Set by SIGTERM from now on; Ctrl-C is an exception in asyncio's runners already."""
    stop = asyncio.Event()
    if sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    return stop


async def until(duration_s: float | None) -> None:
    """Until the time is over, SIGTERM comes or, as an exception, Ctrl-C."""
    stop = told_to_stop()
    try:
        async with asyncio.timeout(duration_s):
            await stop.wait()
    except TimeoutError:
        pass
