"""The Modem panel: the open modem as it is right now, or the page that leads to one."""

from __future__ import annotations

import asyncio
from collections import deque
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.modem.attachment import PortWatch
from app.modem.origins import Origins
from app.modem.service import Link, ModemSnapshot
from app.words import _
from app.words.figures import duration, number
from ui.panels.base import Panel
from ui.panels.modem.asking import Asking
from ui.panels.modem.connection import Connection
from ui.panels.modem.no_modem import NoModem
from ui.panels.modem.view import ModemView

if TYPE_CHECKING:
    from app.chain.run import ChainState
    from app.composition import OpenSite, Services
    from app.modem.at import Exchange
    from app.modem.discovery import FoundPort
    from app.modem.history import LevelSample

_REFRESH_MS = 60
_RATE_OVER = 8  # samples


class ModemPanel(Panel):
    """Connects by itself in the lab, or with a port chosen before; elsewhere a person starts it.

    ports: keeps up with plugging while the panel is in view.
    """

    def __init__(
        self, services: Services, parent: QWidget | None = None, *, ports: PortWatch | None = None
    ) -> None:
        super().__init__(services, parent)
        self._services = services
        self._modem = services.modem
        self._origins = Origins()
        self._answers_ms: deque[float] = deque(maxlen=40)
        self._is_shown = False
        self._has_plots = False
        self._watching: asyncio.Task[None] | None = None
        self._ports = ports or PortWatch()
        self.empty = NoModem()
        self.view = ModemView(services.clock)
        self._connection = Connection(services, self._ports, self.run, self.empty.tell)
        self._asking = Asking(services.modem, self.view.console, self.run)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.view)
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(_REFRESH_MS)
        self._refresh.timeout.connect(self._show)
        self._connect_views()

    def start(self) -> None:
        modem = self._modem
        self.follow(modem.changed.connect(self._on_modem))
        self.follow(modem.exchanged.connect(self._on_exchange))
        self.follow(modem.unasked.connect(lambda urc: self.view.console.add_unasked(urc.line, urc.at_ns)))
        self.follow(self._services.site_changed.connect(self._on_site))
        self.follow(self._services.check.changed.connect(self._on_chain))
        self.follow(self._ports.changed.connect(self._on_ports))
        self._connection.tell_nothing_open()
        self._show()

    def set_shown(self, shown: bool) -> None:
        self._is_shown = shown
        self.view.set_shown(shown)
        if not shown:
            if self._watching is not None:
                self._watching.cancel()
                self._watching = None
            return
        if self._watching is None:
            self._watching = self.run(self._ports.run(), "watch ports")
        if not self._has_plots:
            self._has_plots = True
            self.run(_load_plots(self.view), "load plots")
        self._connection.connect_if_wanted()
        self._show()

    def facts(self) -> tuple[str, ...]:
        if self._modem.snapshot.link is not Link.OPEN:
            return ()
        told = []
        samples = self._modem.history.samples
        if (rate_hz := poll_rate_hz(samples)) is not None:
            told.append(_("Modem {rate} Hz").format(rate=number(rate_hz, 1)))
        if self._answers_ms:
            mean_ms = sum(self._answers_ms) / len(self._answers_ms)
            told.append(_("{time} a command").format(time=duration(mean_ms)))
        if len(samples) > 1:
            span_ms = (samples[-1].at_ns - samples[0].at_ns) / 1e6
            told.append(_("History {time}").format(time=duration(span_ms)))
        return tuple(told)

    # --- what it hears --------------------------------------------------------------------------------------

    def _on_modem(self, snapshot: ModemSnapshot) -> None:
        if self._is_shown and not self._refresh.isActive():
            self._refresh.start()

    def _on_exchange(self, exchange: Exchange) -> None:
        self._origins.note(exchange, self._modem.dialect)
        self._answers_ms.append(exchange.duration_ms)
        self.view.console.add(exchange)

    def _on_ports(self, ports: tuple[FoundPort, ...]) -> None:
        self.empty.show_ports(ports)
        self.view.header.show_ports(ports)

    def _on_site(self, opened: OpenSite | None) -> None:
        """Another site has another modem: what is known of the last one does not count."""
        self._asking.stop()
        self._connection.let_go()
        self._origins.forget()
        self._connection.tell_nothing_open()
        if opened is not None and self._is_shown:
            self._connection.connect_if_wanted(anew=True)
        self._show()

    def _on_chain(self, state: ChainState) -> None:
        self.view.header.other.setEnabled(not state.running)
        if not state.running and self._is_shown:
            self._connection.connect_if_wanted()

    def _on_pressed(self, key: str) -> None:
        if key == "connect":
            self._connection.connect()
        elif key == "cancel":
            self._connection.cancel()
        elif key == "port.enter":
            self.run(self._asking.ask_port(self._connection), "enter port")
        elif key == "port.close":
            self._asking.stop()
            self.run(self._connection.close(), "close modem")
        elif key == "lab.open":
            self.wanted.emit(key)

    # --- what it shows --------------------------------------------------------------------------------------

    def _show(self) -> None:
        is_there = self._connection.is_kept or self._modem.snapshot.link in (
            Link.OPEN,
            Link.LOST,
            Link.RESTARTING,
        )
        self._pages.setCurrentWidget(self.view if is_there else self.empty)
        if is_there and self._is_shown:
            rate_hz = poll_rate_hz(self._modem.history.samples)
            self.view.show_modem(self._modem, self._services.site, self._origins, rate_hz)

    def _connect_views(self) -> None:
        self.empty.pressed.connect(self._on_pressed)
        self.empty.chosen.connect(self._connection.connect)
        self.view.header.pressed.connect(self._on_pressed)
        self.view.header.chosen.connect(self._connection.change_port)
        self.view.console.sent.connect(self._asking.send)
        self.view.console.stopped.connect(self._asking.stop)


async def _load_plots(view: ModemView) -> None:
    """The plotting library is slow to load: as much of it as can be beside the window's own work."""
    await asyncio.to_thread(import_module, "numpy")
    view.build_plots()


def poll_rate_hz(samples: deque[LevelSample]) -> float | None:
    """How often levels came lately; None before there are enough to tell."""
    count = min(_RATE_OVER, len(samples))
    if count < 3:
        return None
    span_s = (samples[-1].at_ns - samples[-count].at_ns) / 1e9
    return (count - 1) / span_s if span_s > 0 else None
