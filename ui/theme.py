"""Light and dark: palette, fonts and the small style sheet, following the system unless told otherwise.

Widgets keep no theme: they ask `tokens(self)` when they paint, which looks at their own palette. A change of
theme is a change of palette, and Qt already tells every widget of that.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ui.style_sheet import style_sheet
from ui.tokens import DARK, LIGHT, Tokens

GRID = 4
"""Every distance in the window is a multiple of this many pixels."""


STYLE = ("-style", "fusion")
"""For the arguments of QApplication. `setStyle` would do too, and make all of QStyle known to Python."""


class Choice(Enum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Role(Enum):
    """Text roles: size in pixels, weight, monospace."""

    FIGURE = (22.0, QFont.Weight.Bold, False)
    TITLE = (17.0, QFont.Weight.DemiBold, False)
    HEADING = (14.5, QFont.Weight.DemiBold, False)
    STRONG = (13.0, QFont.Weight.DemiBold, False)
    BODY = (13.0, QFont.Weight.Normal, False)
    CAPTION = (11.5, QFont.Weight.Normal, False)
    CAPTION_STRONG = (11.5, QFont.Weight.DemiBold, False)
    CODE = (12.0, QFont.Weight.Normal, True)


# A family that is not installed is passed over, the system's own comes last.
_FAMILIES = ("Inter",)
_CODE_FAMILIES = ("JetBrains Mono", "Cascadia Mono", "SF Mono", "DejaVu Sans Mono")

_DARK_LINK = QColor(DARK.accent)

_fonts: dict[Role, QFont] = {}


def font(role: Role) -> QFont:
    """The font of a text role: tabular figures, sizes in logical pixels at any dots per inch."""
    if role not in _fonts:
        size, weight, is_code = role.value
        if is_code:
            from PySide6.QtGui import QFontDatabase  # with its first user: the first paint has no code in it

            made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
            made.setFamilies([*_CODE_FAMILIES, *made.families()])
            made.setStyleHint(QFont.StyleHint.Monospace)
        else:
            made = QFont()
            made.setFamilies([*_FAMILIES, *made.families()])
            made.setFeature(QFont.Tag("tnum"), 1)
        # QFont takes whole pixels only; 11.5 px goes in as points.
        made.setPointSizeF(size * 72 / QGuiApplication.primaryScreen().logicalDotsPerInch())
        made.setWeight(weight)
        _fonts[role] = made
    return _fonts[role]


def tokens(widget: QWidget) -> Tokens:
    """The colours that this widget is shown in."""
    return tokens_of(widget.palette())


def tokens_of(palette: QPalette) -> Tokens:
    # By the colour of links: a style sheet rule may change a control's Window and Base, never its Link.
    return DARK if palette.color(QPalette.ColorRole.Link) == _DARK_LINK else LIGHT


def palette_of(t: Tokens) -> QPalette:
    """The tokens as Qt's roles, so that its own widgets wear them too."""
    palette = QPalette()
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    for which, colour in {
        role.Window: t.window,
        role.WindowText: t.text,
        role.Base: t.surface,
        role.AlternateBase: t.sunk,
        role.Text: t.text,
        role.Button: t.surface,
        role.ButtonText: t.text,
        role.BrightText: t.failed,
        role.Highlight: t.accent_tint,
        role.HighlightedText: t.text,
        role.Accent: t.accent,
        role.Link: t.accent,
        role.LinkVisited: t.accent,
        role.PlaceholderText: t.dim,
        role.ToolTipBase: t.surface,
        role.ToolTipText: t.text,
        role.Light: t.surface,
        role.Midlight: t.sunk,
        role.Mid: t.border,
        role.Dark: t.border,
        role.Shadow: t.border,
    }.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText, role.PlaceholderText):
        palette.setColor(group.Disabled, which, QColor(t.faint))
    return palette


class Theme(QObject):
    """Dresses the application and keeps it dressed when the system changes between light and dark."""

    def __init__(self, application: QApplication, choice: Choice = Choice.SYSTEM) -> None:
        super().__init__(application)
        self._application = application
        self._worn: Tokens | None = None
        self.choice = choice
        application.setFont(font(Role.BODY))
        application.styleHints().colorSchemeChanged.connect(self._dress)
        self.choose(choice)

    def choose(self, choice: Choice) -> None:
        """Follow the system, or stay light or dark."""
        self.choice = choice
        # Tells the platform too, which then draws title bars and menus to match.
        self._application.styleHints().setColorScheme(
            {
                Choice.SYSTEM: Qt.ColorScheme.Unknown,
                Choice.LIGHT: Qt.ColorScheme.Light,
                Choice.DARK: Qt.ColorScheme.Dark,
            }[choice]
        )
        self._dress()

    @property
    def is_dark(self) -> bool:
        if self.choice is Choice.SYSTEM:
            return self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self.choice is Choice.DARK

    def _dress(self) -> None:
        wanted = DARK if self.is_dark else LIGHT
        if wanted is not self._worn:
            self._worn = wanted
            self._application.setPalette(palette_of(wanted))
            self._application.setStyleSheet(style_sheet(wanted))
