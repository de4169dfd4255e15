"""The first page lists modems as they come and go, and leads through each of its doors."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.modem.discovery import FoundPort
from app.modem.port_roles import Role
from ui.panels.welcome.panel import WelcomePanel, watch

EG25 = (
    FoundPort("/dev/ttyUSB2", Role.AT, "usb:2c7c:0125", "Quectel EG25-G", rank=0),
    FoundPort("/dev/ttyUSB3", Role.MAYBE, "usb:2c7c:0125", "Quectel EG25-G", rank=1),
)
OTHER = FoundPort("/dev/ttyS0", Role.UNKNOWN, "plain", "ttyS0")


class Services:
    port: str | None = None


@pytest.fixture
def panel(qtbot: QtBot) -> WelcomePanel:
    made = WelcomePanel(Services())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1100, 600)
    made.start()
    made.show()
    return made


def test_a_modem_is_listed_once_by_its_best_port(panel: WelcomePanel) -> None:
    panel._show_ports((*EG25, OTHER))
    assert [line.words for line in panel.modem.lines] == [("/dev/ttyUSB2", "Quectel EG25-G", "/dev/ttyUSB2")]
    panel._show_ports((OTHER,))
    assert panel.modem.lines == ()


def test_choosing_a_modem_opens_its_panel(panel: WelcomePanel, qtbot: QtBot) -> None:
    panel._show_ports(EG25)
    with qtbot.waitSignal(panel.wanted) as told:
        qtbot.mouseClick(panel.modem.lines[0], Qt.MouseButton.LeftButton)
    assert told.args == ["panel.modem"]
    assert panel.services.port == "/dev/ttyUSB2"


@pytest.mark.parametrize("key", ["site.open", "site.new", "lab.healthy", "lab.open"])
def test_each_button_asks_for_its_action(panel: WelcomePanel, qtbot: QtBot, key: str) -> None:
    with qtbot.waitSignal(panel.wanted) as told:
        qtbot.mouseClick(panel.findChild(QPushButton, key), Qt.MouseButton.LeftButton)
    assert told.args == [key]


def test_recent_sites_can_be_opened_again(panel: WelcomePanel, qtbot: QtBot) -> None:
    path = "/tech/<b>pump</b>.site.toml"
    panel.show_recent([path])
    assert panel.site.lines[0].words[2] == path
    with qtbot.waitSignal(panel.wanted) as told:
        qtbot.mouseClick(panel.site.lines[0], Qt.MouseButton.LeftButton)
    assert told.args == ["site.recent:" + path]


def test_ports_are_watched_until_cancelled(run: Callable[[Any], Any], qapp: QApplication) -> None:
    async def main() -> list[Sequence[FoundPort]]:
        shown: list[Sequence[FoundPort]] = []

        async def look() -> Sequence[FoundPort]:
            return EG25

        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await watch(look, shown.append)
        return shown

    assert run(main()) == [EG25]


def test_it_looks_only_while_it_is_in_view(run: Callable[[Any], Any], qapp: QApplication) -> None:
    looks = 0

    async def look() -> Sequence[FoundPort]:
        nonlocal looks
        looks += 1
        return EG25

    async def main() -> None:
        panel = WelcomePanel(Services(), look=look)  # type: ignore[arg-type]
        panel.start()
        panel.set_shown(True)
        await asyncio.sleep(0.02)
        panel.set_shown(False)
        panel.set_shown(True)
        await asyncio.sleep(0.02)
        assert len(panel.modem.lines) == 1
        await panel.aclose()
        panel.deleteLater()

    run(main())
    assert looks == 2
