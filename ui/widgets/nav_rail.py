"""The column of panels at the left edge: an icon and a word each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from ui import icons
from ui.theme import Role, tokens
from ui.widgets.card import Bar
from ui.widgets.painting import draw_box, draw_focus, draw_text
from ui.widgets.text import tooltip

WIDTH = 84
_ITEM = QSize(71, 56)
_ICON = 20


@dataclass(frozen=True, slots=True)
class NavItem:
    name: str
    title: str
    icon: str
    hint: str = ""


class NavRail(Bar):
    """One item is current. Up and down move between items."""

    chosen = Signal(str)

    def __init__(self, items: Sequence[NavItem], parent: QWidget | None = None) -> None:
        super().__init__("right", parent)
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 8, 7, 8)
        column.setSpacing(1)
        self._buttons = [_Item(item, self) for item in items]
        for button in self._buttons:
            column.addWidget(button)
        column.addStretch(1)

    @property
    def current(self) -> str:
        return next((button.item.name for button in self._buttons if button.isChecked()), "")

    def set_current(self, name: str) -> None:
        for button in self._buttons:
            button.setChecked(button.item.name == name)

    def button(self, name: str) -> QAbstractButton | None:
        return next((button for button in self._buttons if button.item.name == name), None)

    def walk(self, start: QAbstractButton, step: int) -> None:
        """Move the focus from one item to its neighbour."""
        place = [id(button) for button in self._buttons].index(id(start)) + step
        if 0 <= place < len(self._buttons):
            self._buttons[place].setFocus(Qt.FocusReason.TabFocusReason)


class _Item(QAbstractButton):
    def __init__(self, item: NavItem, rail: NavRail) -> None:
        super().__init__(rail)
        self.item = item
        self._rail = rail
        self.setCheckable(True)
        self.setFixedSize(_ITEM)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(item.title)
        self.setToolTip(tooltip(item.hint))
        self.clicked.connect(self._choose)

    def sizeHint(self) -> QSize:
        return _ITEM

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._rail.walk(self, step)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = tokens(self)
        box = QRectF(self.rect())
        current = self.isChecked()
        if current:
            draw_box(painter, box, t.accent_tint, radius=8)
        elif self.underMouse():
            draw_box(painter, box, t.sunk, radius=8)
        if self.hasFocus():
            draw_focus(painter, box, t, 8)
        ink = t.accent if current else t.dim
        icons.draw(painter, self.item.icon, (box.width() - _ICON) / 2, 9, _ICON, ink)
        words = QRectF(2, 30, box.width() - 4, 18)
        role = Role.CAPTION_STRONG if current else Role.CAPTION
        draw_text(painter, words, self.item.title, role, ink, Qt.AlignmentFlag.AlignCenter)

    def _choose(self) -> None:
        self._rail.set_current(self.item.name)
        self._rail.chosen.emit(self.item.name)
