"""A panel on a real lab, put away in order whatever the test does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from app.composition import Services
from ui.panels.base import Panel

P = TypeVar("P", bound=Panel)


async def until(condition: Callable[[], bool], what: str = "", limit_s: float = 15.0) -> None:
    """Wait for it; TimeoutError where it does not come. what: names it for whoever reads the test."""
    async with asyncio.timeout(limit_s):
        while not condition():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def shown(
    make: Callable[[Services], P], scenario: str | None, size: tuple[int, int] = (1180, 620)
) -> AsyncIterator[tuple[P, Services]]:
    """The panel as the window shows it; a failed task or an unexpected error fails the test."""
    unexpected: list[BaseException] = []
    failures: list[tuple[str, object]] = []
    services = Services(lambda _name, error: unexpected.append(error))
    panel = make(services)
    panel.failed.connect(lambda where, error: failures.append((where, error)))
    panel.resize(*size)
    try:
        if scenario is not None:
            await services.open_lab(scenario)
        panel.start()
        panel.show()
        panel.set_shown(True)
        yield panel, services
    finally:
        panel.set_shown(False)
        panel.hide()
        await panel.aclose()
        await services.close()
        panel.deleteLater()
    assert unexpected == []
    assert failures == []
