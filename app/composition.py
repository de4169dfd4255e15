"""The only wiring: which service stands on which, and what belongs to the site that is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.chain.probes import network
from app.chain.probes.cellular import CellularProbes
from app.chain.probes.messages import MessageProbes
from app.chain.rules import RULES
from app.chain.run import Check
from app.core.clock import Clock
from app.core.observable import Signal
from app.lab import scenario
from app.lab.world import World
from app.modem.discovery import first_at_port
from app.modem.service import Modem
from app.mqtt.browsing import Browsing
from app.mqtt.trace import Trace
from app.site.load import load
from app.site.model import Site

Report = Callable[[str, BaseException], None]
"""Hears of what nobody expected: the name of the work, and the exception."""


@dataclass(frozen=True, slots=True)
class OpenSite:
    """The site sheet in use. world: the lab it belongs to, if it belongs to one."""

    site: Site
    file: Path
    world: World | None = None


class Services:
    """Everything that has a life of its own, for the window and the command line alike.

    port: the modem's address as somebody chose it; None finds one (the lab's, otherwise by discovery).
    """

    def __init__(self, report: Report, *, port: str | None = None) -> None:
        self.port = port
        self._report = report
        self.clock = Clock.start()
        self.modem = Modem(report)
        self.trace = Trace()
        self.browsing = Browsing(self.trace, report)
        self.check = Check(
            {
                **CellularProbes(self.modem, self.find_port).by_hop(),
                **network.by_hop(),
                **MessageProbes(self.trace).by_hop(),
            },
            RULES,
            self.clock,
        )
        self.opened: OpenSite | None = None
        self.site_changed: Signal[OpenSite | None] = Signal()

    @property
    def site(self) -> Site | None:
        return self.opened.site if self.opened else None

    @property
    def world(self) -> World | None:
        return self.opened.world if self.opened else None

    async def open_site(self, file: Path) -> None:
        """Use this site sheet from now on. Raises SiteFault, and the one in use stays."""
        site = load(file)
        await self.close_site()
        self._use(OpenSite(site, file))

    async def open_lab(self, name: str = "healthy") -> None:
        """Start the lab with this scenario and use its sheet. Raises ScenarioFault or LabFault."""
        wanted = scenario.load(name)
        await self.close_site()
        world = World(wanted, self._report)
        await world.start()
        self._use(OpenSite(world.site(), world.site_file, world))

    async def close_site(self) -> None:
        """Let go of the site: end its run, leave its modem, take its lab down."""
        await self.check.stop()
        await self.browsing.close()
        await self.modem.close()
        opened, self.opened = self.opened, None
        if opened is not None and opened.world is not None:
            await opened.world.close()
        if opened is not None:
            self.site_changed.emit(None)

    async def close(self) -> None:
        await self.close_site()

    async def find_port(self) -> str | None:
        """Where the modem is: as chosen, the lab's, or the first attached one that speaks AT."""
        if self.port is not None:
            return self.port
        if self.world is not None:
            return self.world.modem.url
        return await first_at_port()

    def _use(self, opened: OpenSite) -> None:
        self.opened = opened
        self.check.show(opened.site)
        self.site_changed.emit(opened)
