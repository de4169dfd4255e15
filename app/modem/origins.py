"""Which AT command told which value: kept from the exchanges, so that a view can name its source. Sans-IO."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from types import MappingProxyType

from app.modem.dialects.base import Dialect
from app.modem.events import Exchange
from app.modem.readings import CellRole, Reading

_SINGLES = ("identity", "sim", "operator", "power_saving", "refusal", "signal")


class Origins:
    """Names as in `Reading`: `sim.iccid`, `cell.band`, `registration.eps`, `neighbours`, `granted`.

    Of several commands that tell the same value the one counts that the dialect prefers, as in a reading.
    """

    def __init__(self) -> None:
        self._commands: dict[str, str] = {}
        self._ranks: Mapping[str, int] = MappingProxyType({})
        self._dialect: Dialect | None = None

    def note(self, exchange: Exchange, dialect: Dialect) -> None:
        """Take over what an exchange told."""
        if dialect is not self._dialect:
            self._use(dialect)
        rank = self._ranks.get(exchange.command)
        if rank is None or not exchange.final:
            return
        for name in told_by(dialect.read(exchange)):
            known = self._commands.get(name)
            if known is None or rank <= self._ranks[known]:
                self._commands[name] = exchange.command

    def of(self, *names: str) -> str:
        """The command behind the first of these values that was told; empty when none was."""
        return next((self._commands[name] for name in names if name in self._commands), "")

    def forget(self) -> None:
        self._commands.clear()

    def _use(self, dialect: Dialect) -> None:
        self._dialect = dialect
        ranks: dict[str, int] = {}
        for rank, asking in enumerate(dialect.askings()):
            ranks.setdefault(asking.command, rank)
        self._ranks = MappingProxyType(ranks)
        self._commands = {name: command for name, command in self._commands.items() if command in ranks}


def told_by(reading: Reading) -> frozenset[str]:
    """The names of the values that a reading holds."""
    names = {
        f"{single}.{field.name}"
        for single in _SINGLES
        if (value := getattr(reading, single)) is not None
        for field in fields(value)
        if getattr(value, field.name) not in (None, ())
    }
    names |= {f"registration.{one.domain.value}" for one in reading.registrations if one.status is not None}
    if (cell := reading.serving) is not None:
        names |= {f"cell.{field.name}" for field in fields(cell) if getattr(cell, field.name) is not None}
    for name, is_there in _GROUPS.items():
        if is_there(reading):
            names.add(name)
    return frozenset(names)


_GROUPS: Mapping[str, Callable[[Reading], bool]] = MappingProxyType(
    {
        "neighbours": lambda reading: any(cell.role is CellRole.NEIGHBOUR for cell in reading.cells),
        "contexts": lambda reading: bool(reading.contexts),
        "granted": lambda reading: bool(reading.granted),
        "temperatures": lambda reading: bool(reading.temperatures),
    }
)
