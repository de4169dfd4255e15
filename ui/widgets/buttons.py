"""Push buttons in the looks of this window, with icons that follow the theme."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QPushButton, QWidget

from ui import icons
from ui.theme import tokens
from ui.widgets.text import button_text


class Look(Enum):
    """The values are the style sheet's."""

    PLAIN = "plain"
    PRIMARY = "primary"
    QUIET = "quiet"
    LINK = "link"


class Button(QPushButton):
    """Takes the focus from the Tab key only, so that a click leaves no ring behind."""

    def __init__(
        self,
        text: str = "",
        look: Look = Look.PLAIN,
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(button_text(text), parent)
        self.setProperty("look", look.value)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._look, self._icon = look, icon
        self._load_icon()

    def set_text(self, text: str) -> None:
        self.setText(button_text(text))

    def set_look(self, look: Look, icon: str = "") -> None:
        self._look, self._icon = look, icon
        self.setProperty("look", look.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self._load_icon()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._load_icon()

    def _load_icon(self) -> None:
        if not self._icon:
            self.setIcon(QIcon())
            return
        t = tokens(self)
        ink = {Look.PRIMARY: t.on_accent, Look.LINK: t.accent}.get(self._look, t.text)
        self.setIcon(icons.icon(self._icon, ink, 16, disabled=t.faint))
        self.setIconSize(QSize(16, 16))
