"""Everything a person can do with the window, as data: the top bar, the palette and the keys read it here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from app.words.catalogue import N_, _


class Condition(Enum):
    """What may be true of the window; an action needs some of these."""

    SITE = "site"  # a site sheet is loaded
    SITE_FILE = "site-file"  # it came from a file that may be edited
    IDLE = "idle"  # no check under way
    RUNNING = "running"
    RESULT = "result"  # a check has ended


@dataclass(frozen=True, slots=True)
class Action:
    """key: what is emitted. words: English words it is also found by. shortcuts: Qt's portable names."""

    key: str
    title: str
    icon: str = ""
    shortcuts: tuple[str, ...] = ()
    needs: frozenset[Condition] = frozenset()
    words: str = ""

    @property
    def text(self) -> str:
        """The title in the language in use."""
        return _(self.title)

    def is_enabled(self, conditions: Iterable[Condition]) -> bool:
        return self.needs <= set(conditions)


def _needs(*conditions: Condition) -> frozenset[Condition]:
    return frozenset(conditions)


ACTIONS: tuple[Action, ...] = (
    Action(
        "check.run",
        N_("Run check"),
        "run",
        ("F5", "Ctrl+R"),
        _needs(Condition.SITE, Condition.IDLE),
        "start test",
    ),
    Action(
        "check.cancel", N_("Cancel check"), "cancel", ("Ctrl+.",), _needs(Condition.RUNNING), "stop abort"
    ),
    Action(
        "report.export",
        N_("Export report…"),
        "export",
        ("Ctrl+E",),
        _needs(Condition.RESULT),
        "save html json",
    ),
    Action(
        "report.copy",
        N_("Copy result as text"),
        "copy",
        ("Ctrl+Shift+C",),
        _needs(Condition.RESULT),
        "clipboard",
    ),
    Action("trace.export", N_("Export trace…"), "export", words="save packets wireshark pcapng csv json"),
    Action("site.open", N_("Open site file…"), "folder", ("Ctrl+O",)),
    Action("site.new", N_("New site file…"), "site", ("Ctrl+N",)),
    Action("site.edit", N_("Edit site file…"), "edit", ("Ctrl+Shift+E",), _needs(Condition.SITE_FILE)),
    Action("lab.open", N_("Try the lab…"), "lab", ("Ctrl+L",), words="scenario demo simulation"),
    Action(
        "ladder.unfold", N_("Unfold all hops"), "chevron-down", ("Ctrl+Shift+Down",), _needs(Condition.SITE)
    ),
    Action("ladder.fold", N_("Fold all hops"), "chevron-right", ("Ctrl+Shift+Up",), _needs(Condition.SITE)),
    Action("theme.light", N_("Light theme"), "theme", words="colour bright"),
    Action("theme.dark", N_("Dark theme"), "theme", words="colour night"),
    Action("theme.system", N_("Theme of the system"), "theme", words="colour automatic"),
    Action("theme.switch", N_("Switch between light and dark"), "theme", ("Ctrl+Shift+L",)),
    Action("palette.open", N_("Search actions"), "search", ("Ctrl+K", "Ctrl+Shift+P")),
    Action("chain.focus", N_("Go to the chain bar"), "overview", ("F6",)),
    Action("window.quit", N_("Quit"), "cancel", ("Ctrl+Q",), words="exit close"),
)

PANEL_PREFIX = "panel."
"""`panel.<name>` shows a panel; the first nine have Ctrl+1 to Ctrl+9."""

HOP_PREFIX = "hop."
"""`hop.<value>` goes to a hop on the Overview."""


SITE_PREFIX = "site.recent:"
"""`site.recent:<path>` opens a site file that was open before."""


def action(key: str) -> Action:
    return next(entry for entry in ACTIONS if entry.key == key)
