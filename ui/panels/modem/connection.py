"""Opens the one modem that everybody shares, keeps it open and polled, and lets it go. No widget."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Protocol

from app.core.faults import Fault
from app.modem.attachment import Attachment, PortWatch
from app.modem.dialects.base import Question
from app.modem.service import Link
from app.words import _, fault_advice_of

if TYPE_CHECKING:
    from app.composition import Services

INTERVAL_S = 1.0

Start = Callable[[Coroutine[Any, Any, None], str], asyncio.Task[None]]


class Tell(Protocol):
    """Says why there is no modem; busy: something is under way that can be cancelled."""

    def __call__(self, title: str, text: str, *, busy: bool = False) -> None: ...


class Connection:
    """start: starts work that ends with the panel. tell: fills the page that is shown without a modem."""

    def __init__(self, services: Services, ports: PortWatch, start: Start, tell: Tell) -> None:
        self._services = services
        self._modem = services.modem
        self._ports = ports
        self._start = start
        self._tell = tell
        self._opening: asyncio.Task[None] | None = None
        self._keeping: asyncio.Task[None] | None = None

    @property
    def is_kept(self) -> bool:
        """Whether it is open, or will be again when a lost modem comes back."""
        return self._keeping is not None and not self._keeping.done()

    @property
    def is_opening(self) -> bool:
        return self._opening is not None and not self._opening.done()

    def connect(self, url: str | None = None) -> None:
        """Open the modem on this port, or wherever it is found."""
        if url is not None:
            self._services.port = url
        if not self.is_opening:
            self._opening = self._start(self._connect(), "connect modem")

    def connect_if_wanted(self, *, anew: bool = False) -> None:
        """Where somebody has asked for it: in the lab, or with a port that was chosen before.

        anew: also where the last try has failed.
        """
        snapshot = self._modem.snapshot
        wanted = self._services.world is not None or self._services.port is not None
        if snapshot.link is Link.OPEN:
            if not self.is_kept and not self.is_opening:
                self._opening = self._start(self._adopt(), "ask modem")
        elif wanted and not self.is_kept and (anew or snapshot.fault is None):
            self.connect()

    def change_port(self, url: str) -> None:
        """Leave the modem for another one."""
        self.let_go()
        self.connect(url)

    def cancel(self) -> None:
        """Give an opening up."""
        if self._opening is not None:
            self._opening.cancel()

    def let_go(self) -> None:
        """Neither open nor keep it any more; who has it open may go on."""
        for task in (self._opening, self._keeping):
            if task is not None:
                task.cancel()
        self._opening = self._keeping = None

    async def close(self) -> None:
        self.let_go()
        await self._modem.close()
        self.tell_nothing_open()

    def tell_nothing_open(self) -> None:
        self._tell(
            _("No modem is open"),
            _("Linkwright reads from it and puts back the few settings that it borrows."),
        )

    async def _connect(self) -> None:
        self._tell(_("Looking for a modem"), "", busy=True)
        try:
            port = await self._services.find_port()
            if port is None:
                self._tell_nothing_found()
                return
            self._tell(_("Opening the modem"), port, busy=True)
            await self._modem.attach(port)
            await self._adopt()
        except Fault as fault:
            if self._modem.snapshot.link is Link.CLOSED:
                told = fault_advice_of(fault)
                self._tell(told.title, f"{told.cause} {told.remedy}".strip())
        except asyncio.CancelledError:
            self.tell_nothing_open()
            raise

    async def _adopt(self) -> None:
        """Keep a modem that is open, and ask it everything once, also what no check asks."""
        self._keep(self._modem.snapshot.url)
        try:
            await self._modem.inquire(Question)
        except Fault:
            return  # its loss is told by the snapshot

    def _keep(self, url: str) -> None:
        """Poll it, and open it again when it comes back after it was lost."""
        if not self._modem.is_monitored:
            self._modem.start_monitor(INTERVAL_S)
        if self._keeping is not None:
            self._keeping.cancel()
        found = next((port for port in self._ports.ports if port.url == url), None)
        self._keeping = self._start(Attachment(self._modem, found or url).run(), "keep modem attached")

    def _tell_nothing_found(self) -> None:
        self._tell(
            _("No modem was found"),
            _("None of the serial ports belongs to a known modem that answers. Choose one, or plug one in."),
        )
