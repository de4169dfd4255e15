"""The window on real services: the lab's broker, modem and link, a real site file, real reports."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QListWidget, QSplitter

from app.chain.hops import Hop, State
from app.composition import Services
from app.core.settings import SettingsFile
from app.lab.broker import BrokerKind
from app.mqtt.packet_types import Version
from app.mqtt.trace import Note
from ui.faults import Faults
from ui.options import WindowOptions
from ui.panels.overview.panel import OverviewPanel
from ui.panels.site.dialog import SiteDialog
from ui.panels.welcome.panel import WelcomePanel
from ui.session import Session
from ui.shell.lab_dialog import LabDialog
from ui.shell.window import Window
from ui.theme import Choice, Theme
from ui.widgets.banner import Banner

WITHOUT_MOSQUITTO = "The lab runs without Mosquitto"
SITE = '[site]\nname = "Bench <b>1</b>"\n'

Run = Callable[[Awaitable[Any]], Any]


@dataclass
class Desk:
    """A window with everything behind it."""

    window: Window
    services: Services
    settings: SettingsFile
    session: Session
    theme: Theme

    def notices(self) -> list[str]:
        """The titles, without the one that is there exactly where the lab's broker is amqtt."""
        titles = [banner.title for banner in self.window.host.notices]
        world = self.services.world
        expected = world is not None and world.broker.kind is BrokerKind.AMQTT
        assert titles.count(WITHOUT_MOSQUITTO) == int(expected)
        return [title for title in titles if title != WITHOUT_MOSQUITTO]

    def notice(self, title: str) -> Banner:
        """The one notice of this title."""
        [found] = [banner for banner in self.window.host.notices if banner.title == title]
        return found


@asynccontextmanager
async def desk(folder: Path, options: WindowOptions) -> AsyncIterator[Desk]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    faults = Faults()
    theme = Theme(application, Choice.LIGHT)
    window = Window()
    window.show()
    services = Services(faults.report)
    settings = SettingsFile(folder / "settings.json")
    session = Session(window, services, settings, theme, faults)
    try:
        await session.start(options)
        yield Desk(window, services, settings, session, theme)
    finally:
        await session.close()
        await services.close()
        theme.choose(Choice.LIGHT)
        window.hide()
        for owned in (window, theme, faults):
            owned.deleteLater()


async def until(condition: Callable[[], object], limit_s: float = 30.0) -> None:
    async with asyncio.timeout(limit_s):
        while not condition():
            await asyncio.sleep(0.02)


async def dialog_of(kind: type[QDialog]) -> Any:
    """The dialog of this kind that is being asked."""
    found: list[QDialog] = []

    def look() -> bool:
        found[:] = [
            widget
            for widget in QApplication.topLevelWidgets()
            if isinstance(widget, kind) and widget.isVisible()
        ]
        return bool(found)

    await until(look)
    return found[0]


def answer(dialog: QFileDialog, path: Path) -> None:
    """Type a path into a file dialog and confirm it."""
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText(str(path))
    dialog.accept()


def test_a_check_on_the_lab_is_run_shown_and_exported(run: Run, tmp_path: Path, qapp: QApplication) -> None:
    async def main() -> None:
        async with desk(tmp_path, WindowOptions(lab=True, scenario="cgnat", run_check=True)) as it:
            await until(lambda: it.services.check.state.running)
            assert it.window.top.run.text() == "Cancel"
            await until(lambda: not it.services.check.state.running)
            states = {node.key: node.state for node in it.window.chain.nodes}
            assert states["address"] is State.FAILED
            panel = it.window.host.panel
            assert isinstance(panel, OverviewPanel)
            assert panel.ladder.details(Hop.ADDRESS) is not None
            assert it.window.status.facts[0] == "Lab: cgnat"

            it.window.do("report.export")
            dialog = await dialog_of(QFileDialog)
            answer(dialog, tmp_path / "report.json")
            await until(lambda: it.notices())
            assert it.notices() == ["The report is written"]
            document = json.loads((tmp_path / "report.json").read_text())
            assert document["verdict"] == "failed"

    run(main())


