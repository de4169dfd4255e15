"""The Modem panel: opens the one modem that everybody shares, shows what it tells, lets one talk to it."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QInputDialog, QMessageBox, QStackedLayout, QWidget

from app.core.faults import Fault
from app.modem.attachment import Attachment, PortWatch
from app.modem.dialects.base import Question
from app.modem.effects import effect_of
from app.modem.origins import Origins
from app.modem.service import Link, ModemSnapshot
from app.words import _, fault_advice_of
from app.words.at_commands import effect_question
from app.words.figures import duration, number
from ui.loop import ask
from ui.panels.base import Panel
from ui.panels.modem.no_modem import NoModem
from ui.panels.modem.view import ModemView

if TYPE_CHECKING:
    from app.chain.run import ChainState
    from app.composition import OpenSite, Services
    from app.modem.at import Exchange
    from app.modem.discovery import FoundPort
    from app.modem.history import LevelSample

INTERVAL_S = 1.0
_REFRESH_MS = 60
_RATE_OVER = 8  # samples


class ModemPanel(Panel):
    """Connects by itself where that is what somebody asked for: in the lab, or with a port chosen before."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self._services = services
        self._modem = services.modem
        self._origins = Origins()
        self._answers_ms: deque[float] = deque(maxlen=40)
        self._is_shown = False
        self._has_plots = False
        self._opening: asyncio.Task[None] | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._asking: asyncio.Task[None] | None = None
        self._ports = PortWatch()
        self.empty = NoModem()
        self.view = ModemView(services.clock)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.view)
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(_REFRESH_MS)
        self._refresh.timeout.connect(self._show)
        self._connect_views()

    # --- as a panel -----------------------------------------------------------------------------------------

    def start(self) -> None:
        modem = self._modem
        self.follow(modem.changed.connect(self._on_modem))
        self.follow(modem.exchanged.connect(self._on_exchange))
        self.follow(modem.unasked.connect(lambda urc: self.view.console.add_unasked(urc.line, urc.at_ns)))
        self.follow(self._services.site_changed.connect(self._on_site))
        self.follow(self._services.check.changed.connect(self._on_chain))
        self.follow(self._ports.changed.connect(self._on_ports))
        self._tell_nothing_open()
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
            self.run(self.view.build_plots(), "load plots")
        self._connect_if_wanted()
        self._show()

    def facts(self) -> tuple[str, ...]:
        if self._modem.snapshot.link is not Link.OPEN:
            return ()
        told = []
        if (rate_hz := poll_rate_hz(self._modem.history.samples)) is not None:
            told.append(_("Modem {rate} Hz").format(rate=number(rate_hz, 1)))
        if self._answers_ms:
            mean_ms = sum(self._answers_ms) / len(self._answers_ms)
            told.append(_("{time} a command").format(time=duration(mean_ms)))
        samples = self._modem.history.samples
        if len(samples) > 1:
            span_ms = (samples[-1].at_ns - samples[0].at_ns) / 1e6
            told.append(_("History {time}").format(time=duration(span_ms)))
        return tuple(told)

    # --- opening and closing --------------------------------------------------------------------------------

    def connect_modem(self, url: str | None = None) -> None:
        """Open the modem on this port, or wherever it is found."""
        if url is not None:
            self._services.port = url
        if self._opening is None or self._opening.done():
            self._opening = self.run(self._connect(), "connect modem")

    async def _connect(self) -> None:
        self.empty.tell(_("Looking for a modem"), "", busy=True)
        try:
            port = await self._services.find_port()
            if port is None:
                self._tell_nothing_found()
                return
            self.empty.tell(_("Opening the modem"), port, busy=True)
            await self._modem.attach(port)
            self._keep(port)
            await self._modem.inquire(Question)
        except Fault as fault:
            if self._modem.snapshot.link is Link.CLOSED:
                self._tell_fault(fault)
        except asyncio.CancelledError:
            self._tell_nothing_open()
            raise

    def _keep(self, url: str) -> None:
        """Poll it, and open it again when it comes back after it was lost."""
        if not self._modem.is_monitored:
            self._modem.start_monitor(INTERVAL_S)
        if self._keeping is not None:
            self._keeping.cancel()
        found = next((port for port in self._ports.ports if port.url == url), None)
        self._keeping = self.run(Attachment(self._modem, found or url).run(), "keep modem attached")

    async def _disconnect(self) -> None:
        self._let_go()
        await self._modem.close()
        self._tell_nothing_open()
        self._show()

    def _let_go(self) -> None:
        for task in (self._opening, self._keeping, self._asking):
            if task is not None:
                task.cancel()
        self._opening = self._keeping = self._asking = None

    def _connect_if_wanted(self, *, anew: bool = False) -> None:
        """anew: also where the last try has failed."""
        wanted = self._services.world is not None or self._services.port is not None
        link = self._modem.snapshot.link
        if link is Link.OPEN and self._keeping is None:
            self.run(self._adopt(), "ask modem")
        elif wanted and link in (Link.CLOSED, Link.LOST) and (anew or self._modem.snapshot.fault is None):
            self.connect_modem()

    async def _adopt(self) -> None:
        """A modem that the check has opened: ask it what the check does not."""
        self._keep(self._modem.snapshot.url)
        try:
            await self._modem.inquire(Question)
        except Fault:
            return  # the loss itself is told by the snapshot

    async def _enter_port(self) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(_("Port of the modem"))
        dialog.setLabelText(_("A device such as /dev/ttyUSB2 or COM7, or socket://host:port"))
        dialog.setTextValue(self._services.port or self._modem.snapshot.url)
        accepted = await ask(dialog) == QDialog.DialogCode.Accepted
        if accepted and (url := dialog.textValue().strip()):
            await self._change_port(url)

    async def _change_port(self, url: str) -> None:
        self._let_go()
        self.connect_modem(url)

    # --- asking ---------------------------------------------------------------------------------------------

    def send(self, command: str) -> None:
        """Put a typed command to the modem; one that is not known to be harmless asks first."""
        if self._asking is None or self._asking.done():
            self._asking = self.run(self._send(command), "typed AT command")

    async def _send(self, command: str) -> None:
        effect = effect_of(command)
        if not effect.is_harmless and not await self._agreed(command, effect_question(effect.value)):
            self.view.console.add_note(_("{command} was not sent").format(command=command))
            return
        self.view.console.expect(command)
        self.view.console.set_busy(command)
        try:
            await self._modem.ask(command, consent=True)
        except Fault as fault:
            self.view.console.add_note(_one_line(fault))
        finally:
            self.view.console.set_busy(None)

    async def _agreed(self, command: str, question: str) -> bool:
        box = QMessageBox(self)
        box.setWindowTitle(_("Send this command?"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(command)
        box.setInformativeText(question)
        send = box.addButton(_("Send"), QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton(_("Do not send"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        clicked: list[object] = []
        box.buttonClicked.connect(clicked.append)
        await ask(box)
        return send in clicked

    def _stop_asking(self) -> None:
        if self._asking is not None:
            self._asking.cancel()

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
        self._let_go()
        self._origins.forget()
        self._tell_nothing_open()
        if opened is not None and self._is_shown:
            self._connect_if_wanted(anew=True)
        self._show()

    def _on_chain(self, state: ChainState) -> None:
        self.view.header.other.setEnabled(not state.running)
        if not state.running and self._is_shown:
            self._connect_if_wanted()

    def _show(self) -> None:
        snapshot = self._modem.snapshot
        is_kept = self._keeping is not None and not self._keeping.done()
        is_there = is_kept or snapshot.link in (Link.OPEN, Link.LOST, Link.RESTARTING)
        self._pages.setCurrentWidget(self.view if is_there else self.empty)
        if is_there and self._is_shown:
            self.view.show_modem(
                self._modem, self._services.site, self._origins, poll_rate_hz(self._modem.history.samples)
            )

    # --- what the empty page says ---------------------------------------------------------------------------

    def _tell_nothing_open(self) -> None:
        self.empty.tell(
            _("No modem is open"),
            _("Linkwright reads from it and puts back the few settings that it borrows."),
        )

    def _tell_nothing_found(self) -> None:
        self.empty.tell(
            _("No modem was found"),
            _("None of the serial ports belongs to a known modem that answers. Choose one, or plug one in."),
        )

    def _tell_fault(self, fault: Fault) -> None:
        told = fault_advice_of(fault)
        self.empty.tell(told.title, f"{told.cause} {told.remedy}".strip())

    def _connect_views(self) -> None:
        self.empty.pressed.connect(self._on_pressed)
        self.empty.chosen.connect(self.connect_modem)
        self.view.header.pressed.connect(self._on_pressed)
        self.view.header.chosen.connect(lambda url: self.run(self._change_port(url), "other port"))
        self.view.console.sent.connect(self.send)
        self.view.console.stopped.connect(self._stop_asking)

    def _on_pressed(self, key: str) -> None:
        if key == "connect":
            self.connect_modem()
        elif key == "cancel" and self._opening is not None:
            self._opening.cancel()
        elif key == "port.enter":
            self.run(self._enter_port(), "enter port")
        elif key == "port.close":
            self.run(self._disconnect(), "close modem")
        elif key == "lab.open":
            self.wanted.emit(key)


def poll_rate_hz(samples: deque[LevelSample]) -> float | None:
    """How often levels came lately; None before there are enough to tell."""
    count = min(_RATE_OVER, len(samples))
    if count < 3:
        return None
    span_s = (samples[-1].at_ns - samples[-count].at_ns) / 1e9
    return (count - 1) / span_s if span_s > 0 else None


def _one_line(fault: Fault) -> str:
    told = fault_advice_of(fault)
    return " ".join(filter(None, (f"{told.title}.", told.cause)))
