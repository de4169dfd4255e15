"""The monitor's rounds: what is asked how often, how slow modems are spared, when it ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable

import pytest

from app.modem.at import Priority
from app.modem.dialects.base import Question
from app.modem.monitor import Monitor
from app.modem.port import PortFault, PortReason


class Asked:
    def __init__(self, rounds: int, takes_s: float = 0.0, fault: PortReason | None = None) -> None:
        self.rounds: list[tuple[Question, ...]] = []
        self.times: list[float] = []
        self.enough = asyncio.Event()
        self._wanted = rounds
        self._takes_s = takes_s
        self._fault = fault

    async def inquire(self, questions: Iterable[Question], *, priority: Priority) -> None:
        assert priority is Priority.POLL
        self.rounds.append(tuple(questions))
        self.times.append(time.monotonic())
        if len(self.rounds) >= self._wanted:
            self.enough.set()
        await asyncio.sleep(self._takes_s)
        if self._fault is not None:
            raise PortFault(self._fault)


async def run_for(asked: Asked, monitor: Monitor) -> None:
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        task = group.create_task(monitor.run())
        await asked.enough.wait()
        task.cancel()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.modem.monitor.SHORTEST_INTERVAL_S", 0.005)


def test_levels_in_every_round_and_the_rest_now_and_then() -> None:
    async def run() -> None:
        asked = Asked(rounds=31)
        await run_for(asked, Monitor(asked.inquire, 0.005))
        counts = {question: sum(question in one for one in asked.rounds[:30]) for question in Question}
        assert counts[Question.SIGNAL] == counts[Question.CELL] == 30
        assert counts[Question.REGISTRATION] == 6
        assert counts[Question.GRANTED] == 3
        assert counts[Question.SIM] == 1
        assert counts[Question.IDENTITY] == 0

    asyncio.run(run())


def test_a_slow_modem_has_most_of_the_time_to_itself() -> None:
    async def run() -> None:
        asked = Asked(rounds=3, takes_s=0.05)
        await run_for(asked, Monitor(asked.inquire, 0.005))
        gaps = [later - earlier for earlier, later in zip(asked.times, asked.times[1:], strict=False)]
        assert min(gaps) >= 0.14  # 50 ms of answers, at least 100 ms of rest

    asyncio.run(run())


@pytest.mark.parametrize("reason", [PortReason.VANISHED, PortReason.CLOSED, PortReason.SHARED])
def test_it_ends_with_the_port(reason: PortReason) -> None:
    async def run() -> None:
        asked = Asked(rounds=99, fault=reason)
        async with asyncio.timeout(5):
            await Monitor(asked.inquire, 0.005).run()
        assert len(asked.rounds) == 1

    asyncio.run(run())


def test_silence_does_not_end_it() -> None:
    async def run() -> None:
        asked = Asked(rounds=3, fault=PortReason.SILENT)
        await run_for(asked, Monitor(asked.inquire, 0.005))
        assert len(asked.rounds) >= 3

    asyncio.run(run())


def test_news_bring_a_whole_round_and_other_lines_do_not() -> None:
    async def run() -> None:
        asked = Asked(rounds=1)
        monitor = Monitor(asked.inquire, 60)
        async with asyncio.timeout(10), asyncio.TaskGroup() as group:
            task = group.create_task(monitor.run())
            await asked.enough.wait()
            monitor.notice('+QIND: "csq",20,99')
            await asyncio.sleep(0.3)
            assert len(asked.rounds) == 1
            monitor.notice("+CEREG: 2")
            await asyncio.sleep(0.3)
            task.cancel()
        assert len(asked.rounds) == 2
        assert {Question.SIM, Question.GRANTED, Question.REGISTRATION} <= set(asked.rounds[1])

    asyncio.run(run())
