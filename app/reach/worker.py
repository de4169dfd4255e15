"""A thread for a probe: it waits on sockets with a time limit, and giving up reaches it in the middle.

Probes wait in threads, not on the loop: a busy window must not falsify their times (facts/reach.md 0.5,
facts/style-and-tools.md 4.3).
"""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from app.core import threads
from app.reach.outcome import Journal

T = TypeVar("T")


class Abandoned(Exception):
    """Nobody waits for the result any more: leave, closing what is open."""


class Effort:
    """What blocking work is given: a journal, a time limit, and a wait in which giving up reaches it."""

    def __init__(self, journal: Journal, until_ns: int) -> None:
        """until_ns: in perf_counter time."""
        self.until_ns = until_ns
        self.note = journal.note
        self._near, self._far = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._near, selectors.EVENT_READ)
        self._lock = threading.Lock()
        self._closed = False

    def wait(
        self,
        *,
        readable: Iterable[socket.socket] = (),
        writable: Iterable[socket.socket] = (),
        until_ns: int | None = None,
    ) -> list[socket.socket]:
        """The sockets that are ready; none when the limit, or until_ns, has come. Raises Abandoned."""
        wanted = dict.fromkeys(readable, selectors.EVENT_READ)
        for sock in writable:
            wanted[sock] = wanted.get(sock, 0) | selectors.EVENT_WRITE
        for sock, events in wanted.items():
            self._selector.register(sock, events)
        limit_ns = self.until_ns if until_ns is None else min(until_ns, self.until_ns)
        try:
            left_s = max(0.0, (limit_ns - time.perf_counter_ns()) / 1e9)
            ready = [key.fileobj for key, _ in self._selector.select(left_s)]
        finally:
            for sock in wanted:
                self._selector.unregister(sock)
        if self._near in ready:
            raise Abandoned
        return [sock for sock in wanted if sock in ready]

    @property
    def over(self) -> bool:
        """Whether the time limit has come."""
        return time.perf_counter_ns() >= self.until_ns

    def abandon(self) -> None:
        """Called from any thread; does nothing after the work has ended."""
        with self._lock:
            if not self._closed:
                self._far.send(b"\0")

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._selector.close()
            self._near.close()
            self._far.close()


async def in_thread(work: Callable[[Effort], T], journal: Journal, *, timeout_s: float, name: str) -> T:
    """Run work on a daemon thread of its own and wait for it; timeout_s counts from the journal's start.

    Cancelling returns at once; the thread ends as soon as work next waits through its Effort. Work that is
    stuck in a system call (a name look-up) ends by itself later, and its result is forgotten.
    """
    effort = Effort(journal, journal.started_ns + int(timeout_s * 1e9))

    def carry_out(_cancellation: threads.Cancellation) -> T:
        try:
            return work(effort)
        finally:
            effort.close()

    try:
        return await threads.in_thread(name, carry_out)
    finally:
        effort.abandon()
