"""Who the modem is and how it is asked, and the button for another port."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.modem.service import Link
from app.words import _
from app.words.figures import number
from ui.theme import GRID, Role
from ui.widgets.buttons import Button
from ui.widgets.text import ElidedLabel, Tone, button_text

if TYPE_CHECKING:
    from app.modem.discovery import FoundPort
    from app.modem.service import ModemSnapshot


class Header(QWidget):
    """chosen: the address of another port. pressed: port.enter or port.close."""

    chosen = Signal(str)
    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ports: tuple[FoundPort, ...] = ()
        self.title = ElidedLabel(role=Role.TITLE)
        self.facts = ElidedLabel(tone=Tone.DIM)
        self.other = Button(_("Other port ▾"))
        self.other.clicked.connect(self.open_menu)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2 * GRID)
        line.addWidget(self.title)
        line.addWidget(self.facts, 1)
        line.addWidget(self.other)

    def show_ports(self, ports: Sequence[FoundPort]) -> None:
        self._ports = tuple(ports)

    def show_modem(self, snapshot: ModemSnapshot, rate_hz: float | None) -> None:
        identity = snapshot.reading.identity
        name = " ".join(filter(None, (identity.manufacturer, identity.model))) if identity else ""
        self.title.set_text(name or _("Modem"))
        self.facts.set_text(" · ".join(filter(None, self._facts(snapshot, rate_hz))))

    def open_menu(self) -> QMenu:
        """Every port that there is, by its name."""
        menu = QMenu(self)
        for port in self._ports:
            entry = menu.addAction(button_text(f"{port.name}  {port.url}"))
            entry.setData(port.url)
            entry.triggered.connect(self._on_port)
        if self._ports:
            menu.addSeparator()
        for key, text in (("port.enter", _("Enter an address…")), ("port.close", _("Close this port"))):
            entry = menu.addAction(text)
            entry.setData(key)
            entry.triggered.connect(self._on_entry)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.other.mapToGlobal(QPoint(0, self.other.height() + GRID)))
        return menu

    def _facts(self, snapshot: ModemSnapshot, rate_hz: float | None) -> list[str]:
        port = next((port for port in self._ports if port.url == snapshot.url), None)
        place = ""
        if port is not None and port.usb and port.interface is not None:
            place = _("interface {number} of {usb}").format(number=port.interface, usb=port.usb)
        link = {
            Link.OPENING: _("opening"),
            Link.RESTARTING: _("restarting"),
            Link.LOST: _("lost"),
        }.get(snapshot.link, "")
        rate = _("polls at {rate} Hz, read-only").format(rate=number(rate_hz, 1)) if rate_hz else ""
        return [snapshot.url, place, link or rate]

    def _on_port(self) -> None:
        entry = self.sender()
        if isinstance(entry, QAction):
            self.chosen.emit(entry.data())

    def _on_entry(self) -> None:
        entry = self.sender()
        if isinstance(entry, QAction):
            self.pressed.emit(entry.data())
