"""What the window asks of a panel, and what a panel may ask of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.tasks import TaskScope

if TYPE_CHECKING:
    from asyncio import Task
    from collections.abc import Callable, Coroutine

T = TypeVar("T")


class Panel(QWidget):
    """One page of the window. Built and started when it is first shown, closed with the window.

    wanted: emits the key of an action (`check.run`, `panel.modem`, ...), which the window then does.
    """

    wanted = Signal(str)
    failed = Signal(str, object)  # name of the task, its exception: the window tells it once

    def __init__(self, services: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.services = services
        self._scope: TaskScope | None = None
        self._disconnects: list[Callable[[], None]] = []

    def start(self) -> None:
        """Called once, on the loop, before the panel is shown for the first time."""

    def set_shown(self, shown: bool) -> None:
        """Told whether the panel is the one in view; costly updates can wait until it is."""

    def facts(self) -> tuple[str, ...]:
        """Short facts for the status line while this panel is in view; asked for about once a second."""
        return ()

    def do(self, key: str) -> bool:
        """Do an action that only this panel knows; False when it does not."""
        return False

    def run(self, coro: Coroutine[Any, Any, T], name: str) -> Task[T]:
        """Start work that is cancelled when the panel closes."""
        if self._scope is None:
            self._scope = TaskScope(self.failed.emit)
        return self._scope.start(coro, name=name)

    def follow(self, disconnect: Callable[[], None]) -> None:
        """Keep what `Signal.connect` returned, to be called when the panel closes."""
        self._disconnects.append(disconnect)

    async def aclose(self) -> None:
        """Let go of services and end the panel's tasks."""
        for disconnect in self._disconnects:
            disconnect()
        self._disconnects.clear()
        if self._scope is not None:
            await self._scope.close()
            self._scope = None
