"""What the window does: takes its actions to the services and brings their state back to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog

from app.chain.names import State
from app.chain.run import ChainState
from app.composition import OpenSite, Services
from app.core.faults import Fault
from app.core.settings import SettingsFile
from app.core.tasks import TaskScope
from app.modem.service import Link, ModemSnapshot
from app.site.load import SUFFIX
from app.site.problems import SiteFault, SiteReason
from app.words import _, fault_advice_of, n_
from app.words.figures import number
from app.words.lab import broker_note
from app.words.site_file import problem_line
from ui.actions import SITE_PREFIX
from ui.faults import Faults, Trouble
from ui.loop import ask
from ui.options import WindowOptions
from ui.panels.welcome.panel import WelcomePanel
from ui.shell.window import Window
from ui.theme import Choice, Theme
from ui.widgets.banner import Banner

_PROBLEMS_TOLD = 4
_MONITOR_INTERVAL_S = 1.0


class Session:
    """Lives from the moment the services are there until the window is left."""

    def __init__(
        self, window: Window, services: Services, settings: SettingsFile, theme: Theme, faults: Faults
    ) -> None:
        self._window = window
        self._services = services
        self._settings = settings
        self._theme = theme
        self._faults = faults
        self._scope = TaskScope(faults.report)
        self._opening = asyncio.Lock()
        self._troubles: dict[str, Banner] = {}
        self._link = Link.CLOSED
        self._is_watched = False
        self._disconnects: list[Callable[[], None]] = []

    async def start(self, options: WindowOptions) -> None:
        """Fill the window and open what was asked for, or what was open last."""
        self._follow()
        self._window.host.restore_layout(self._settings.value.layout)
        self._window.attach(self._services, self._settings.value.panel)
        self._window.show_recent(self._settings.value.recent_sites)
        if self._settings.was_damaged:
            self._notice(
                State.WARNING,
                _("The settings could not be read"),
                _("Linkwright starts with its usual ones. The damaged file was put aside: {file}").format(
                    file=self._settings.path.parent
                ),
            )
        await self._open_first(options)
        if self._services.site is None:
            self._show_welcome()
        elif options.run_check:
            self._start(self._run_check(), "check")

    async def close(self) -> None:
        """Remember how the window lay, end the panels and all work."""
        shown = self._window.host.current
        if any(spec.name == shown for spec in self._window.specs):
            self._settings.change(panel=shown)
        self._settings.change(
            geometry=self._window.geometry_text(), layout=MappingProxyType(self._window.host.layout_texts)
        )
        self._services.check.cancel()
        self._window.pulse.stop()
        for disconnect in self._disconnects:
            disconnect()
        await self._window.host.detach()
        await self._scope.close()

    def _follow(self) -> None:
        window, services = self._window, self._services
        self._disconnects = [
            services.check.changed.connect(self._on_chain),
            services.site_changed.connect(self._on_site),
            services.modem.changed.connect(self._on_modem),
        ]
        window.triggered.connect(self.do)
        window.host.failed.connect(self._faults.report)
        self._faults.happened.connect(self._on_trouble)

    # --- actions ------------------------------------------------------------------------------------------

    def do(self, key: str) -> None:
        """Do an action that is not the frame's own."""
        simple: dict[str, Callable[[], None]] = {
            "check.cancel": self._services.check.cancel,
            "theme.light": lambda: self._choose_theme(Choice.LIGHT),
            "theme.dark": lambda: self._choose_theme(Choice.DARK),
            "theme.system": lambda: self._choose_theme(Choice.SYSTEM),
            "theme.switch": lambda: self._choose_theme(Choice.LIGHT if self._theme.is_dark else Choice.DARK),
            "window.quit": self._quit,
        }
        work: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "check.run": self._run_check,
            "report.export": self._export_report,
            "trace.export": self._export_trace,
            "site.open": self._choose_site,
            "site.new": self._new_site,
            "site.edit": self._edit_site,
            "lab.open": self._choose_lab,
            "lab.healthy": lambda: self._open_lab("healthy"),
        }
        if key.startswith(SITE_PREFIX):
            self._start(self._open_site(Path(key.removeprefix(SITE_PREFIX))), "open site")
        elif key in simple:
            simple[key]()
        elif key in work:
            self._start(work[key](), key)

    def _start(self, coro: Coroutine[Any, Any, None], name: str) -> None:
        self._scope.start(self._told(coro), name=name)

    async def _told(self, coro: Coroutine[Any, Any, None]) -> None:
        """Run it; an expected failure becomes a notice."""
        try:
            await coro
        except Fault as fault:
            self._tell_fault(fault)

    def _quit(self) -> None:
        self._window.close()

    def _choose_theme(self, choice: Choice) -> None:
        self._theme.choose(choice)
        self._settings.change(theme=choice.value)

    async def _run_check(self) -> None:
        site = self._services.site
        if site is None or self._services.check.state.running:
            return
        await self._services.check.run(site)

    # --- sites --------------------------------------------------------------------------------------------

    async def _open_first(self, options: WindowOptions) -> None:
        last = self._settings.value.last_site
        try:
            if options.lab or options.scenario:
                await self._open_lab(options.scenario or "healthy")
            elif options.site is not None:
                await self._open_site(options.site)
            elif last is not None:
                await self._open_site(Path(last))
        except SiteFault as fault:
            if options.site is None and last is not None and fault.reason is SiteReason.NOT_FOUND:
                self._settings.forget_site(last)  # moved or on a drive that is away: start afresh
            self._tell_fault(fault)
        except Fault as fault:
            self._tell_fault(fault)

    def _show_welcome(self) -> None:
        panel = self._window.show_panel("welcome")
        if isinstance(panel, WelcomePanel):
            panel.show_recent(self._settings.value.recent_sites)

    async def _open_site(self, file: Path) -> None:
        async with self._opening:
            await self._services.open_site(file)
        self._settings.remember_site(file)
        self._window.show_recent(self._settings.value.recent_sites)
        self._window.show_panel("overview")

    async def _open_lab(self, scenario: str) -> None:
        async with self._opening:
            self._services.port = None  # one that was chosen before is a real modem's; the lab brings its own
            await self._services.open_lab(scenario)
        self._window.show_panel("overview")
        self._tell_of_broker()

    def _tell_of_broker(self) -> None:
        """Where the lab's broker is not what one would expect, its results are not either."""
        world = self._services.world
        notes = world.broker.notes if world else ()
        if notes:
            text = "\n".join(broker_note(note.value) for note in notes)
            self._notice(State.WARNING, _("The lab runs without Mosquitto"), text)

    async def _choose_site(self) -> None:
        path = await self._ask_file(_("Open site file"), saving=False, name="", patterns=[_site_pattern()])
        if path is not None:
            await self._open_site(path)

    async def _choose_lab(self) -> None:
        from ui.shell.lab_dialog import LabDialog

        world = self._services.world
        dialog = LabDialog(world.scenario.name if world else "", self._window)
        if await ask(dialog) == QDialog.DialogCode.Accepted:
            await self._open_lab(dialog.chosen)
            await self._run_check()

    async def _new_site(self) -> None:
        from app.site.edit import SiteDocument

        path = await self._ask_file(
            _("New site file"), saving=True, name=f"site{SUFFIX}", patterns=[_site_pattern()]
        )
        if path is not None:
            if not path.name.endswith(SUFFIX):
                path = path.with_name(path.name.removesuffix(".toml") + SUFFIX)
            await self._edit(SiteDocument.new(path, path.name.removesuffix(SUFFIX)))

    async def _edit_site(self) -> None:
        from app.site.edit import SiteDocument

        opened = self._services.opened
        if opened is not None and opened.world is None:
            await self._edit(SiteDocument.open(opened.file))

    async def _edit(self, document: Any) -> None:
        from ui.panels.site.dialog import SiteDialog

        if await ask(SiteDialog(document, self._window)) == QDialog.DialogCode.Accepted:
            await self._open_site(document.path)

    # --- reports ------------------------------------------------------------------------------------------

    async def _export_report(self) -> None:
        from app.report.save import save

        state = self._services.check.state
        name = f"{_file_name(state.site_name or 'linkwright')}-{datetime.now():%Y%m%d-%H%M}.html"
        patterns = [_("Page for a browser (*.html)"), _("Data for a program (*.json)")]
        path = await self._ask_file(_("Export report"), saving=True, name=name, patterns=patterns)
        if path is None:
            return
        if path.suffix not in (".html", ".json"):
            path = path.with_name(path.name + ".html")
        await asyncio.to_thread(save, state, path)
        self._notice(State.PASSED, _("The report is written"), str(path))

    async def _export_trace(self) -> None:
        from app.report.trace_file import SUFFIXES, save

        services = self._services
        if not len(services.trace):
            self._notice(State.NOT_TESTED, _("There are no packets to export yet"), _("Run a check first."))
            return
        site = services.site
        name = _file_name(site.site.name if site is not None else "linkwright")
        name = f"{name}-{datetime.now():%Y%m%d-%H%M}.pcapng"
        patterns = [
            _("Capture for Wireshark (*.pcapng)"),
            _("Lines of JSON (*.ndjson)"),
            _("Table for a spreadsheet (*.csv)"),
        ]
        path = await self._ask_file(_("Export trace"), saving=True, name=name, patterns=patterns)
        if path is None:
            return
        if path.suffix.lower() not in SUFFIXES:
            path = path.with_name(path.name + ".pcapng")
        count = await asyncio.to_thread(save, services.trace, path, services.clock)
        text = n_("{count} record in {path}", "{count} records in {path}", count)
        self._notice(State.PASSED, _("The trace is written"), text.format(count=number(count), path=path))

    async def _ask_file(self, title: str, *, saving: bool, name: str, patterns: list[str]) -> Path | None:
        dialog = QFileDialog(self._window, title)
        dialog.setNameFilters(patterns)
        if saving:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.selectFile(name)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        if last := self._settings.value.last_site:
            dialog.setDirectory(str(Path(last).parent))
        if await ask(dialog) != QDialog.DialogCode.Accepted:
            return None
        return Path(dialog.selectedFiles()[0])

    # --- state that comes back ----------------------------------------------------------------------------

    def _on_chain(self, state: ChainState) -> None:
        self._window.show_chain(state)
        self._watch_modem()
        self._show_facts()

    def _on_site(self, opened: OpenSite | None) -> None:
        if opened is None:
            self._window.show_site(_("No site"), "", loaded=False, editable=False)
        else:
            detail = opened.world.scenario.title if opened.world else str(opened.file)
            self._window.show_site(opened.site.site.name, detail, loaded=True, editable=opened.world is None)
        self._show_facts()

    def _on_modem(self, snapshot: ModemSnapshot) -> None:
        if snapshot.link is not self._link:
            self._link = snapshot.link
            self._is_watched = False
            self._show_facts()

    def _watch_modem(self) -> None:
        """Once a check is through, the open modem goes on telling its levels."""
        modem = self._services.modem
        if (
            modem.snapshot.link is Link.OPEN
            and not self._is_watched
            and not self._services.check.state.running
        ):
            self._is_watched = True
            modem.start_monitor(_MONITOR_INTERVAL_S)

    def _show_facts(self) -> None:
        opened = self._services.opened
        facts = []
        if opened is not None and opened.world is not None:
            facts.append(_("Lab: {scenario}").format(scenario=opened.world.scenario.name))
        elif opened is not None:
            facts.append(_("Site file {name}").format(name=opened.file.name))
        modem = self._services.modem.snapshot
        facts.append(
            _("Modem on {port}").format(port=modem.url) if modem.link is Link.OPEN else _("No modem open")
        )
        broker = opened.site.broker.url if opened is not None and opened.site.broker else None
        facts.append(_("Broker {url}").format(url=broker) if broker else _("No broker"))
        self._window.show_facts(facts)

    # --- notices ------------------------------------------------------------------------------------------

    def _notice(
        self, state: State, title: str, text: str, buttons: tuple[tuple[str, str], ...] = ()
    ) -> Banner:
        banner = Banner(state, title, text, buttons, close_text=_("Close this notice"))
        self._window.add_notice(banner)
        return banner

    def _tell_fault(self, fault: Fault) -> None:
        told = fault_advice_of(fault)
        lines = [f"{told.cause} {told.remedy}".strip()]
        if isinstance(fault, SiteFault):
            lines += [problem_line(problem) for problem in fault.problems[:_PROBLEMS_TOLD]]
        self._notice(State.FAILED, told.title, "\n".join(line for line in lines if line))

    def _on_trouble(self, trouble: Trouble) -> None:
        if trouble.fault is not None:
            self._tell_fault(trouble.fault)
            return
        if trouble.where in self._troubles:
            return  # told once; every further time is in the log
        banner = self._notice(
            State.FAILED,
            _("Something went wrong inside Linkwright"),
            _("The rest goes on. The details help the support desk to find the cause."),
            (("copy", _("Copy details")),),
        )
        self._troubles[trouble.where] = banner
        banner.pressed.connect(lambda _key, text=trouble.details: QGuiApplication.clipboard().setText(text))
        banner.closed.connect(lambda where=trouble.where: self._troubles.pop(where, None))


def _site_pattern() -> str:
    return _("Site files (*{suffix})").format(suffix=SUFFIX)


def _file_name(text: str) -> str:
    """A site's name as a part of a file name that every system takes."""
    kept = "".join(letter if letter.isalnum() else "-" for letter in text.lower())
    return "-".join(part for part in kept.split("-") if part) or "linkwright"
