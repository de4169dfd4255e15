"""How many acknowledged messages may be under way at once (Receive Maximum, MQTT 5 section 4.9)."""

from __future__ import annotations

import asyncio
from collections import deque

LARGEST = 65_535


class Window:
    """First come, first served. Closed while there is no connection: then those who have a place keep it."""

    def __init__(self) -> None:
        self._size = 0
        self._waiters: deque[asyncio.Future[None]] = deque()
        self.taken = 0

    @property
    def waiting(self) -> int:
        return sum(not waiter.done() for waiter in self._waiters)

    def open(self, size: int) -> None:
        self._size = size
        self._serve()

    def close(self) -> None:
        self._size = 0

    async def take(self) -> None:
        """Wait for a place and take it."""
        if self.taken < self._size and not self.waiting:
            self.taken += 1
            return
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                self.give_back()
            raise

    def give_back(self) -> None:
        self.taken -= 1
        self._serve()

    def fail(self, error: Exception) -> None:
        """Nobody will get a place any more."""
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                waiter.set_exception(error)

    def _serve(self) -> None:
        while self.taken < self._size and self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                self.taken += 1
                waiter.set_result(None)
