"""A card of labelled values that change in place: label, state, value, and the AT command behind it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from app.words import _, state_name
from ui.panels.modem.fields import FieldText, short_command
from ui.theme import GRID, Role, tokens
from ui.widgets.card import Card
from ui.widgets.painting import draw_focus, draw_text, text_width
from ui.widgets.state_mark import StateMark
from ui.widgets.text import ElidedLabel, PlainLabel, Tone, tooltip

_LABEL_WIDTH = 96
_ROW_HEIGHT = 20
_WITH_SOURCES = 340  # narrower cards keep the room for the values


class FieldCard(Card):
    """Rows are built once and refilled; a value that is kept short can be shown whole."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(3 * GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        self._grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self.body.addStretch(1)
        self.rows: list[FieldRow] = []

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for row in self.rows:
            row.source.setVisible(self.width() >= _WITH_SOURCES)

    def show_fields(self, fields: Sequence[FieldText]) -> None:
        while len(self.rows) < len(fields):
            self.rows.append(FieldRow(self._grid, len(self.rows)))
            self.rows[-1].source.setVisible(self.width() >= _WITH_SOURCES)
        for row, field in zip(self.rows, fields, strict=True):
            row.show_field(field)


class FieldRow:
    """One line of the card's grid."""

    def __init__(self, grid: QGridLayout, place: int) -> None:
        self.label = PlainLabel(tone=Tone.DIM)
        self.mark = StateMark(size=14)
        self.value = ElidedLabel()
        self.reveal = Reveal()
        self.reveal.toggled.connect(self._on_reveal)
        self.source = PlainLabel(role=Role.CODE, tone=Tone.DIM)
        self._field = FieldText("", "")
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GRID + 2)
        line.addWidget(self.mark)
        line.addWidget(self.value)
        line.addWidget(self.reveal)
        line.addStretch(1)
        grid.setRowMinimumHeight(place, _ROW_HEIGHT)
        grid.addWidget(self.label, place, 0)
        grid.addLayout(line, place, 1)
        grid.addWidget(self.source, place, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def show_field(self, field: FieldText) -> None:
        if field == self._field:
            return
        if field.secret != self._field.secret:
            self.reveal.setChecked(False)
        self._field = field
        self.label.setText(field.label)
        self.mark.setVisible(field.state is not None)
        if field.state is not None:
            self.mark.set_state(field.state, state_name(field.state))
        self.source.setText(short_command(field.source))
        self.source.setToolTip(tooltip(field.source))
        self.reveal.setVisible(bool(field.secret))
        self._show_value()

    def _on_reveal(self, _on: bool) -> None:
        self._show_value()

    def _show_value(self) -> None:
        shown = self.reveal.isChecked() and self._field.secret
        self.value.set_text(self._field.secret if shown else self._field.text)
        self.reveal.show_word(_("hide") if shown else _("show"), self._field.label)


class Reveal(QAbstractButton):
    """A word in the accent colour, no higher than a line of text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_word(self, word: str, about: str) -> None:
        self.setText(word)
        self.setAccessibleName(f"{word} {about}")
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(round(text_width(self.text(), Role.BODY)) + 6, _ROW_HEIGHT - 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens(self)
        box = QRectF(self.rect())
        if self.hasFocus():
            draw_focus(painter, box, t, radius=3)
        draw_text(painter, box.adjusted(2, 0, 0, 0), self.text(), Role.BODY, t.accent)
