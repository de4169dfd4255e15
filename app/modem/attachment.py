"""Keeps up with plugging: which ports there are now, and a lost modem found again under whatever name."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from app.core.observable import Signal
from app.modem.discovery import FoundPort, look, same_port
from app.modem.port import PortFault, PortReason
from app.modem.service import Link, Modem

INTERVAL_S = 1.0
SETTLING_S = 0.3
"""After a device has appeared its ports come one by one, and the system sets their rights."""

Look = Callable[[], Awaitable[tuple[FoundPort, ...]]]


class PortWatch:
    """Looks again and again which ports there are; `changed` tells when that is different from before."""

    def __init__(self, look: Look = look, interval_s: float = INTERVAL_S) -> None:
        self.ports: tuple[FoundPort, ...] = ()
        self.changed: Signal[tuple[FoundPort, ...]] = Signal()
        self._look = look
        self._interval_s = interval_s

    async def run(self) -> None:
        while True:
            ports = await self._look()
            if ports != self.ports:
                self.ports = ports
                self.changed.emit(ports)
            await asyncio.sleep(self._interval_s)


class Attachment:
    """Opens a lost modem again once it is back, until the task that runs it is cancelled.

    port: the one that was chosen; it is known again by device, USB path and interface, not by its name. An
    address alone (`socket://`, a pty) is tried again as it is.
    """

    def __init__(
        self, modem: Modem, port: FoundPort | str, *, look: Look = look, interval_s: float = INTERVAL_S
    ) -> None:
        self._modem = modem
        self._port = port
        self._look = look
        self._interval_s = interval_s

    async def run(self) -> None:
        lost = asyncio.Event()

        def on_change(_snapshot: object) -> None:
            if self._modem.snapshot.link is Link.LOST:
                lost.set()

        disconnect = self._modem.changed.connect(on_change)
        try:
            while True:
                on_change(None)
                await lost.wait()
                await self._return()
                lost.clear()
        finally:
            disconnect()

    async def _return(self) -> None:
        """Until the modem answers again. One that another program has taken meanwhile is waited for too."""
        while True:
            url = await self._where()
            if url is not None:
                await asyncio.sleep(SETTLING_S)
                try:
                    await self._modem.reopen(url)
                except PortFault as fault:
                    if fault.reason is PortReason.ADDRESS:
                        raise
                else:
                    return
            await asyncio.sleep(self._interval_s)

    async def _where(self) -> str | None:
        if isinstance(self._port, str):
            return self._port
        found = same_port(self._port.key, await self._look())
        return found.url if found is not None else None
