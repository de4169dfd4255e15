"""Which scenario the lab should play."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.lab import scenario
from app.words.catalogue import _
from ui.theme import GRID, Role
from ui.widgets.buttons import Button, Look
from ui.widgets.card import Card
from ui.widgets.text import PlainLabel, Tone

_SIZE = QSize(640, 480)


class LabDialog(QDialog):
    """chosen: the name of the scenario, once the dialog was accepted."""

    def __init__(self, current: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Try the lab"))
        self.resize(_SIZE)
        self._worlds = [scenario.load(name) for name in scenario.names()]
        self.list = QListWidget()
        self.list.ensurePolished()  # rows are measured with the style that they are shown in
        self.list.setAccessibleName(_("Scenarios"))
        self.about = PlainLabel(tone=Tone.DIM, wrap=True)
        self.about.setMinimumHeight(56)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        for world in self._worlds:
            self.list.addItem(QListWidgetItem(world.title))
        self.list.currentRowChanged.connect(self._on_row)
        self.list.itemActivated.connect(self.accept)
        self.start = Button(_("Start and check"), Look.PRIMARY)
        self.start.setDefault(True)
        self.start.clicked.connect(self.accept)
        cancel = Button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * GRID)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(2 * GRID)
        column.addWidget(PlainLabel(_("A whole link on this computer"), Role.HEADING))
        about = _("A broker, a modem and what goes wrong between them. Nothing leaves this computer.")
        column.addWidget(PlainLabel(about, tone=Tone.DIM, wrap=True))
        card = Card(margin=4)
        card.body.addWidget(self.list)
        column.addWidget(card, 1)
        column.addWidget(self.about)
        column.addLayout(buttons)
        names = [world.name for world in self._worlds]
        self.list.setCurrentRow(names.index(current) if current in names else 0)
        self.list.setFocus()

    @property
    def chosen(self) -> str:
        return self._worlds[self.list.currentRow()].name

    def _on_row(self, row: int) -> None:
        self.about.setText(self._worlds[row].about if row >= 0 else "")
