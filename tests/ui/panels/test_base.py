"""What a panel starts and follows ends with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QApplication

from app.core.observable import Signal
from ui.panels.base import Panel


def test_a_panel_s_tasks_and_connections_end_with_it(run: Callable[[Any], Any], qapp: QApplication) -> None:
    heard: list[int] = []
    failures: list[tuple[str, object]] = []
    signal: Signal[int] = Signal()

    async def main() -> None:
        panel = Panel("services")
        panel.failed.connect(lambda name, error: failures.append((name, type(error))))
        panel.start()
        panel.follow(signal.connect(heard.append))
        endless = panel.run(asyncio.sleep(3600), "endless")
        panel.run(_fail(), "failing")
        signal.emit(1)
        await asyncio.sleep(0.02)
        await panel.aclose()
        signal.emit(2)
        assert endless.cancelled()
        assert (panel.facts(), panel.do("anything")) == ((), False)
        panel.deleteLater()

    run(main())
    assert heard == [1]
    assert failures == [("failing", ZeroDivisionError)]


async def _fail() -> None:
    raise ZeroDivisionError
