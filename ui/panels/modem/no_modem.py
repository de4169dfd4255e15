"""What the panel shows without a modem: why, which ports there are right now, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.modem.discovery import FoundPort
from app.words import _
from ui.theme import GRID, Role
from ui.widgets.buttons import Button, Look
from ui.widgets.empty_state import IconMark
from ui.widgets.text import PlainLabel, Tone

_WIDTH = 460
_MOST_PORTS = 8


class NoModem(QWidget):
    """chosen: the address of a port. pressed: connect, cancel, lab.open or port.enter."""

    chosen = Signal(str)
    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ports: tuple[tuple[str, str], ...] | None = None
        self.port_buttons: list[Button] = []
        self.title = PlainLabel(role=Role.HEADING, wrap=True)
        self.text = PlainLabel(tone=Tone.DIM, wrap=True, selectable=True)
        self.note = PlainLabel(role=Role.CAPTION, tone=Tone.DIM, wrap=True)
        self.connect_button = self._button("connect", _("Look for a modem"), Look.PRIMARY)
        self.cancel_button = self._button("cancel", _("Cancel"), Look.PLAIN)
        self.enter_button = self._button("port.enter", _("Enter an address…"), Look.PLAIN)
        self.lab_button = self._button("lab.open", _("Try the lab…"), Look.PLAIN)
        self._list = QVBoxLayout()
        self._list.setSpacing(GRID)
        self._lay_out()
        self.show_ports(())

    def tell(self, title: str, text: str, *, busy: bool = False) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.connect_button.setVisible(not busy)
        self.cancel_button.setVisible(busy)
        for button in (*self.port_buttons, self.enter_button, self.lab_button):
            button.setEnabled(not busy)

    def show_ports(self, ports: Sequence[FoundPort]) -> None:
        """The same ports again change nothing: none moves under a click."""
        wanted = tuple((port.url, _label(port)) for port in ports[:_MOST_PORTS])
        if wanted == self._ports:
            return
        self._ports = wanted
        for button in self.port_buttons:
            self._list.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.port_buttons = []
        for url, label in wanted:
            button = Button(label, icon="port")
            button.setObjectName(url)
            button.clicked.connect(self._on_port)
            self.port_buttons.append(button)
            self._list.addWidget(button)
        left = len(ports) - len(wanted)
        if not ports:
            self.note.setText(_("No serial port is there. A modem appears here as soon as it is plugged in."))
        elif left > 0:
            self.note.setText(_("and {count} more").format(count=left))
        else:
            self.note.setText(_("Ports that are there now. Only AT is written to the one that you choose."))

    def _lay_out(self) -> None:
        middle = QWidget()
        middle.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(middle)
        column.setSpacing(2 * GRID)
        column.addWidget(IconMark("modem", 32), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self.title, self.text, self.note):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addSpacing(GRID)
        for button in (self.connect_button, self.cancel_button):
            column.addWidget(button)
        column.addLayout(self._list)
        column.addWidget(self.note)
        for button in (self.enter_button, self.lab_button):
            column.addWidget(button)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(middle, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        middle.setMinimumWidth(min(_WIDTH, 320))

    def _button(self, key: str, text: str, look: Look) -> Button:
        button = Button(text, look)
        button.setObjectName(key)
        button.clicked.connect(self._on_pressed)
        return button

    def _on_pressed(self) -> None:
        self.pressed.emit(self.sender().objectName())

    def _on_port(self) -> None:
        self.chosen.emit(self.sender().objectName())


def _label(port: FoundPort) -> str:
    return f"{port.name} · {port.url}" if port.name != port.url else port.url
