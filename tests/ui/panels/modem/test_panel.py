"""The panel on a real lab: it opens the modem, shows what it tells, puts commands to it, follows the site."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from app.chain.hops import State
from app.composition import Services
from app.modem.attachment import PortWatch
from app.modem.discovery import FoundPort
from app.modem.port_roles import Role
from app.modem.service import Link
from tests.ui.panels.on_lab import shown, until
from ui.panels.modem.asking import Asking
from ui.panels.modem.connection import Connection
from ui.panels.modem.header import Header
from ui.panels.modem.no_modem import NoModem
from ui.panels.modem.notice import Notice
from ui.panels.modem.panel import ModemPanel
from ui.panels.modem.view import ModemView

Run = Callable[[Coroutine[Any, Any, Any]], Any]
PORT = FoundPort("/dev/ttyNotThere0", Role.AT, "usb:1", "Quectel <b>EG25</b>", usb="2c7c:0125", interface=2)


def modem_panel(services: Services) -> ModemPanel:
    return ModemPanel(services, ports=PortWatch(no_ports))


async def no_ports() -> tuple[FoundPort, ...]:
    return (PORT,)


def test_in_the_lab_it_opens_the_modem_and_shows_what_it_tells(run: Run) -> None:
    async def main() -> None:
        async with shown(modem_panel, "healthy") as (panel, services):
            view = panel.view
            await until(lambda: bool(view.contexts.rowCount()) and bool(view.card.rows))
            await until(lambda: view.card.rows[1].value.text == "…5678")
            await until(lambda: view.registration.rows[0].value.text == "home, LTE")
            assert view.registration.rows[0].mark.state is State.PASSED
            assert view.registration.rows[0].source.text() == "AT+CEREG?"
            await until(lambda: view.contexts.index(0, 5).data() == "as in the site file")
            assert isinstance(view, ModemView)
            assert isinstance(view.notice, Notice)
            assert not view.notice.isVisible()
            assert services.modem.is_monitored
            await until(lambda: view.levels[0].rating.text() == "good")
            await until(
                lambda: (
                    "8949020000012345678" not in (text := view.console.text.toPlainText()) and "> AT" in text
                )
            )
            assert panel.facts()

    run(main())


def test_a_weak_signal_names_what_limits_it(run: Run) -> None:
    async def main() -> None:
        async with shown(modem_panel, "weak-signal") as (panel, _services):
            await until(panel.view.notice.isVisible)
            assert "RSRP" in panel.view.notice.text.text()

    run(main())


def test_a_typed_command_is_answered_in_the_console(run: Run) -> None:
    async def main() -> None:
        async with shown(modem_panel, "healthy") as (panel, _services):
            console = panel.view.console
            await until(console.isVisible)
            console.line.setText("AT+CGMR")
            console.line.completer().popup().hide()
            QTest.keyClick(console.line, Qt.Key.Key_Return)
            await until(lambda: "> AT+CGMR" in console.text.toPlainText())
            await until(lambda: not console.line.isReadOnly())
            assert console.line.text() == ""

    run(main())


@pytest.mark.parametrize("agree", [True, False])
def test_a_command_that_disturbs_asks_first(run: Run, qapp: QApplication, agree: bool) -> None:
    async def main() -> None:
        async with shown(modem_panel, "healthy") as (panel, services):
            sent: list[str] = []
            services.modem.exchanged.connect(lambda exchange: sent.append(exchange.command))
            await until(panel.view.console.isVisible)
            panel.view.console.sent.emit("AT+CGATT=1")
            await until(lambda: bool(panel.findChildren(QMessageBox)))
            box = panel.findChildren(QMessageBox)[0]
            assert "AT+CGATT=1" not in sent
            assert box.textFormat() is Qt.TextFormat.PlainText
            assert box.defaultButton().text() == "Do not send"
            for button in box.buttons():
                if (button.text() == "Send") is agree:
                    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
                    break
            if agree:
                await until(lambda: "AT+CGATT=1" in sent)
            else:
                await until(lambda: "was not sent" in panel.view.console.text.toPlainText())
                assert "AT+CGATT=1" not in sent

    run(main())


def test_it_shares_the_modem_with_a_check_that_begins_at_the_same_moment(run: Run) -> None:
    async def main() -> None:
        async with shown(modem_panel, "healthy") as (panel, services):
            assert services.site is not None
            final = await services.check.run(services.site)
            assert {result.state for result in final.hops} == {State.PASSED}
            await until(lambda: services.modem.snapshot.link is Link.OPEN and panel.view.isVisible())

    run(main())


def test_a_modem_that_vanishes_is_told_and_not_forgotten(run: Run) -> None:
    async def main() -> None:
        async with shown(modem_panel, "healthy") as (panel, services):
            await until(lambda: services.modem.snapshot.link is Link.OPEN and panel.view.isVisible())
            assert services.world is not None
            services.world.modem.vanish()
            await until(panel.view.notice.isVisible)
            assert panel.view.notice.title.text()
            assert panel.view.isVisible()

    run(main())


def test_another_site_brings_another_modem(run: Run) -> None:
    async def main() -> None:
        async with shown(modem_panel, "healthy") as (panel, services):
            await until(lambda: services.modem.snapshot.link is Link.OPEN)
            await services.open_lab("weak-signal")
            assert services.world is not None
            url = services.world.modem.url
            await until(
                lambda: services.modem.snapshot.url == url and services.modem.snapshot.link is Link.OPEN
            )
            await until(panel.view.notice.isVisible)

    run(main())


def test_without_a_modem_it_lists_ports_and_says_why_one_does_not_open(run: Run) -> None:
    async def main() -> None:
        async with shown(modem_panel, None) as (panel, services):
            empty = panel.empty
            assert isinstance(empty, NoModem)
            await until(lambda: bool(empty.port_buttons))
            assert empty.port_buttons[0].text() == "Quectel <b>EG25</b> · /dev/ttyNotThere0"
            nothing_yet = empty.title.text()
            QTest.mouseClick(empty.port_buttons[0], Qt.MouseButton.LeftButton)
            assert services.port == PORT.url
            await until(
                lambda: empty.title.text() not in (nothing_yet, "Looking for a modem", "Opening the modem")
            )
            assert empty.isVisible()
            assert empty.connect_button.isVisible()

    run(main())


def test_a_port_can_be_left_by_the_menu(run: Run) -> None:
    async def main() -> None:
        async with shown(modem_panel, "healthy") as (panel, services):
            await until(lambda: services.modem.snapshot.link is Link.OPEN and panel.view.isVisible())
            assert isinstance(panel.view.header, Header)
            menu = panel.view.header.open_menu()
            texts = [action.text() for action in menu.actions() if not action.isSeparator()]
            assert texts == ["Quectel <b>EG25</b>  /dev/ttyNotThere0", "Enter an address…", "Close this port"]
            menu.actions()[-1].trigger()
            menu.hide()
            await until(panel.empty.isVisible)
            await until(lambda: services.modem.snapshot.link is Link.CLOSED)

    run(main())


def test_what_it_does_is_done_by_objects_without_a_widget() -> None:
    """A coroutine on a widget could outlive it."""
    assert not hasattr(Connection, "paintEvent")
    assert not hasattr(Asking, "paintEvent")