def test_a_trace_is_exported(run: Run, tmp_path: Path, qapp: QApplication) -> None:
    async def main() -> None:
        async with desk(tmp_path, WindowOptions(lab=True)) as it:
            it.window.do("trace.export")
            await until(lambda: it.notices())
            assert it.notices() == ["There are no packets to export yet"]
            it.window.do("check.run")
            await until(lambda: it.services.check.state.running)
            await until(lambda: not it.services.check.state.running)

            it.window.do("trace.export")
            dialog = await dialog_of(QFileDialog)
            assert "pcapng" in dialog.selectedNameFilter()
            answer(dialog, tmp_path / "trace")
            await until(lambda: "The trace is written" in it.notices())
            captured = (tmp_path / "trace.pcapng").read_bytes()
            assert captured.startswith(b"\x0a\x0d\x0d\x0a")
            assert all(record.raw in captured for record in it.services.trace.since(1))

    run(main())


def test_a_trace_that_cannot_be_written_is_told(run: Run, tmp_path: Path, qapp: QApplication) -> None:
    async def main() -> None:
        async with desk(tmp_path, WindowOptions(lab=True)) as it:
            it.services.trace.note(Note.CONNECTED, "s", Version.V5)
            it.window.do("trace.export")
            answer(await dialog_of(QFileDialog), tmp_path / "gone" / "trace.csv")
            await until(lambda: it.notices())
            assert it.notices() == [f"The trace {tmp_path / 'gone' / 'trace.csv'} could not be written"]

    run(main())


def test_cancel_ends_a_check_at_once(run: Run, tmp_path: Path, qapp: QApplication) -> None:
    async def main() -> None:
        async with desk(tmp_path, WindowOptions(lab=True, run_check=True)) as it:
            await until(lambda: it.services.check.state.running)
            it.window.do("check.cancel")
            await until(lambda: not it.services.check.state.running, limit_s=2.0)
            assert {result.state for result in it.services.check.state.hops} <= {
                State.PASSED,
                State.NOT_TESTED,
            }

    run(main())


def test_the_open_modem_goes_on_telling_its_levels(run: Run, tmp_path: Path, qapp: QApplication) -> None:
    async def main() -> None:
        async with desk(tmp_path, WindowOptions(lab=True, run_check=True)) as it:
            await until(lambda: it.services.check.state.started_utc and not it.services.check.state.running)
            panel = it.window.host.panel
            assert isinstance(panel, OverviewPanel)
            await until(lambda: len(panel.vitals.course.values) >= 2)

    run(main())


def test_without_a_site_the_first_page_leads_to_a_site_file(
    run: Run, tmp_path: Path, qapp: QApplication
) -> None:
    path = tmp_path / "bench.site.toml"
    path.write_text(SITE)

    async def main() -> None:
        async with desk(tmp_path, WindowOptions()) as it:
            assert isinstance(it.window.host.panel, WelcomePanel)
            it.window.do("site.open")
            dialog = await dialog_of(QFileDialog)
            answer(dialog, path)
            await until(lambda: it.services.site)
            assert it.window.top.site.words == "Bench <b>1</b>"
            assert it.window.host.current == "overview"
            assert it.settings.value.last_site == str(path.resolve())
        async with desk(tmp_path, WindowOptions()) as again:  # the next start
            assert again.window.top.site.words == "Bench <b>1</b>"

    run(main())


def test_a_wrong_site_file_is_told_with_its_line(run: Run, tmp_path: Path, qapp: QApplication) -> None:
    path = tmp_path / "bad.site.toml"
    path.write_text('[site]\nname = "x"\n[responder]\nurl = "x:70000"\n')

    async def main() -> None:
        async with desk(tmp_path, WindowOptions(site=path)) as it:
            [banner] = it.window.host.notices
            assert "line 4" in banner.text
            assert isinstance(it.window.host.panel, WelcomePanel)
            assert it.settings.value.last_site is None

    run(main())


def test_a_site_file_that_is_gone_is_told_and_forgotten(run: Run, tmp_path: Path, qapp: QApplication) -> None:
    path = tmp_path / "gone.site.toml"
    SettingsFile(tmp_path / "settings.json").remember_site(path)

    async def main() -> None:
        async with desk(tmp_path, WindowOptions()) as it:
            assert len(it.notices()) == 1
            assert it.settings.value.last_site is None
            assert isinstance(it.window.host.panel, WelcomePanel)

    run(main())


def test_an_unknown_scenario_is_a_notice(run: Run, tmp_path: Path, qapp: QApplication) -> None:
    async def main() -> None:
        async with desk(tmp_path, WindowOptions(scenario="no-such")) as it:
            assert len(it.notices()) == 1
            assert it.services.site is None

    run(main())


