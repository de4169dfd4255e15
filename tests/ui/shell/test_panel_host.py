"""Panels are imported when they are first shown, told when they come and go, and closed at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.chain.hops import State
from ui.panels import PanelSpec
from ui.panels.base import Panel
from ui.shell.panel_host import PanelHost
from ui.widgets.banner import Banner


class Probe(Panel):
    def __init__(self, services: Any, parent: Any = None) -> None:
        super().__init__(services, parent)
        self.seen: list[str] = []

    def start(self) -> None:
        self.seen.append("start")

    def set_shown(self, shown: bool) -> None:
        self.seen.append("shown" if shown else "hidden")

    async def aclose(self) -> None:
        self.seen.append("closed")
        await super().aclose()


SPECS = (
    PanelSpec("one", "One", "overview", "probe_panels:Probe"),
    PanelSpec("two", "Two", "topics", "probe_panels:Probe"),
)


@pytest.fixture
def host(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> PanelHost:
    module = ModuleType("probe_panels")
    module.Probe = Probe  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "probe_panels", module)
    made = PanelHost(SPECS)
    qtbot.addWidget(made)
    return made


def _probe(host: PanelHost, name: str) -> Probe:
    panel = host.built(name)
    assert isinstance(panel, Probe)
    return panel


def test_nothing_is_shown_without_services(host: PanelHost) -> None:
    assert host.show_panel("one") is None
    assert host.current == ""


def test_a_panel_is_built_once_and_told_when_it_comes_and_goes(host: PanelHost, qtbot: QtBot) -> None:
    host.attach("services")
    with qtbot.waitSignal(host.shown) as told:
        first = host.show_panel("one")
    assert told.args == ["one"]
    assert host.built("two") is None
    host.show_panel("two")
    assert host.show_panel("one") is first
    assert _probe(host, "one").seen == ["start", "shown", "hidden", "shown"]
    assert _probe(host, "one").services == "services"
    assert host.show_panel("unknown") is None
    assert host.current == "one"


def test_what_a_panel_wants_and_fails_at_is_passed_on(host: PanelHost, qtbot: QtBot) -> None:
    host.attach("services")
    panel = host.show_panel("one")
    assert panel is not None
    with qtbot.waitSignals([host.wanted, host.failed]):
        panel.wanted.emit("check.run")
        panel.failed.emit("poll", ZeroDivisionError())


def test_all_panels_are_closed_at_the_end(host: PanelHost, run: Callable[[Any], Any]) -> None:
    host.attach("services")
    panels = [host.show_panel(name) for name in ("one", "two")]
    run(host.detach())
    assert [panel.seen[-1] for panel in panels if isinstance(panel, Probe)] == ["closed", "closed"]
    assert host.built("one") is None
    assert host.show_panel("one") is None


def test_notices_are_few_and_go_when_closed(host: PanelHost, qtbot: QtBot) -> None:
    banners = [Banner(State.FAILED, f"{number}", close_text="Close") for number in range(5)]
    for banner in banners:
        host.add_notice(banner)
    assert [banner.title for banner in host.notices] == ["4", "3", "2"]
    host.show()
    qtbot.mouseClick(host.notices[0].findChild(QPushButton, "close"), Qt.MouseButton.LeftButton)
    assert [banner.title for banner in host.notices] == ["3", "2"]
