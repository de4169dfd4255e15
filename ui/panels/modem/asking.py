"""What a person asks for: typed commands, with consent where they are not harmless; the address of a port."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QInputDialog, QMessageBox, QWidget

from app.core.faults import Fault
from app.modem.effects import effect_of
from app.words import _, fault_advice_of
from app.words.at_commands import effect_question
from ui.loop import ask

if TYPE_CHECKING:
    from app.modem.service import Modem
    from ui.panels.modem.connection import Connection, Start
    from ui.panels.modem.console import AtConsole


class Asking:
    """Puts one typed command at a time to the modem; the console shows what comes of it."""

    def __init__(self, modem: Modem, console: AtConsole, start: Start) -> None:
        self._modem = modem
        self._console = console
        self._start = start
        self._task: asyncio.Task[None] | None = None

    def send(self, command: str) -> None:
        if self._task is None or self._task.done():
            self._task = self._start(self._send(command), "typed AT command")

    def stop(self) -> None:
        """Take the command back, or abort it where the modem can be interrupted."""
        if self._task is not None:
            self._task.cancel()

    async def ask_port(self, connection: Connection) -> None:
        """Use another port, by an address that the person types."""
        url = await typed_port(self._console, self._modem.snapshot.url)
        if url is not None:
            connection.change_port(url)

    async def _send(self, command: str) -> None:
        effect = effect_of(command)
        if not effect.is_harmless and not await agreed(self._console, command, effect_question(effect.value)):
            self._console.add_note(_("{command} was not sent").format(command=command))
            return
        self._console.expect(command)
        self._console.set_busy(command)
        try:
            await self._modem.ask(command, consent=True)
        except Fault as fault:
            told = fault_advice_of(fault)
            self._console.add_note(" ".join(filter(None, (f"{told.title}.", told.cause))))
        finally:
            self._console.set_busy(None)


async def agreed(parent: QWidget, command: str, question: str) -> bool:
    """Whether the person wants the command sent; not sending is what Return and Escape do."""
    box = QMessageBox(parent)
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


async def typed_port(parent: QWidget, before: str) -> str | None:
    """An address typed by the person; None when they thought better of it."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(_("Port of the modem"))
    dialog.setLabelText(_("A device such as /dev/ttyUSB2 or COM7, or socket://host:port"))
    dialog.setTextValue(before)
    accepted = await ask(dialog) == QDialog.DialogCode.Accepted
    return dialog.textValue().strip() or None if accepted else None
