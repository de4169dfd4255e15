"""The Reach panel: the ladder of the last check beside what the paths do right now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.chain.hops import Hop, Severity, State
from app.chain.live import facts_of
from app.chain.targets import Target, targets_of
from app.modem.service import Link
from app.reach.monitor import Path, PathMonitor
from app.words import _, advice, measured
from ui.panels.base import Panel
from ui.panels.reach.ladder import Ladder
from ui.panels.reach.live_card import LiveCard, summary_line
from ui.panels.reach.rungs import HOPS, findings, rungs
from ui.panels.reach.static_card import StaticCard, address_view
from ui.panels.reach.targets import named_paths, path_of, target_row
from ui.panels.reach.targets_card import TargetsCard
from ui.panels.reach.targets_model import TargetsModel
from ui.theme import GRID, Role
from ui.widgets.buttons import Button, Look
from ui.widgets.empty_state import EmptyState
from ui.widgets.finding_card import FindingCard, FindingRow
from ui.widgets.text import ElidedLabel, Tone

if TYPE_CHECKING:
    from app.chain.hops import Finding
    from app.chain.run import ChainState
    from app.composition import OpenSite, Services

_LEAST_TARGET_INTERVAL_S = 5.0
_TARGETS_PER_S = 2.0
_REFRESH_MS = 60


class ReachPanel(Panel):
    """Watches by itself in the lab, where tries cost nothing; elsewhere when it is told to."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self._services = services
        self._check = services.check
        self._is_shown = False
        self._is_watching = False
        self._targets: tuple[Target, ...] = ()
        self._monitors: dict[Path, PathMonitor] = {}
        self._chosen: PathMonitor | None = None
        self._findings: tuple[Finding, ...] = ()
        self.title = ElidedLabel(_("Reach"), Role.TITLE)
        self.about = ElidedLabel(tone=Tone.DIM)
        self.button = Button(_("Test again"), Look.PRIMARY)
        self.button.clicked.connect(self._on_button)
        self.ladder = Ladder()
        self.live = LiveCard()
        self.live.chosen.connect(self._on_path)
        self.live.toggled.connect(self.set_watching)
        self.targets = TargetsModel(self)
        self.targets_card = TargetsCard(self.targets)
        self.static = StaticCard()
        self.cards: list[FindingCard] = []
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(_REFRESH_MS)
        self._refresh.timeout.connect(self._show_live)
        self._lay_out()

    # --- as a panel -----------------------------------------------------------------------------------------

    def start(self) -> None:
        self.follow(self._check.changed.connect(self._show_chain))
        self.follow(self._services.site_changed.connect(self._on_site))
        self.follow(self._services.modem.changed.connect(self._soon))
        self._use_site()

    def set_shown(self, shown: bool) -> None:
        self._is_shown = shown
        self._run_monitors()
        if shown:
            self._show_chain(self._check.state)
            self._show_live()

    def facts(self) -> tuple[str, ...]:
        if self._chosen is None or not self._chosen.samples:
            return ()
        return (summary_line(self._chosen.summary(120.0)),)

    async def aclose(self) -> None:
        await super().aclose()
        monitors, self._monitors, self._chosen = list(self._all_monitors()), {}, None
        for monitor in monitors:
            await monitor.stop()

    def test_again(self) -> None:
        """Route, VPN and hosts anew; the other hops stay as they are. A first check is a whole one."""
        site = self._services.site
        if site is None or self._check.state.running:
            return
        if self._check.state.started_utc is None:
            self.wanted.emit("check.run")
        else:
            self.run(self._check.run(site, only=HOPS, keep=True), "check reach")

    def set_watching(self, watching: bool) -> None:
        self._is_watching = watching
        self.live.set_watching(watching)
        self._run_monitors()

    # --- the site and its paths -----------------------------------------------------------------------------

    def _on_site(self, opened: OpenSite | None) -> None:
        self._use_site()

    def _use_site(self) -> None:
        site = self._services.site
        self._targets = targets_of(site) if site is not None else ()
        old = list(self._all_monitors())
        self._monitors, self._chosen = {}, None
        for monitor in old:
            self.run(monitor.stop(), "stop watching")
        interval_s = max(_LEAST_TARGET_INTERVAL_S, len(self._targets) / _TARGETS_PER_S)
        for target in self._targets:
            self._monitors[path_of(target)] = self._monitor(path_of(target), interval_s)
        self.live.show_paths(named_paths(site, self._targets))
        self.set_watching(self._services.world is not None)
        self._pages.setCurrentIndex(0 if site is None else 1)
        self._show_chain(self._check.state)
        self._show_live()

    def _on_path(self, path: Path) -> None:
        if self._chosen is not None:
            self.run(self._chosen.stop(), "stop watching")
        self._chosen = self._monitor(path)
        self._run_monitors()
        self._show_live()

    def _monitor(self, path: Path, interval_s: float = 1.0) -> PathMonitor:
        made = PathMonitor(path, self.failed.emit, interval_s=interval_s)
        made.added.connect(self._soon)
        return made

    def _all_monitors(self) -> list[PathMonitor]:
        return [*self._monitors.values(), *([self._chosen] if self._chosen else [])]

    def _run_monitors(self) -> None:
        for monitor in self._all_monitors():
            if self._is_shown and self._is_watching:
                monitor.start()
            elif monitor.is_running:
                self.run(monitor.stop(), "stop watching")

    # --- what is shown --------------------------------------------------------------------------------------

    def _soon(self, _changed: object) -> None:
        if self._is_shown and not self._refresh.isActive():
            self._refresh.start()

    def _show_live(self) -> None:
        chain, site = self._check.state, self._services.site
        self.live.show_monitor(self._chosen)
        self.targets.show_rows(
            tuple(target_row(target, chain, self._monitors.get(path_of(target))) for target in self._targets)
        )
        snapshot = self._services.modem.snapshot
        facts = facts_of(snapshot.reading, site).get(Hop.ADDRESS) if snapshot.link is Link.OPEN else None
        self.static.show_view(address_view(site, chain, facts))

    def _show_chain(self, chain: ChainState) -> None:
        self.about.set_text(measured(chain[Hop.ROUTE]))
        self.button.set_text(_("Cancel") if chain.running else _("Test again"))
        self.button.set_look(Look.PLAIN if chain.running else Look.PRIMARY)
        self.ladder.show_rungs(rungs(chain))
        found = findings(chain)
        if found != self._findings:
            self._findings = found
            self._show_findings(chain)
        if self._is_shown:
            self._soon(chain)

    def _show_findings(self, chain: ChainState) -> None:
        for card in self.cards:
            self._left.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []
        for finding in self._findings:
            told = advice(finding, chain)
            state = State.FAILED if finding.severity is Severity.FAILED else State.WARNING
            rows = [FindingRow(_("Cause"), told.cause), FindingRow(_("Do"), told.remedy)]
            card = FindingCard(state, told.title, rows)
            self.cards.append(card)
            self._left.insertWidget(self._left.count() - 1, card)

    def _on_button(self) -> None:
        if self._check.state.running:
            self.wanted.emit("check.cancel")
        else:
            self.test_again()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(self.title)
        head.addWidget(self.about, 1)
        head.addWidget(self.button)
        left, right = QWidget(), QWidget()
        self._left = QVBoxLayout(left)
        self._left.addWidget(self.ladder)
        self._left.addStretch(1)
        column = QVBoxLayout(right)
        for card in (self.live, self.targets_card, self.static):
            column.addWidget(card)
        column.addStretch(1)
        for layout in (self._left, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(3 * GRID)
        parts = QHBoxLayout()  # no splitter: it would not let wrapped text ask for its height
        parts.setSpacing(3 * GRID)
        parts.addWidget(left, 10)
        parts.addWidget(right, 11)
        content = QWidget()
        whole = QVBoxLayout(content)
        whole.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        whole.setSpacing(3 * GRID)
        whole.addLayout(head)
        whole.addLayout(parts, 1)
        page = QScrollArea()
        page.setWidgetResizable(True)
        page.setFrameShape(QFrame.Shape.NoFrame)
        page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page.setAccessibleName(_("Reach"))
        page.setWidget(content)
        empty = EmptyState(
            "reach",
            _("No site file is open"),
            _("It names the hosts that must be reachable. Open one, or try the lab."),
            (("site.open", _("Open site file…")), ("lab.open", _("Try the lab…"))),
        )
        empty.pressed.connect(self.wanted)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(empty)
        self._pages.addWidget(page)
