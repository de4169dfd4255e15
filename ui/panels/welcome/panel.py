"""The first page as a panel: the modems that are plugged in right now, recent site files, the lab."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.modem.discovery import FoundPort, look
from app.words import _, n_
from ui.actions import PANEL_PREFIX, SITE_PREFIX
from ui.panels.base import Panel
from ui.panels.welcome.door import Door
from ui.theme import GRID, Role
from ui.widgets.buttons import Look
from ui.widgets.text import PlainLabel, Tone

if TYPE_CHECKING:
    from app.composition import Services

_LOOK_EVERY_S = 2.0
_WIDEST = 1080

FindPorts = Callable[[], Awaitable[Sequence[FoundPort]]]


class WelcomePanel(Panel):
    """look: lists the serial ports; asked again and again while the page is in view."""

    def __init__(self, services: Services, parent: QWidget | None = None, *, look: FindPorts = look) -> None:
        super().__init__(services, parent)
        self._look = look
        self._ports: tuple[FoundPort, ...] = ()
        self._watching: asyncio.Task[None] | None = None
        self.modem = Door(
            "port",
            _("Plug in a modem"),
            _("See what it is, its SIM, network and signal. Reading only: nothing on it is changed."),
        )
        self.site = Door(
            "site",
            _("Open a site file"),
            _("It says what should be true at a site. A check then finds the hop where it is not."),
        )
        self.lab = Door(
            "lab",
            _("Try the lab"),
            _("A whole link on this computer, healthy or broken in a dozen ways. Nothing to plug in."),
        )
        self.site.add_button("site.open", _("Open site file…"), Look.PRIMARY)
        self.site.add_button("site.new", _("New site file…"))
        self.lab.add_button("lab.healthy", _("Start the healthy lab"), Look.PRIMARY)
        self.lab.add_button("lab.open", _("Choose what goes wrong…"))
        for door in (self.site, self.lab):
            door.pressed.connect(self.wanted)
        self.modem.chosen.connect(self._on_port)
        self.site.chosen.connect(self._on_recent)
        self._lay_out()

    def start(self) -> None:
        self._show_ports(())

    def set_shown(self, shown: bool) -> None:
        if shown and self._watching is None:
            self._watching = self.run(watch(self._look, self._show_ports), "look for modems")
        elif not shown and self._watching is not None:
            self._watching.cancel()
            self._watching = None

    def show_recent(self, paths: Sequence[str]) -> None:
        lines = [(path, _title(path), path) for path in paths[:3]]
        self.site.show_lines(lines, "report")

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(4 * GRID)
        for place, door in enumerate((self.modem, self.site, self.lab)):
            door.setMinimumHeight(320)
            grid.addWidget(door, 0, place)
            grid.setColumnStretch(place, 1)
        title = PlainLabel(_("Where does the message stop?"), Role.FIGURE)
        about = PlainLabel(
            _("Linkwright tests a cellular link hop by hop: from the modem to the delivered message."),
            tone=Tone.DIM,
            wrap=True,
        )
        content = QWidget()
        content.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(content)
        column.setContentsMargins(6 * GRID, 10 * GRID, 6 * GRID, 6 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(title)
        column.addWidget(about)
        column.addSpacing(4 * GRID)
        column.addLayout(grid)
        column.addStretch(1)
        self.page = QScrollArea()
        self.page.setWidgetResizable(True)
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.page.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.page)

    def _show_ports(self, ports: Sequence[FoundPort]) -> None:
        self._ports = tuple(ports)
        modems = _modems(ports)
        self.modem.show_lines([(port.url, port.name, port.url) for port in modems], "modem")
        others = len({port.device for port in ports}) - len(modems)
        notes = [] if modems else [_("Looking for a modem. It appears here as soon as it is plugged in.")]
        if others:
            notes.append(
                n_(
                    "{count} other serial port is left alone.",
                    "{count} other serial ports are left alone.",
                    others,
                ).format(count=others)
            )
        self.modem.show_note(" ".join(notes))

    def _on_port(self, url: str) -> None:
        self.services.port = url
        self.wanted.emit(PANEL_PREFIX + "modem")

    def _on_recent(self, path: str) -> None:
        self.wanted.emit(SITE_PREFIX + path)


async def watch(look: FindPorts, show: Callable[[Sequence[FoundPort]], None]) -> None:
    """Show the ports that there are, until cancelled."""
    while True:
        show(await look())
        await asyncio.sleep(_LOOK_EVERY_S)


def _modems(ports: Sequence[FoundPort]) -> list[FoundPort]:
    """The best port of every device that is known as a modem."""
    asked = [port for port in ports if port.role.may_be_asked]
    return [next(group) for _device, group in groupby(asked, key=lambda port: port.device)]


def _title(path: str) -> str:
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    return name.removesuffix(".site.toml")