def test_the_site_file_is_edited_in_the_window(run: Run, tmp_path: Path, qapp: QApplication) -> None:
    path = tmp_path / "bench.site.toml"
    path.write_text(SITE)

    async def main() -> None:
        async with desk(tmp_path, WindowOptions(site=path)) as it:
            it.window.do("site.edit")
            dialog = await dialog_of(SiteDialog)
            dialog.source.setPlainText('[site]\nname = "Edited"\n')
            dialog.save.click()
            await until(lambda: it.window.top.site.words == "Edited")
            assert path.read_text() == '[site]\nname = "Edited"\n'

    run(main())


def test_a_new_site_file_gets_its_ending(run: Run, tmp_path: Path, qapp: QApplication) -> None:
    async def main() -> None:
        async with desk(tmp_path, WindowOptions()) as it:
            it.window.do("site.new")
            dialog = await dialog_of(QFileDialog)
            answer(dialog, tmp_path / "pump")
            editor = await dialog_of(SiteDialog)
            editor.save.click()
            await until(lambda: it.services.site)
            assert (tmp_path / "pump.site.toml").exists()

    run(main())


def test_a_scenario_is_chosen_and_checked(run: Run, tmp_path: Path, qapp: QApplication) -> None:
    async def main() -> None:
        async with desk(tmp_path, WindowOptions()) as it:
            it.window.do("lab.open")
            dialog = await dialog_of(LabDialog)
            scenarios = dialog.findChild(QListWidget)
            scenarios.setCurrentRow([world.name for world in dialog._worlds].index("no-sim"))
            dialog.start.click()
            await until(lambda: it.services.check.state[Hop.SIM].state is State.FAILED)

    run(main())


def test_the_theme_is_switched_and_remembered(run: Run, tmp_path: Path, qapp: QApplication) -> None:
    async def main() -> None:
        async with desk(tmp_path, WindowOptions()) as it:
            it.window.do("theme.switch")
            assert it.theme.is_dark
            assert it.settings.value.theme == "dark"
            for key, dark in (("theme.light", False), ("theme.dark", True), ("theme.system", False)):
                it.window.do(key)
                assert it.theme.is_dark is dark

    run(main())


@pytest.mark.expects_log("in check.run")
def test_a_bug_is_one_notice_with_details_to_copy(
    run: Run, tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> None:
        async with desk(tmp_path, WindowOptions(lab=True)) as it:

            async def fail(*_arguments: object) -> None:
                raise ZeroDivisionError("digits 8931080019012345678")

            monkeypatch.setattr(it.services.check, "run", fail)
            for _ in range(3):
                it.session.do("check.run")
                await asyncio.sleep(0.05)
            assert it.notices() == ["Something went wrong inside Linkwright"]
            it.notice("Something went wrong inside Linkwright").pressed.emit("copy")
            copied = QApplication.clipboard().text()
            assert "ZeroDivisionError" in copied
            assert "8931080019012345678" not in copied

    run(main())


def test_the_panel_in_view_comes_back(run: Run, tmp_path: Path, qapp: QApplication) -> None:
    async def main() -> None:
        async with desk(tmp_path, WindowOptions(lab=True)):
            pass
        assert SettingsFile(tmp_path / "settings.json").value.panel == "overview"
        assert SettingsFile(tmp_path / "settings.json").value.geometry

    run(main())


def test_damaged_settings_are_told(run: Run, tmp_path: Path, qapp: QApplication) -> None:
    (tmp_path / "settings.json").write_text("{")

    async def main() -> None:
        async with desk(tmp_path, WindowOptions()) as it:
            assert it.notices() == ["The settings could not be read"]

    run(main())


def test_splitters_of_a_panel_come_back(run: Run, tmp_path: Path, qapp: QApplication) -> None:
    async def main() -> None:
        async with desk(tmp_path, WindowOptions(lab=True)) as it:
            panel = it.window.show_panel("topics")
            assert panel is not None
            panel.findChildren(QSplitter)[0].setSizes([600, 400])
        async with desk(tmp_path, WindowOptions(lab=True)) as again:
            panel = again.window.show_panel("topics")
            assert panel is not None
            sizes = panel.findChildren(QSplitter)[0].sizes()
            assert sizes[0] / sum(sizes) == pytest.approx(0.6, abs=0.02)

    run(main())
