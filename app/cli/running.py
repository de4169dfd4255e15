"""Runs a command's coroutine with services around it; Ctrl-C ends both in order."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.composition import Services

T = TypeVar("T")


def with_services(work: Callable[[Services], Awaitable[T]], *, port: str | None = None) -> T:
    """Run work on a loop of its own. An unexpected error in the background ends the run and is raised."""
    sys.setswitchinterval(0.001)  # threads that stamp packets must not wait for the loop's turn
    return asyncio.run(_run(work, port))


async def _run(work: Callable[[Services], Awaitable[T]], port: str | None) -> T:
    unexpected: list[BaseException] = []
    services = Services(lambda _name, error: unexpected.append(error), port=port)
    try:
        result = await work(services)
    finally:
        await services.close()
    if unexpected:
        raise unexpected[0]
    return result
