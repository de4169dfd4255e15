"""A running lab: broker, link, modem, responder and devices of one scenario, and the site sheet to fit."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import tomlkit

from app.lab.broker import LabBroker
from app.lab.fleet import Fleet
from app.lab.link import Link
from app.lab.modem import SimulatedModem
from app.lab.responder import LabResponder
from app.lab.scenario import Scenario
from app.site.load import load
from app.site.model import Site

SITE_FILE = "lab.site.toml"


class World:
    """Everything of one scenario on loopback; `close` leaves no process and no file behind."""

    def __init__(self, scenario: Scenario, report: Callable[[str, BaseException], None]) -> None:
        """report: hears of an error in the devices' background work."""
        self.scenario = scenario
        self._report = report
        self.broker = LabBroker(scenario.broker)
        self.link = Link(scenario.link)
        self.modem = SimulatedModem(scenario.modem)
        self.responder = LabResponder()
        self.broker_url = ""
        self.site_file = Path()
        self._open = AsyncExitStack()

    async def start(self) -> None:
        """Bring everything up; what was up already is taken down again if a later part cannot start.

        Raises LabFault, and SiteFault for a scenario whose site sheet is wrong.
        """
        async with AsyncExitStack() as starting:
            starting.push_async_callback(self.modem.close)  # it holds a pair of sockets before its start
            await self.broker.start()
            starting.push_async_callback(self.broker.close)
            await self.link.start("127.0.0.1", self.broker.tls_port or self.broker.port)
            starting.push_async_callback(self.link.close)
            await self.responder.start()
            starting.push_async_callback(self.responder.close)
            await self.modem.start()
            folder = Path(tempfile.mkdtemp(prefix="linkwright-site-"))
            starting.callback(shutil.rmtree, folder, ignore_errors=True)
            scheme = "mqtts" if self.broker.tls_port else "mqtt"
            self.broker_url = f"{scheme}://127.0.0.1:{self.link.port}"
            self.site_file = folder / SITE_FILE
            self.site_file.write_text(tomlkit.dumps(self._sheet()), encoding="utf-8")
            self.site()  # a scenario with a sheet that nobody could use does not start
            if self.broker.plan.behaviour == "mqtt" and self.broker.plan.anonymous:
                fleet = Fleet(self.broker.port, self._report)
                await fleet.start()
                starting.push_async_callback(fleet.close)
            self._open = starting.pop_all()

    async def close(self) -> None:
        await self._open.aclose()

    def site(self) -> Site:
        """The sheet, read back from its file as a technician's would be."""
        return load(self.site_file)

    def endpoints(self) -> dict[str, Any]:
        """The document of `linkwright lab --json`, see docs/json/lab.md."""
        return {
            "schema": 1,
            "scenario": self.scenario.name,
            "site_file": str(self.site_file),
            "modem": self.modem.url,
            "responder": self.responder.address,
            "broker": {
                "url": self.broker_url,
                "kind": self.broker.kind.value,
                "program": self.broker.program,
                "versions": list(self.broker.versions),
                "notes": [note.value for note in self.broker.notes],
            },
            "expect": self.scenario.expect.model_dump(),
        }

    def _sheet(self) -> dict[str, Any]:
        sheet = dict(self.scenario.site)
        broker = {"version": "5" if "5" in self.broker.versions else "3.1.1", **sheet.get("broker", {})}
        broker["url"] = self.broker_url
        if self.broker.ca_file is not None:
            broker["ca_file"] = str(self.broker.ca_file)
        host, _, port = self.responder.address.rpartition(":")
        data_centre = {"name": "Data centre", "host": host, "tcp": [int(port)]}
        return {
            **sheet,
            "broker": broker,
            "reach": [*sheet.get("reach", ()), data_centre],
            "responder": {"url": self.responder.address},
        }
