"""A guest's manners: the few settings that we need are borrowed from the modem and put back on leaving.

What to put back is noted before a change is sent: whoever is cancelled meanwhile has changed it all the same.

Never ATZ, AT&F, AT+COPS=0 or AT+CFUN: they disturb the modem or wipe what its owner has set (facts 0.6, 6.2).
"""

from __future__ import annotations

from app.modem import fields
from app.modem.at import Exchange, Priority
from app.modem.commands import parts
from app.modem.dialects.base import Borrowed, Dialect
from app.modem.dialogue import Dialogue
from app.modem.port import PortFault

_RESTORE_LIMIT_S = 1.0


class Guest:
    """Remembers what it found. Both borrowings after opening and after a restart, `leave` before closing."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._give_back: dict[str, str] = {}

    async def silence_echo(self) -> None:
        """Echo off, if there is one; opening has asked AT, so it has shown itself. Raises PortFault."""
        self._give_back.clear()
        if self._dialogue.echo:
            self._give_back["E"] = "ATE1"
            await self._ask("ATE0")

    async def borrow(self, dialect: Dialect) -> None:
        """Errors as numbers, registration with cause...; as far as the modem goes along. Raises PortFault.

        A setting that we do not write but that a question needs changed (the display format of AT+COPS?) is
        noted where this dialect has such a question.
        """
        needed = {parts(asking.before)[0].name for asking in dialect.askings() if asking.before}
        for setting in dialect.borrowed:
            if setting.write or parts(setting.read)[0].name in needed:
                await self._borrow(setting)

    async def leave(self) -> None:
        """Put back what was changed, the last first; a modem that is gone keeps what it has."""
        while self._give_back:
            _, command = self._give_back.popitem()
            try:
                await self._ask(command, time_limit_s=_RESTORE_LIMIT_S)
            except PortFault:
                return

    async def _borrow(self, setting: Borrowed) -> None:
        found = await self._ask(setting.read)
        if not found.ok:
            return
        value = _value_of(found, setting)
        name = parts(setting.read)[0].name
        if not setting.write:
            self._give_back[name] = setting.restore.format(value if value is not None else 0)
        for command in setting.write:
            if value is not None and command.endswith(f"={value}"):
                return
            if value is not None:
                self._give_back[name] = setting.restore.format(value)
            if (await self._ask(command)).ok:
                return
            self._give_back.pop(name, None)

    async def _ask(self, command: str, *, time_limit_s: float | None = None) -> Exchange:
        return await self._dialogue.ask(command, priority=Priority.USER, time_limit_s=time_limit_s)


def _value_of(exchange: Exchange, setting: Borrowed) -> int | None:
    prefix = parts(setting.read)[0].name
    for line in exchange.lines:
        if fields.prefix(line) == prefix:
            return fields.whole(fields.at(fields.texts(line), setting.index), 0, 9)
    return None
