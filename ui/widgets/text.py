"""Labels for plain text, and the ways to keep Qt from reading foreign text as markup or as a mnemonic."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.chain.names import State
from ui.theme import Role, font, tokens
from ui.tokens import Tokens
from ui.widgets.painting import draw_text


class Tone(Enum):
    """The colour of a text by its meaning."""

    TEXT = "text"
    DIM = "dim"
    ACCENT = "accent"
    PASSED = "passed"
    WARNING = "warning"
    FAILED = "failed"

    def colour(self, t: Tokens) -> str:
        return str(getattr(t, self.value))

    @staticmethod
    def of(state: State) -> Tone:
        """The tone of a caption about this state: only trouble has a colour."""
        return {State.WARNING: Tone.WARNING, State.FAILED: Tone.FAILED, State.RUNNING: Tone.ACCENT}.get(
            state, Tone.DIM
        )


def tooltip(text: str) -> str:
    """Text for setToolTip, which would read anything that looks like HTML as HTML."""
    if not text:
        return ""
    import html  # with the first tool tip: the window's first paint has none

    return f"<span style='white-space:pre-wrap'>{html.escape(text)}</span>"


def button_text(text: str) -> str:
    """Text for a button, a menu or a tab, where a single & would become a mnemonic."""
    return text.replace("&", "&&")


class PlainLabel(QLabel):
    """A label that shows every text verbatim."""

    def __init__(
        self,
        text: str = "",
        role: Role = Role.BODY,
        tone: Tone = Tone.TEXT,
        *,
        wrap: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(role))
        self.setText(text)
        self.setWordWrap(wrap)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._tone = tone
        self._wear()

    def set_tone(self, tone: Tone) -> None:
        self._tone = tone
        self._wear()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._wear()

    def _wear(self) -> None:
        wanted = QColor(self._tone.colour(tokens(self)))
        palette = self.palette()
        if palette.color(QPalette.ColorRole.WindowText) != wanted:
            palette.setColor(QPalette.ColorRole.WindowText, wanted)
            self.setPalette(palette)


class ElidedLabel(QWidget):
    """One line that shortens itself with an ellipsis and then tells the whole text in its tool tip."""

    def __init__(
        self,
        text: str = "",
        role: Role = Role.BODY,
        tone: Tone = Tone.TEXT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._role, self._tone = text, role, tone
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    @property
    def text(self) -> str:
        return self._text

    def set_text(self, text: str, tone: Tone | None = None) -> None:
        self._tone = tone or self._tone
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(font(self._role))
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = self._tone.colour(tokens(self))
        cut = draw_text(painter, QRectF(self.rect()), self._text, self._role, colour)
        self.setToolTip(tooltip(self._text) if cut else "")
