"""The top of the window: the name, the site, the way into the palette, and the one big button."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app.words.catalogue import _
from ui import icons
from ui.theme import Role, tokens
from ui.widgets.buttons import Button, Look
from ui.widgets.card import Bar
from ui.widgets.painting import draw_box, draw_text, text_width
from ui.widgets.text import PlainLabel, tooltip

HEIGHT = 48
_SITE_MOST = 320


class TopBar(Bar):
    """site_pressed: show the menu of sites below `site`."""

    site_pressed = Signal()
    search_pressed = Signal()
    run_pressed = Signal()
    cancel_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bottom", parent)
        self.setFixedHeight(HEIGHT)
        self.site = _Field(_("No site"), trailing="chevron-down")
        self.search = _Field(_("Search actions"), leading="search", dim=True)
        self.search.setFixedWidth(260)
        self.run = Button(_("Run check"), Look.PRIMARY)
        self.run.setMinimumWidth(92)
        self._running = False
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 8, 16, 9)
        line.setSpacing(12)
        line.addWidget(PlainLabel("Linkwright", Role.HEADING))
        line.addWidget(self.site)
        line.addStretch(1)
        line.addWidget(self.search)
        line.addWidget(self.run)
        self.site.clicked.connect(self.site_pressed)
        self.search.clicked.connect(self.search_pressed)
        self.run.clicked.connect(self._press)

    def show_site(self, name: str, detail: str) -> None:
        self.site.set_text(name)
        self.site.setToolTip(tooltip(detail))

    def show_search(self, hint: str) -> None:
        self.search.set_text(hint)

    def show_running(self, running: bool, enabled: bool) -> None:
        """The big button runs a check, or cancels the one under way."""
        self.run.setEnabled(enabled)
        if running != self._running:
            self._running = running
            self.run.set_look(Look.PLAIN if running else Look.PRIMARY)
            self.run.set_text(_("Cancel") if running else _("Run check"))

    def _press(self) -> None:
        (self.cancel_pressed if self._running else self.run_pressed).emit()


class _Field(QAbstractButton):
    """A button in the look of a field: foreign text is drawn verbatim and shortened where it must be."""

    def __init__(
        self,
        text: str,
        *,
        leading: str = "",
        trailing: str = "",
        dim: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._leading, self._trailing, self._dim = text, leading, trailing, dim
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    @property
    def words(self) -> str:
        return self._words

    def set_text(self, text: str) -> None:
        self._words = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        icons_width = 20 * (bool(self._leading) + bool(self._trailing))
        width = text_width(self._words, Role.BODY) + 23 + icons_width
        return QSize(min(_SITE_MOST, round(width)), 31)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = tokens(self)
        box = QRectF(self.rect())
        ground = t.sunk if self.isDown() or self.underMouse() else t.surface
        draw_box(painter, box, ground, t.accent if self.hasFocus() else t.border, radius=6)
        inner = box.adjusted(11, 0, -11, 0)
        middle = QPointF(0, (box.height() - 14) / 2).y()
        if self._leading:
            icons.draw(painter, self._leading, inner.left(), middle, 14, t.dim)
            inner.setLeft(inner.left() + 20)
        if self._trailing:
            icons.draw(painter, self._trailing, inner.right() - 12, middle + 1, 12, t.dim)
            inner.setRight(inner.right() - 18)
        draw_text(painter, inner, self._words, Role.BODY, t.dim if self._dim else t.text)
