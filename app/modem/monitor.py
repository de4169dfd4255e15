"""Asks the same questions over and over: levels often, the rest now and then, as fast as the modem bears."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol

from app.modem.at import AtFault, Priority
from app.modem.dialects.base import Question
from app.modem.dialects.standard_network import DOMAINS
from app.modem.fields import prefix
from app.modem.port import PortFault, PortReason

SHORTEST_INTERVAL_S = 0.2

# Every how many rounds a question is asked.
_ROUNDS: tuple[tuple[int, tuple[Question, ...]], ...] = (
    (1, (Question.CELL, Question.SIGNAL)),
    (5, (Question.REGISTRATION, Question.OPERATOR)),
    (10, (Question.CONTEXTS, Question.GRANTED, Question.NEIGHBOURS)),
    (30, (Question.SIM, Question.TEMPERATURE)),
)
_WHOLE_STATE = tuple(question for _, questions in _ROUNDS for question in questions)
_BUSY_SHARE = 2.0  # of the time that the answers took is left to others between two rounds
_NEWS = frozenset(DOMAINS) | {"+CGEV", "+CPIN", "+QUSIM", "+QSIMSTAT", "%SIMCARD"}
_NEWS_DELAY_S = 0.1
_GONE = frozenset({PortReason.VANISHED, PortReason.SHARED, PortReason.WRITE_BLOCKED, PortReason.CLOSED})


class Inquire(Protocol):
    def __call__(self, questions: Iterable[Question], *, priority: Priority) -> Awaitable[Any]: ...


class Monitor:
    """Runs until the port is gone or its task is cancelled.

    A slow modem is asked more slowly: between two rounds it has twice the time to itself that the answers
    took. A line that announces news of registration, session or SIM brings the next whole round at once.
    """

    def __init__(
        self,
        inquire: Inquire,
        interval_s: float,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._inquire = inquire
        self._interval_s = max(SHORTEST_INTERVAL_S, interval_s)
        self._sleep = sleep
        self._news = asyncio.Event()

    async def run(self) -> None:
        number = 0
        while True:
            began_s = time.monotonic()
            try:
                await self._inquire(self._due(number), priority=Priority.POLL)
            except (PortFault, AtFault) as fault:
                if fault.reason in _GONE:
                    return
            number += 1
            took_s = time.monotonic() - began_s
            await self._pause(max(self._interval_s - took_s, _BUSY_SHARE * took_s))

    def notice(self, line: str) -> None:
        """A line that came unasked."""
        if prefix(line) in _NEWS:
            self._news.set()

    def _due(self, number: int) -> tuple[Question, ...]:
        if self._news.is_set():
            self._news.clear()
            return _WHOLE_STATE
        return tuple(question for every, asked in _ROUNDS if number % every == 0 for question in asked)

    async def _pause(self, pause_s: float) -> None:
        try:
            async with asyncio.timeout(pause_s):
                await self._news.wait()
        except TimeoutError:
            return
        await self._sleep(_NEWS_DELAY_S)  # news come in groups
