"""The Overview follows the check and does its own actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.chain.hops import Hop, State
from tests.ui import samples
from ui.panels.overview.panel import OverviewPanel


@pytest.fixture
def services() -> samples.ShownServices:
    return samples.ShownServices(samples.blank())


@pytest.fixture
def panel(qtbot: QtBot, services: samples.ShownServices) -> OverviewPanel:
    made = OverviewPanel(services)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1200, 500)
    made.start()
    made.show()
    return made


def test_it_shows_the_state_it_finds_and_each_that_follows(
    panel: OverviewPanel, services: samples.ShownServices
) -> None:
    assert panel.header.headline.text == "Not checked yet"
    services.check.show(samples.running())
    assert panel.ladder.row(Hop.APN).result.state is State.RUNNING
    services.check.show(samples.carrier_nat())
    assert panel.ladder.details(Hop.ADDRESS) is not None


def test_time_counts_up_while_it_runs(
    panel: OverviewPanel, services: samples.ShownServices, qtbot: QtBot
) -> None:
    services.check.show(samples.running())
    first = panel.header.counts.text
    qtbot.waitUntil(lambda: panel.header.counts.text != first)
    services.check.show(samples.healthy())
    assert panel.header.counts.text.count("1.9 s") == 1


def test_a_hop_is_unfolded_focused_and_scrolled_to(
    panel: OverviewPanel, services: samples.ShownServices, qtbot: QtBot
) -> None:
    services.check.show(samples.healthy())
    panel.ladder.unfold_all(True)
    assert panel.do("hop.delivery")
    row = panel.ladder.row(Hop.DELIVERY)
    qtbot.waitUntil(lambda: panel.page.verticalScrollBar().value() > 0)
    assert panel.ladder.details(Hop.DELIVERY) is not None
    assert row is panel.focusWidget()


def test_its_own_actions(panel: OverviewPanel, services: samples.ShownServices) -> None:
    services.check.show(samples.healthy())
    assert panel.do("report.copy")
    assert "Pump station 12" in QGuiApplication.clipboard().text()
    assert panel.do("ladder.unfold")
    assert panel.ladder.details(Hop.SIM) is not None
    assert panel.do("ladder.fold")
    assert panel.ladder.details(Hop.SIM) is None
    assert not panel.do("check.run")


def test_buttons_ask_for_actions(panel: OverviewPanel, services: samples.ShownServices, qtbot: QtBot) -> None:
    services.check.show(samples.carrier_nat())
    with qtbot.waitSignal(panel.wanted) as told:
        qtbot.mouseClick(panel.header.button, Qt.MouseButton.LeftButton)
    assert told.args == ["report.export"]
    details = panel.ladder.details(Hop.ADDRESS)
    assert details is not None
    with qtbot.waitSignal(panel.wanted) as told:
        details.cards[0].button("panel").click()
    assert told.args == ["panel.modem"]


def test_a_closed_panel_hears_no_more(
    panel: OverviewPanel, services: samples.ShownServices, run: Callable[[Any], Any]
) -> None:
    run(panel.aclose())
    services.check.show(samples.healthy())
    assert panel.header.headline.text == "Not checked yet"
