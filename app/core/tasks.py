"""Ownership of background tasks: the only place where a task is born."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class TaskScope:
    """Owns the tasks started through it: names them, reports failures, cancels on close.

    A scope belongs to whatever has a lifetime (a window, a session, a service). Unlike
    `asyncio.TaskGroup`, one failure does not cancel the siblings; inside a single operation use TaskGroup.
    """

    def __init__(self, report: Callable[[str, BaseException], None]) -> None:
        self._report = report
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    def start(self, coro: Coroutine[Any, Any, T], *, name: str) -> asyncio.Task[T]:
        """Start coro as a named task owned by this scope."""
        if self._closed:
            coro.close()
            raise RuntimeError(f"scope is closed, cannot start {name}")
        task = asyncio.get_running_loop().create_task(coro, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    @property
    def names(self) -> list[str]:
        """Names of the tasks that are still running."""
        return sorted(task.get_name() for task in self._tasks)

    async def close(self, grace_s: float = 2.0) -> None:
        """Cancel everything and wait until it is gone, at most grace_s seconds."""
        self._closed = True
        current = asyncio.current_task()
        others = {task for task in self._tasks if task is not current}
        for task in others:
            task.cancel()
        if others:
            await asyncio.wait(others, timeout=grace_s)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._report(task.get_name(), error)
