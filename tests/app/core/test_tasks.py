"""TaskScope: names, reports, closes."""

from __future__ import annotations

import asyncio

import pytest

from app.core.tasks import TaskScope


def test_a_failure_is_reported_and_the_siblings_go_on():
    async def scenario() -> tuple[list[tuple[str, BaseException]], int]:
        reported: list[tuple[str, BaseException]] = []
        scope = TaskScope(lambda name, error: reported.append((name, error)))

        async def fails() -> None:
            raise LookupError("lost")

        async def answers() -> int:
            await asyncio.sleep(0.01)
            return 7

        scope.start(fails(), name="fails")
        answer = await scope.start(answers(), name="answers")
        await scope.close()
        return reported, answer

    reported, answer = asyncio.run(scenario())
    assert answer == 7
    ((name, error),) = reported
    assert name == "fails"
    assert isinstance(error, LookupError)


def test_close_cancels_and_waits():
    async def scenario() -> list[str]:
        log: list[str] = []
        scope = TaskScope(lambda name, error: log.append(f"report {name}"))

        async def endless() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                log.append("ended")

        scope.start(endless(), name="endless")
        await asyncio.sleep(0)
        assert scope.names == ["endless"]
        await scope.close()
        assert scope.names == []
        return log

    assert asyncio.run(scenario()) == ["ended"]


def test_a_closed_scope_starts_nothing():
    async def scenario() -> None:
        scope = TaskScope(lambda name, error: None)
        await scope.close()
        with pytest.raises(RuntimeError, match="closed"):
            scope.start(asyncio.sleep(0), name="late")

    asyncio.run(scenario())


def test_a_task_may_close_its_own_scope():
    async def scenario() -> str:
        scope = TaskScope(lambda name, error: None)

        async def closer() -> str:
            await scope.close()
            return "closed"

        async with asyncio.timeout(5):
            return await scope.start(closer(), name="closer")

    assert asyncio.run(scenario()) == "closed"
