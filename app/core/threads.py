"""Runs a blocking function in a thread of its own and awaits it, on any event loop and any system.

Unlike the loop's executor the thread ends with the function, and cancelling does not wait for it: whoever
is cancelled gets control back at once, and the function is told through its `Cancellation`.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Cancellation:
    """Tells a blocking function that nobody waits for it any more."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        self._event.set()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def wait(self, timeout_s: float) -> bool:
        """Sleep at most timeout_s; True as soon as nobody waits any more."""
        return self._event.wait(timeout_s)


async def in_thread(
    name: str, function: Callable[[Cancellation], T], discard: Callable[[T], None] | None = None
) -> T:
    """Await `function(cancellation)`; what it raises is raised here.

    discard: called in the thread with a result that nobody waits for any more, to close what it holds.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()
    cancellation = Cancellation()
    lock = threading.Lock()
    delivered = False

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.done():
            if error is None and discard is not None:
                discard(result)  # type: ignore[arg-type]
        elif error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def hand_over(result: T | None, error: BaseException | None) -> None:
        nonlocal delivered
        with lock:
            delivered = not cancellation.cancelled and not loop.is_closed()
            if delivered:
                loop.call_soon_threadsafe(settle, result, error)
        if not delivered and error is None and discard is not None:
            discard(result)  # type: ignore[arg-type]

    def run() -> None:
        try:
            result = function(cancellation)
        except BaseException as error:  # noqa: BLE001 - carried over to the one who awaits
            hand_over(None, error)
        else:
            hand_over(result, None)

    threading.Thread(target=run, name=name, daemon=True).start()
    try:
        return await future
    finally:
        with lock:
            cancellation.cancel()
