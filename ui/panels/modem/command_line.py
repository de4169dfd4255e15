"""The line where a command is typed: history with the arrow keys, completion with one line of explanation."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from app.modem.effects import Effect, effect_of
from app.words import _
from app.words.at_commands import COMMANDS, command_line, effect_line
from ui.theme import Role, font

_REMEMBERED = 200


class CommandLine(QLineEdit):
    """explained: a line about what is typed: what it asks, and what it does to the modem."""

    explained = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(font(Role.CODE))
        self.setPlaceholderText(_("AT command"))
        self.setAccessibleName(_("AT command"))
        self.setMaxLength(1024)
        self._past: list[str] = []
        self._place = 0
        self._draft = ""
        self._model = QStandardItemModel(self)
        completer = QCompleter(self._model, self)
        completer.setCompletionRole(Qt.ItemDataRole.UserRole)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(9)
        if (popup := completer.popup()) is not None:
            popup.setFont(font(Role.CODE))
        self.setCompleter(completer)
        self.set_commands(())
        self.textChanged.connect(self.explain)

    @property
    def past(self) -> tuple[str, ...]:
        return tuple(self._past)

    def set_commands(self, commands: Sequence[str]) -> None:
        known = sorted({*COMMANDS, *commands})
        self._model.clear()
        width = max(map(len, known))
        for command in known:
            item = QStandardItem(f"{command:<{width}}  {command_line(command)}".rstrip())
            item.setData(command, Qt.ItemDataRole.UserRole)
            self._model.appendRow(item)

    def take(self) -> str:
        """The command that was typed, remembered; the line is empty again."""
        command = self.text().strip()
        if command:
            if command in self._past:
                self._past.remove(command)
            self._past = [*self._past, command][-_REMEMBERED:]
        self._place, self._draft = len(self._past), ""
        self.clear()
        return command

    def explain(self) -> None:
        command = self.text().strip()
        if not command:
            self.explained.emit(_("Commands that write or disturb ask first."))
            return
        effect = effect_of(command)
        about = command_line(command)
        warning = "" if effect is Effect.READS else "▲ "
        self.explained.emit(" · ".join(filter(None, (about, warning + effect_line(effect.value)))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Up:
            self._go(-1)
        elif event.key() == Qt.Key.Key_Down:
            self._go(1)
        else:
            super().keyPressEvent(event)

    def _go(self, step: int) -> None:
        place = min(len(self._past), max(0, self._place + step))
        if place == self._place:
            return
        if self._place == len(self._past):
            self._draft = self.text()
        self._place = place
        self.setText(self._past[place] if place < len(self._past) else self._draft)
