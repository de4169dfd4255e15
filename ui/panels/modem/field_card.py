"""A card of labelled values that change in place: label, state, value, and the AT command behind it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.words import _, state_name
from ui.panels.modem.fields import FieldText, short_command
from ui.theme import GRID, Role
from ui.widgets.buttons import Button, Look
from ui.widgets.card import Card
from ui.widgets.state_mark import StateMark
from ui.widgets.text import ElidedLabel, PlainLabel, Tone, tooltip

_LABEL_WIDTH = 96
_ROW_HEIGHT = 20


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

    def show_fields(self, fields: Sequence[FieldText]) -> None:
        while len(self.rows) < len(fields):
            self.rows.append(FieldRow(self._grid, len(self.rows)))
        for row, field in zip(self.rows, fields, strict=True):
            row.show_field(field)


class FieldRow:
    """One line of the card's grid."""

    def __init__(self, grid: QGridLayout, place: int) -> None:
        self.label = PlainLabel(tone=Tone.DIM)
        self.mark = StateMark(size=14)
        self.value = ElidedLabel()
        self.reveal = Button(look=Look.LINK)
        self.reveal.setFixedHeight(_ROW_HEIGHT)
        self.reveal.setCheckable(True)
        self.reveal.toggled.connect(self._on_reveal)
        self.source = PlainLabel(role=Role.CODE, tone=Tone.DIM)
        self._field = FieldText("", "")
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GRID + 2)
        line.addWidget(self.mark)
        line.addWidget(self.value, 1)
        line.addWidget(self.reveal)
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
        self.reveal.set_text(_("hide") if shown else _("show"))
        self.reveal.setAccessibleName(f"{self.reveal.text()} {self._field.label}")
