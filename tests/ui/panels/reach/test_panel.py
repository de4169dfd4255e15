"""The panel on a real lab: the ladder of the check, live paths, testing again without the rest."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.chain.hops import Hop, State
from tests.ui.panels.on_lab import shown, until
from ui.panels.reach.ladder import Ladder
from ui.panels.reach.panel import ReachPanel

Run = Callable[[Coroutine[Any, Any, Any]], Any]


def test_in_the_lab_it_watches_by_itself_and_can_be_paused(run: Run) -> None:
    async def main() -> None:
        async with shown(ReachPanel, "healthy") as (panel, _services):
            await until(lambda: len(panel.live.bars.values) >= 2)
            assert "loss 0 of" in panel.live.figures.text()
            assert panel.facts()
            assert panel.targets.rows[0].state is State.PASSED
            QTest.mouseClick(panel.live.button, Qt.MouseButton.LeftButton)
            assert panel.live.button.text() == "Watch"
            await until(lambda: not any(monitor.is_running for monitor in panel._all_monitors()))
            panel.live.chooser.setCurrentIndex(1)
            await until(lambda: panel.live.bars.values == ())

    run(main())


def test_the_ladder_follows_the_check_and_again_keeps_the_rest(run: Run) -> None:
    async def main() -> None:
        async with shown(ReachPanel, "broker-tls-expired") as (panel, services):
            assert services.site is not None
            assert isinstance(panel.ladder, Ladder)
            wanted: list[str] = []
            panel.wanted.connect(wanted.append)
            panel.test_again()
            assert wanted == ["check.run"]  # nothing was checked yet
            await services.check.run(services.site)
            states = [row.rung.state for row in panel.ladder.rows if row.rung]
            assert State.FAILED in states
            assert "expired" in panel.cards[0].title
            sim = services.check.state[Hop.SIM]
            assert sim.state is State.PASSED
            QTest.mouseClick(panel.button, Qt.MouseButton.LeftButton)
            await until(lambda: services.check.state.running)
            assert panel.button.text() == "Cancel"
            await until(lambda: not services.check.state.running)
            assert services.check.state[Hop.SIM] is sim
            assert services.check.state[Hop.REACH].state is State.FAILED
            assert panel.button.text() == "Test again"

    run(main())


def test_the_static_address_is_the_modems_own_word(run: Run) -> None:
    async def main() -> None:
        async with shown(ReachPanel, "cgnat") as (panel, services):
            assert services.world is not None
            await services.modem.attach(services.world.modem.url)
            await services.modem.contexts()
            await until(lambda: panel.static.shown is not None and "shares" in panel.static.shown.sentence)
            assert panel.static.shown is not None
            assert panel.static.shown.lines[1].address == "100.72.3.9"

    run(main())


def test_another_site_has_other_paths(run: Run) -> None:
    async def main() -> None:
        async with shown(ReachPanel, "healthy") as (panel, services):
            before = panel.targets.rows[0].target
            await services.open_lab("cgnat")
            await until(lambda: panel.targets.rows[0].target != before)
            assert len(panel._monitors) == len(panel.targets.rows)

    run(main())


def test_without_a_site_it_says_what_it_needs(run: Run) -> None:
    async def main() -> None:
        async with shown(ReachPanel, None) as (panel, _services):
            wanted: list[str] = []
            panel.wanted.connect(wanted.append)
            button = panel.findChild(QPushButton, "site.open")
            assert button.isVisible()
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            assert wanted == ["site.open"]
            panel.test_again()  # nothing to test
            assert wanted == ["site.open"]

    run(main())
