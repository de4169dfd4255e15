"""The real window, driven by keys and mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.chain.hops import Hop, State
from app.chain.run import ChainState
from tests.ui import samples
from ui.actions import Condition
from ui.panels.overview.panel import OverviewPanel
from ui.shell.window import Window

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def services() -> samples.ShownServices:
    return samples.ShownServices(samples.blank())


@pytest.fixture
def window(qtbot: QtBot, services: samples.ShownServices) -> Window:
    made = Window()
    qtbot.addWidget(made, before_close_func=_close_for_good)
    made.attach(services, "overview")
    services.check.changed.connect(made.show_chain)
    made.show_site("Pump station 12", "/tech/pump12.site.toml", loaded=True, editable=True)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def _close_for_good(window: Window) -> None:
    window.pulse.stop()
    window.hide()


def _overview(window: Window) -> OverviewPanel:
    panel = window.host.panel
    assert isinstance(panel, OverviewPanel)
    return panel


def test_the_frame_is_painted_before_there_are_services(qtbot: QtBot) -> None:
    window = Window()
    qtbot.addWidget(window, before_close_func=_close_for_good)
    with qtbot.waitSignal(window.painted):
        window.show()
    assert not window.top.run.isEnabled()


def test_without_a_site_the_chain_shows_what_it_usually_consists_of(window: Window) -> None:
    window.show_chain(ChainState())
    assert [node.state for node in window.chain.nodes] == [State.NOT_RUN] * 9
    assert [node.caption for node in window.chain.nodes] == ["not run"] * 9


def test_f5_asks_for_a_check_and_the_button_too(window: Window, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.triggered) as told:
        qtbot.keyClick(window, Qt.Key.Key_F5)
    assert told.args == ["check.run"]
    with qtbot.waitSignal(window.triggered) as told:
        qtbot.mouseClick(window.top.run, Qt.MouseButton.LeftButton)
    assert told.args == ["check.run"]


def test_while_a_check_runs_the_button_cancels_and_running_is_disabled(
    window: Window, services: samples.ShownServices, qtbot: QtBot
) -> None:
    services.check.show(samples.running())
    assert Condition.RUNNING in window.conditions
    with qtbot.assertNotEmitted(window.triggered):
        qtbot.keyClick(window, Qt.Key.Key_F5)
    with qtbot.waitSignal(window.triggered) as told:
        qtbot.mouseClick(window.top.run, Qt.MouseButton.LeftButton)
    assert told.args == ["check.cancel"]
    services.check.show(samples.healthy())
    assert Condition.RESULT in window.conditions
    assert window.top.run.text() == "Run check"


def test_the_chain_bar_follows_the_check(window: Window, services: samples.ShownServices) -> None:
    services.check.show(samples.carrier_nat())
    states = {node.key: node.state for node in window.chain.nodes}
    assert states["apn"] is State.WARNING
    assert states["address"] is State.FAILED
    assert states["broker"] is State.NOT_TESTED
    captions = {node.key: node.caption for node in window.chain.nodes}
    assert captions["address"] == "100.72.3.9"


def test_the_palette_finds_a_hop_and_unfolds_it(
    window: Window, services: samples.ShownServices, qtbot: QtBot
) -> None:
    services.check.show(samples.healthy())
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    palette = window.palette_view
    assert palette is not None
    assert palette.isVisible()
    qtbot.keyClicks(palette.field, "broker")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert _overview(window).ladder.details(Hop.BROKER) is not None
    assert not palette.isVisible()


def test_the_palette_offers_every_action_with_its_shortcut(window: Window) -> None:
    entries = {entry.key: entry for entry in window._entries()}
    assert entries["check.run"].shortcut == "F5"
    assert not entries["check.cancel"].enabled
    assert entries["panel.overview"].shortcut == "Ctrl+1"
    assert {f"hop.{hop.value}" for hop in samples.PASSED} <= set(entries)


def test_ctrl_k_again_leaves_the_palette(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    palette = window.palette_view
    assert palette is not None
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    qtbot.mouseClick(window.top.search, Qt.MouseButton.LeftButton)
    assert palette.isVisible()


def test_a_click_on_a_node_goes_to_its_hop(
    window: Window, services: samples.ShownServices, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.check.show(samples.healthy())
    monkeypatch.setattr(window, "specs", window.specs[:1])  # only the Overview is installed
    qtbot.mouseClick(window.chain.button("broker"), Qt.MouseButton.LeftButton)
    assert _overview(window).ladder.details(Hop.BROKER) is not None


def test_ctrl_1_and_the_rail_show_the_overview(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_1, CTRL)
    assert window.rail.current == "overview"
    qtbot.mouseClick(window.rail.button("overview"), Qt.MouseButton.LeftButton)
    assert window.host.current == "overview"


def test_closing_only_asks(window: Window, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.closing):
        window.close()
    assert window.isVisible()
    with qtbot.waitSignal(window.triggered) as told:
        qtbot.keyClick(window, Qt.Key.Key_Q, CTRL)
    assert told.args == ["window.quit"]


def test_size_and_place_come_back(window: Window, qtbot: QtBot) -> None:
    window.resize(1024, 700)  # Qt keeps a restored window on the screen, and the test's is small
    text = window.geometry_text()
    other = Window()
    qtbot.addWidget(other, before_close_func=_close_for_good)
    other.restore(text)
    assert (other.width(), other.height()) == (1024, 700)
    other.restore("not a geometry at all")
    assert (other.width(), other.height()) == (1024, 700)


def test_recent_sites_are_in_the_menu_verbatim(window: Window, qtbot: QtBot) -> None:
    path = "/tech/Smith & <b>Sons.site.toml"
    window.show_recent([path])
    qtbot.mouseClick(window.top.site, Qt.MouseButton.LeftButton)
    menu = window.findChild(QMenu)
    assert menu is not None
    first: QAction = menu.actions()[0]
    assert first.text() == "Smith && <b>Sons"
    with qtbot.waitSignal(window.triggered) as told:
        first.trigger()
    assert told.args == ["site.recent:" + path]
    menu.close()


def test_the_title_and_the_status_line_name_the_site(window: Window) -> None:
    window.show_facts(["Site file pump12.site.toml"])
    assert window.windowTitle() == "Pump station 12 – Linkwright"
    assert window.status.facts[0] == "Site file pump12.site.toml"
    assert window.status.facts[-1].startswith("Loop ")


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1440, 900), (1024, 640)])
def test_everything_fits(window: Window, services: samples.ShownServices, width: int, height: int) -> None:
    services.check.show(samples.carrier_nat())
    window.resize(width, height)
    assert window.width() == width
    assert window.height() == height
    area = window.frame.rect()
    for part in (window.top.run, window.top.search, window.status, window.rail, window.host):
        place = part.mapTo(window.frame, part.rect().topLeft())
        assert area.contains(place)
        assert place.x() + part.width() <= area.width()
        assert place.y() + part.height() <= area.height()
