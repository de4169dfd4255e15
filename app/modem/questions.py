"""Puts a dialect's questions to a modem: the best way first, and seldom what it does not know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.modem.at import Exchange
from app.modem.dialects.base import Asking, Dialect, Question, Step
from app.modem.readings import Reading

T = TypeVar("T")
_PATIENCE = 3
_RETRY_EVERY = 10

Ask = Callable[[str], Awaitable[Exchange]]
_Sent = dict[tuple[str, str | None], Exchange]


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What was learned, and every exchange it was learned from."""

    value: T
    exchanges: tuple[Exchange, ...] = ()


class Questioner:
    """Asks in one dialect and learns which of several ways this modem answers."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._best: dict[Step, int] = {}
        self._refused: Counter[str] = Counter()

    async def inquire(
        self, questions: Iterable[Question], ask: Ask, *, thrifty: bool = False
    ) -> Answer[dict[Question, Reading]]:
        """A reading for each question; a command that serves two of them is sent once.

        ask: sends one command; its faults go through. thrifty: leave out, most of the time, what the modem
        has refused several times; the SIM or the network may be back one day.
        """
        sent: _Sent = {}
        readings: dict[Question, Reading] = {}
        for question in questions:
            reading = Reading()
            for step in self.dialect.asking(question):
                reading = reading.plus(await self._take_step(step, sent, ask, thrifty))
            readings[question] = reading
        return Answer(readings, tuple(sent.values()))

    async def _take_step(self, step: Step, sent: _Sent, ask: Ask, thrifty: bool) -> Reading:
        """The reading of the first way that is answered and can be read; otherwise all that was told."""
        told = Reading()
        for index in self._order(step):
            asking = step[index]
            if thrifty and self._may_wait(asking.command):
                continue
            exchange = sent.get(_key(asking))
            if exchange is None:
                exchange = await _exchange(asking, sent, ask)
            reading = self.dialect.read(exchange) if exchange.final else Reading()
            if exchange.ok and not reading.is_empty:
                self._best[step] = index
                self._refused.pop(asking.command, None)
                return reading
            told = told.plus(reading)
            self._refused[asking.command] += not exchange.ok and reading.is_empty
        return told

    def _may_wait(self, command: str) -> bool:
        refusals = self._refused[command]
        if refusals < _PATIENCE:
            return False
        self._refused[command] += 1
        return refusals % _RETRY_EVERY != 0

    def _order(self, step: Step) -> list[int]:
        best = self._best.get(step, 0)
        return [best, *(index for index in range(len(step)) if index != best)]


def _key(asking: Asking) -> tuple[str, str | None]:
    """The same command behind another setting is another question (`AT+UCGED?`)."""
    return asking.command, asking.before


async def _exchange(asking: Asking, sent: _Sent, ask: Ask) -> Exchange:
    if asking.before is not None:
        sent[asking.before, None] = await ask(asking.before)
    exchange = sent[_key(asking)] = await ask(asking.command)
    return exchange
