"""The window's editor of a site file: form and source beside each other, saved only when it is right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QTabWidget, QVBoxLayout, QWidget

from app.chain.names import State
from app.site.edit import SiteDocument
from app.site.problems import Problem, SiteFault
from app.words import _, fault_advice_of, n_
from app.words.site_file import expectation, problem_line
from ui.panels.site.form import SiteForm
from ui.panels.site.source import SourceView
from ui.theme import GRID
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, Look
from ui.widgets.card import Card
from ui.widgets.text import ElidedLabel, PlainLabel, Tone

_SETTLE_MS = 150
_PROBLEMS_SHOWN = 3
_SIZE = QSize(760, 590)  # no dialog is taller than 600 px


class SiteDialog(QDialog):
    """Show it with `ask`. saved: the sheet that was written; the dialog then ends.

    Closing with unsaved changes asks first, inside the dialog.
    """

    saved = Signal(object)  # Site

    def __init__(self, document: SiteDocument, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.problems: tuple[Problem, ...] = ()
        self.form = SiteForm()
        self.source = SourceView()
        self.tabs = QTabWidget()
        self.tabs.addTab(self.form, _("Form"))
        self.tabs.addTab(self.source, _("Source"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("Problems"))
        self._problems_card = Card(margin=4)
        self.save = Button(_("Save"), Look.PRIMARY)
        self.cancel = Button(_("Close"))
        self.verdict = PlainLabel(tone=Tone.DIM)
        self._banner: Banner | None = None
        self._leaving = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._lay_out()
        self._connect()
        self.form.show_document(document)
        self.source.show_text(document.text)
        self._check()

    def _lay_out(self) -> None:
        name = self.document.path.name
        self.setWindowTitle(_("Edit {name}").format(name=name))
        self.resize(_SIZE)
        self.setMinimumSize(QSize(560, 420))
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * GRID)
        buttons.addWidget(self.verdict)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 14)
        self._column.setSpacing(2 * GRID)
        self._column.addWidget(ElidedLabel(str(self.document.path), tone=Tone.DIM))
        self._column.addWidget(self.tabs, 1)
        self._problems_card.body.addWidget(self.list)
        self._column.addWidget(self._problems_card)
        self._column.addLayout(buttons)

    def _connect(self) -> None:
        self.form.changed.connect(self._on_form_changed)
        self.source.textChanged.connect(self._settle.start)
        self._settle.timeout.connect(self._on_source_changed)
        self.tabs.currentChanged.connect(self._on_tab)
        self.list.itemActivated.connect(self._on_problem)
        self.list.itemClicked.connect(self._on_problem)
        self.save.clicked.connect(self._on_save)
        self.cancel.clicked.connect(self.reject)
        QShortcut(QKeySequence.StandardKey.Save, self, self._on_save)

    def reject(self) -> None:
        self._take_source()
        if self.document.is_changed and not self._leaving:
            self._ask_to_leave()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        # Qt would end the dialog; unsaved work is asked about first.
        if self.isVisible() and self.document.is_changed and not self._leaving:
            event.ignore()
            self.reject()
        else:
            super().closeEvent(event)

    # --- keeping form, source and verdict together --------------------------------------------------------

    def _on_form_changed(self) -> None:
        self.source.blockSignals(True)
        self.source.show_text(self.document.text)
        self.source.blockSignals(False)
        self._check()

    def _on_source_changed(self) -> None:
        if self._take_source():
            self.form.show_document(self.document)
            self._check()

    def _on_tab(self, index: int) -> None:
        self._on_source_changed()

    def _take_source(self) -> bool:
        """Bring the document to the text of the source view; False while that is no TOML."""
        self._settle.stop()
        text = self.source.toPlainText()
        if text == self.document.text.replace("\r\n", "\n"):
            return True
        try:
            self.document.rewrite(text)
        except SiteFault as fault:
            self._show_problems(fault.problems)
            return False
        return True

    def _check(self) -> None:
        self._show_problems(self.document.problems())

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        texts: dict[str, str] = {}
        for problem in problems:
            texts.setdefault(problem.key, _without_line(problem))
        self.form.show_problems(texts)
        self.source.mark(problem.line for problem in problems if problem.line is not None)
        self.list.clear()
        self.list.addItems([problem_line(problem) for problem in problems])
        shown = min(_PROBLEMS_SHOWN, len(problems))
        self.list.setFixedHeight(max(1, self.list.sizeHintForRow(0)) * max(1, shown) + 2)
        self._problems_card.setVisible(bool(problems))
        self.save.setEnabled(not problems)
        count = len(problems)
        told = n_("{count} problem", "{count} problems", count).format(count=count)
        self.verdict.setText(told if count else _("Everything is right."))
        self.verdict.set_tone(Tone.FAILED if count else Tone.PASSED)

    def _on_problem(self) -> None:
        problem = self.problems[self.list.currentRow()]
        if problem.line is not None:
            self.tabs.setCurrentWidget(self.source)
            self.source.go_to(problem.line, problem.column or 1)
            self.source.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- leaving ------------------------------------------------------------------------------------------

    def _on_save(self) -> None:
        if not self._take_source() or self.problems:
            return
        try:
            site = self.document.save()
        except SiteFault as fault:
            told = fault_advice_of(fault)
            self._show_banner(State.FAILED, told.title, f"{told.cause} {told.remedy}", ())
            return
        self.saved.emit(site)
        self.accept()

    def _ask_to_leave(self) -> None:
        buttons = (("discard", _("Discard changes")), ("save", _("Save")))
        self._show_banner(State.WARNING, _("Your changes are not saved"), "", buttons)

    def _show_banner(self, state: State, title: str, text: str, buttons: tuple[tuple[str, str], ...]) -> None:
        self._drop_banner()
        self._banner = Banner(state, title, text, buttons, close_text=_("Close"))
        self._banner.pressed.connect(self._on_banner)
        self._banner.closed.connect(self._drop_banner)
        self._column.insertWidget(0, self._banner)

    def _drop_banner(self) -> None:
        if self._banner is not None:
            self._column.removeWidget(self._banner)
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None

    def _on_banner(self, key: str) -> None:
        if key == "save":
            self._on_save()
        else:
            self._leaving = True
            super().reject()


def _without_line(problem: Problem) -> str:
    """The problem as it is told at its own field, where key and line say nothing."""
    return _("Expected: {what}").format(what=expectation(problem))
