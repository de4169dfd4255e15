"""A thread with an asyncio loop of its own, so that a busy window cannot disturb what the lab plays."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from app.core.tasks import TaskScope

T = TypeVar("T")

_log = logging.getLogger(__name__)


class SideLoop:
    """Runs coroutines on its own thread; `close` ends the tasks of `scope`, then the thread.

    The loop is a selector loop on every OS: the proactor of Windows stops receiving UDP after one ICMP
    unreachable (facts/reach.md 0.5).
    """

    def __init__(self, name: str) -> None:
        self._loop = asyncio.SelectorEventLoop()
        self._thread = threading.Thread(target=self._turn, name=name, daemon=True)
        self.scope = TaskScope(_report)
        self._thread.start()

    async def run(self, coro: Coroutine[Any, Any, T]) -> T:
        """Run coro over there and wait for it here; cancelling the wait cancels it there."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coro, self._loop))

    def call(self, function: Callable[[], object]) -> None:
        """Have function called over there, soon."""
        self._loop.call_soon_threadsafe(function)

    async def close(self) -> None:
        if self._loop.is_closed():
            return
        await self.run(self.scope.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _turn(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()


def _report(name: str, error: BaseException) -> None:
    _log.error("%s ended by an error", name, exc_info=error)
