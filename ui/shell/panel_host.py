"""The place of the panels: imports and builds each when it is first wanted, shows one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.panels import PanelSpec
from ui.shell.layout_memory import remembered, restore

if TYPE_CHECKING:
    from ui.panels.base import Panel
    from ui.widgets.banner import Banner

_NOTICES = 3


class PanelHost(QWidget):
    """Notices lie above the panel, the newest first. Without services nothing can be shown yet."""

    shown = Signal(str)  # the name of the panel that came into view
    wanted = Signal(str)  # an action that a panel asks for
    failed = Signal(str, object)  # a task of a panel that ended with an exception

    def __init__(self, specs: Sequence[PanelSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._specs = {spec.name: spec for spec in specs}
        self._services: Any = None
        self._panels: dict[str, Panel] = {}
        self._banners: list[Banner] = []
        self._layout_texts: dict[str, str] = {}
        self._current = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._notices = QVBoxLayout()
        self._notices.setSpacing(8)
        column.addLayout(self._notices)
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)

    def attach(self, services: Any) -> None:
        """Panels are built with these services from now on."""
        self._services = services

    @property
    def layout_texts(self) -> dict[str, str]:
        """Where the splitters of all panels stand, those of panels not shown this time as they were."""
        texts = dict(self._layout_texts)
        for name, panel in self._panels.items():
            texts |= remembered(panel, name)
        return texts

    def restore_layout(self, texts: Mapping[str, str]) -> None:
        """Panels built from now on take their splitters' places from here."""
        self._layout_texts = dict(texts)

    @property
    def current(self) -> str:
        return self._current

    @property
    def panel(self) -> Panel | None:
        """The panel in view."""
        return self._panels.get(self._current)

    def built(self, name: str) -> Panel | None:
        return self._panels.get(name)

    def show_panel(self, name: str) -> Panel | None:
        """Bring a panel into view, building it if need be; None while there are no services."""
        if name not in self._specs or self._services is None:
            return None
        if name not in self._panels:
            self._panels[name] = self._build(self._specs[name])
        panel = self._panels[name]
        if name != self._current:
            if (before := self.panel) is not None:
                before.set_shown(False)
            self._current = name
            self._stack.setCurrentWidget(panel)
            panel.set_shown(True)
            self.shown.emit(name)
        return panel

    async def detach(self) -> None:
        """Close all panels, because their services are about to go or the window is."""
        panels, self._panels, self._services, self._current = self._panels, {}, None, ""
        for panel in panels.values():
            await panel.aclose()
            self._stack.removeWidget(panel)
            panel.deleteLater()

    def add_notice(self, banner: Banner) -> None:
        while len(self._banners) >= _NOTICES:
            self._remove(self._banners[-1])
        self._notices.setContentsMargins(16, 12, 16, 0)
        self._notices.insertWidget(0, banner)
        self._banners.insert(0, banner)
        banner.closed.connect(self._close_notice)

    @property
    def notices(self) -> tuple[Banner, ...]:
        return tuple(self._banners)

    def _close_notice(self) -> None:
        for banner in self._banners:
            if banner is self.sender():
                self._remove(banner)
                return

    def _remove(self, banner: Banner) -> None:
        self._banners.remove(banner)
        self._notices.removeWidget(banner)
        banner.hide()
        banner.deleteLater()
        if not self._banners:
            self._notices.setContentsMargins(0, 0, 0, 0)

    def _build(self, spec: PanelSpec) -> Panel:
        module, _, name = spec.where.partition(":")
        panel: Panel = getattr(import_module(module), name)(self._services, self)
        panel.wanted.connect(self.wanted)
        panel.failed.connect(self.failed)
        self._stack.addWidget(panel)
        restore(panel, spec.name, self._layout_texts)
        panel.start()
        return panel
