"""A bounded hand-over of items from any thread to one consumer on the loop, in batches."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


class Stream(Generic[T]):
    """Any thread puts; the loop takes whole batches. When full, the oldest item is dropped and counted.

    One wake-up of the loop per batch, however many items it holds. `close()` ends the iteration after
    what is left has been taken; putting into a closed stream does nothing.
    """

    def __init__(self, limit: int, interval_s: float = 0.05) -> None:
        self._loop = asyncio.get_running_loop()
        self._items: deque[T] = deque(maxlen=limit)
        self._interval_s = interval_s
        self._lock = threading.Lock()
        self._ready = asyncio.Event()
        self._armed = False
        self._closed = False
        self.dropped = 0

    def put(self, item: T) -> None:
        self.put_all((item,))

    def put_all(self, items: Iterable[T]) -> None:
        with self._lock:
            if self._closed:
                return
            for item in items:
                self.dropped += len(self._items) == self._items.maxlen
                self._items.append(item)
            wake, self._armed = not self._armed, True
            if wake:
                self._wake()

    def close(self) -> None:
        with self._lock:
            if not self._closed:
                self._closed = True
                self._wake()

    def _wake(self) -> None:
        # Under the lock: after close() returned nobody may touch the loop, which may be gone by then.
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ready.set)

    async def batches(self) -> AsyncGenerator[list[T], None]:
        """Yield what came since the last batch, at most once per interval."""
        while True:
            await self._ready.wait()
            self._ready.clear()
            with self._lock:
                batch, self._armed = list(self._items), False
                self._items.clear()
                closed = self._closed
            if batch:
                yield batch
            if closed:
                return
            await asyncio.sleep(self._interval_s)
