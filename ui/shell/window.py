"""The main window: the frame around the panels. It shows what it is given and says what was asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QVBoxLayout, QWidget

from app.chain.names import Hop, State
from app.words.catalogue import _
from app.words.hops import hop_name, state_name
from ui.actions import ACTIONS, HOP_PREFIX, PANEL_PREFIX, SITE_PREFIX, Condition, action
from ui.panels import PANELS, WELCOME, PanelSpec, panel_of_hop
from ui.shell.panel_host import PanelHost
from ui.shell.status_line import Pulse, StatusLine
from ui.shell.top_bar import TopBar
from ui.widgets.chain_bar import ChainBar, ChainNode
from ui.widgets.nav_rail import NavItem, NavRail
from ui.widgets.text import button_text

if TYPE_CHECKING:
    from app.chain.run import ChainState
    from ui.panels.base import Panel
    from ui.shell.palette import Entry, Palette
    from ui.widgets.banner import Banner

_SMALLEST = QSize(1024, 640)
_FIRST_SIZE = QSize(1440, 900)
_MENU_KEYS = ("site.open", "site.new", "site.edit", "lab.open")


class Window(QMainWindow):
    """triggered: the key of an action, by button, key or palette. closing: the person wants to leave."""

    triggered = Signal(str)
    closing = Signal()
    painted = Signal()  # once, after the first paint

    def __init__(self, specs: Sequence[PanelSpec] = PANELS) -> None:
        super().__init__()
        self.setWindowTitle("Linkwright")
        self.setMinimumSize(_SMALLEST)
        self.resize(_FIRST_SIZE)
        self.specs = tuple(specs)
        self.frame = QWidget()
        self.top = TopBar()
        self.chain = ChainBar()
        self.rail = NavRail([NavItem(spec.name, spec.text, spec.icon) for spec in self.specs])
        self.host = PanelHost((*self.specs, WELCOME))
        self.status = StatusLine(self._facts)
        self.pulse = Pulse(self)
        self._palette: Palette | None = None
        self._conditions: frozenset[Condition] = frozenset({Condition.IDLE})
        self._actions: dict[str, QAction] = {}
        self._recent: tuple[str, ...] = ()
        self._common_facts: tuple[str, ...] = ()
        self._hop = ""
        self._lateness_ms = 0.0
        self._is_painted = False
        self._lay_out()
        self._connect()
        self.frame.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.frame.setFocus()  # no control wears a ring before a key was pressed

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(self.host, 1)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for bar in (self.top, self.chain):
            column.addWidget(bar)
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        self.frame.setLayout(column)
        self.setCentralWidget(self.frame)
        keys = QKeySequence(action("palette.open").shortcuts[0])
        hint = keys.toString(QKeySequence.SequenceFormat.NativeText)
        self.top.show_search(_("Search actions") + f"  ·  {hint}")
        self.top.show_running(False, enabled=False)

    def _connect(self) -> None:
        self.top.search_pressed.connect(self.open_palette)
        self.top.run_pressed.connect(self._on_run)
        self.top.cancel_pressed.connect(self._on_cancel)
        self.top.site_pressed.connect(self._show_site_menu)
        self.chain.chosen.connect(self._on_hop)
        self.rail.chosen.connect(self.show_panel)
        self.host.shown.connect(self._on_shown)
        self.host.wanted.connect(self.do)
        self.pulse.told.connect(self._on_pulse)

    # --- what it shows ------------------------------------------------------------------------------------

    def attach(self, services: Any, panel: str) -> None:
        """Fill the frame, which until now was only painted: actions, chain, panels."""
        self._make_actions()
        self._show_idle_chain()
        self.host.attach(services)
        self.show_panel(panel if any(spec.name == panel for spec in self.specs) else "overview")
        self.pulse.start()

    def show_panel(self, name: str) -> Panel | None:
        return self.host.show_panel(name)

    def show_chain(self, state: ChainState) -> None:
        """Bring chain bar, button and actions to this state."""
        # The words for measurements come with the services, after the first paint.
        from app.words import caption

        nodes = []
        for result in state.hops:
            word = state_name(result.state)
            name, value = hop_name(result.hop), caption(result)
            nodes.append(
                ChainNode(result.hop.value, name, result.state, value, word, f"{name}: {word}\n{value}")
            )
        if nodes:
            self.chain.set_nodes(nodes)
        else:
            self._show_idle_chain()
        self._mark_hops()
        conditions = self._conditions - {Condition.IDLE, Condition.RUNNING, Condition.RESULT}
        conditions |= {Condition.RUNNING if state.running else Condition.IDLE}
        if state.started_utc and not state.running:
            conditions |= {Condition.RESULT}
        self.set_conditions(conditions)

    def show_site(self, name: str, detail: str, *, loaded: bool, editable: bool) -> None:
        self.top.show_site(name, detail)
        conditions = self._conditions - {Condition.SITE, Condition.SITE_FILE}
        conditions |= {Condition.SITE} if loaded else set()
        conditions |= {Condition.SITE_FILE} if editable else set()
        self.set_conditions(conditions)
        self.setWindowTitle(f"{name} – Linkwright" if loaded else "Linkwright")

    def show_recent(self, paths: Sequence[str]) -> None:
        self._recent = tuple(paths)

    def show_facts(self, facts: Sequence[str]) -> None:
        """Facts of the status line that do not belong to a panel."""
        self._common_facts = tuple(facts)
        self.status.refresh()

    def add_notice(self, banner: Banner) -> None:
        self.host.add_notice(banner)

    @property
    def conditions(self) -> frozenset[Condition]:
        return self._conditions

    def set_conditions(self, conditions: frozenset[Condition]) -> None:
        self._conditions = conditions
        for entry in ACTIONS:
            if entry.key in self._actions:
                self._actions[entry.key].setEnabled(entry.is_enabled(conditions))
        running = Condition.RUNNING in conditions
        self.top.show_running(running, enabled=running or Condition.SITE in conditions)

    # --- what is asked of it ------------------------------------------------------------------------------

    def do(self, key: str) -> None:
        """Do an action by its key: what concerns the frame here, the rest by whoever listens."""
        if key.startswith(PANEL_PREFIX):
            self.show_panel(key.removeprefix(PANEL_PREFIX))
        elif key.startswith(HOP_PREFIX):
            self.show_panel("overview")
            if (panel := self.host.panel) is not None:
                panel.do(key)
        elif key == "palette.open":
            self.open_palette()
        elif key == "chain.focus":
            self.chain.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif key in self._actions and not self._actions[key].isEnabled():
            return
        elif self.host.panel is None or not self.host.panel.do(key):
            self.triggered.emit(key)

    def open_palette(self) -> None:
        if self._palette is None:
            from ui.shell.palette import Palette

            self._palette = Palette(self._entries, self.frame)
            self._palette.chosen.connect(self.do)
        if self._palette.isVisible():
            self._palette.dismiss()
        else:
            self._palette.open()

    @property
    def palette_view(self) -> Palette | None:
        """The command palette, once it has been opened."""
        return self._palette

    def geometry_text(self) -> str:
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def restore(self, geometry: str) -> None:
        """Take the size and place of an earlier window, if it is one and a screen still shows it."""
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii", "replace")))

    # --- Qt's events --------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        # main() closes the services first; the window stays until they are gone.
        event.ignore()
        self.closing.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._palette is not None:
            self._palette.place()

    # --- inside -------------------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        actions = self._actions
        for entry in ACTIONS:
            made = QAction(button_text(entry.text), self)
            made.setShortcuts([QKeySequence(keys) for keys in entry.shortcuts])
            made.setObjectName(entry.key)
            made.setEnabled(entry.is_enabled(self._conditions))
            actions[entry.key] = made
        for place, spec in enumerate(self.specs[:9], start=1):
            made = QAction(button_text(spec.text), self)
            made.setShortcut(QKeySequence(f"Ctrl+{place}"))
            made.setObjectName(PANEL_PREFIX + spec.name)
            actions[made.objectName()] = made
        for made in actions.values():
            made.triggered.connect(self._on_action)
            self.addAction(made)

    def _show_idle_chain(self) -> None:
        """What a chain usually consists of, while there is no site that says it."""
        word = state_name(State.NOT_RUN)
        hops = [hop for hop in Hop if hop is not Hop.VPN]
        self.chain.set_nodes([ChainNode(hop.value, hop_name(hop), caption=word, word=word) for hop in hops])

    def _on_run(self) -> None:
        self.do("check.run")

    def _on_cancel(self) -> None:
        self.do("check.cancel")

    def _on_action(self) -> None:
        self.do(self.sender().objectName())

    def _on_hop(self, hop: str) -> None:
        """A node of the chain: the panel of that hop, or the hop on the Overview when it is shown already."""
        self._hop = hop
        name = panel_of_hop(hop)
        if name == "overview" or not any(spec.name == name for spec in self.specs):
            self.do(HOP_PREFIX + hop)
        else:
            self.show_panel(name)
            self._mark_hops()

    def _on_shown(self, name: str) -> None:
        self.rail.set_current(name)
        self._mark_hops()
        self.status.refresh()

    def _mark_hops(self) -> None:
        """The hop that led to the panel in view, or the first one that it looks into."""
        spec = next((spec for spec in self.specs if spec.name == self.host.current), None)
        hops = spec.hops if spec else ()
        self.chain.set_current((self._hop,) if self._hop in hops else hops[:1])

    def _on_pulse(self, lateness_ms: float) -> None:
        self._lateness_ms = lateness_ms
        self.status.refresh()

    def _facts(self) -> Sequence[str]:
        panel = self.host.panel
        own = panel.facts() if panel is not None else ()
        loop = (_("Loop {ms} ms").format(ms=round(self._lateness_ms)),) if panel is not None else ()
        return (*self._common_facts, *own, *loop)

    def _entries(self) -> list[Entry]:
        from ui.shell.palette import Entry, shown_shortcut

        entries = [
            Entry(
                entry.key,
                entry.text,
                icon=entry.icon,
                shortcut=shown_shortcut(entry.shortcuts[0]) if entry.shortcuts else "",
                enabled=self._actions[entry.key].isEnabled(),
                words=f"{entry.title} {entry.words}",
            )
            for entry in ACTIONS
            if entry.key != "palette.open"
        ]
        entries += [
            Entry(
                PANEL_PREFIX + spec.name,
                spec.text,
                _("Panel"),
                spec.icon,
                shown_shortcut(f"Ctrl+{place}") if place < 10 else "",
                words=spec.title,
            )
            for place, spec in enumerate(self.specs, start=1)
        ]
        entries += [
            Entry(HOP_PREFIX + node.key, node.name, _("Hop"), words=node.caption, state=node.state)
            for node in self.chain.nodes
        ]
        return entries

    def _show_site_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for path in self._recent:
            entry = menu.addAction(button_text(_site_title(path)))
            entry.setData(path)
            entry.triggered.connect(self._on_recent)
        if self._recent:
            menu.addSeparator()
        for key in _MENU_KEYS:
            menu.addAction(self._actions[key])
        field = self.top.site
        menu.popup(field.mapToGlobal(QPoint(0, field.height() + 4)))

    def _on_recent(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            self.do(SITE_PREFIX + sender.data())


def _site_title(path: str) -> str:
    """The file's name without its folders and its ending."""
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    return name.removesuffix(".site.toml")
