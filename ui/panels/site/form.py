"""The site file as a form: a field a key, what is wrong with it right under it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.words.catalogue import _
from ui.panels.site.fields import SECTIONS, FieldSpec, Kind, Section, as_text, from_text
from ui.theme import GRID, Role
from ui.widgets.buttons import Button, Look
from ui.widgets.text import PlainLabel, Tone

if TYPE_CHECKING:
    from app.site.edit import SiteDocument

_LABEL_WIDTH = 132
_REACH = ("reach",)


class SiteForm(QScrollArea):
    """Shows a document and writes what is typed into it. changed: the document is another one now."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: SiteDocument | None = None
        self._fields = [_Field(field) for section in SECTIONS for field in section.fields]
        self.reach = ReachList()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(16, 12, 16, 16)
        self._column.setSpacing(5 * GRID)
        fields = iter(self._fields)
        for section in SECTIONS:
            self._column.addLayout(_section(section, fields))
        self._column.addLayout(
            _titled(_("Hosts to reach"), _("Each must accept TCP connections."), self.reach)
        )
        self._column.addStretch(1)
        self.setWidget(content)
        for field in self._fields:
            field.edited.connect(self._on_edited)
        self.reach.edited.connect(self._on_reach_edited)

    def show_document(self, document: SiteDocument) -> None:
        self._document = document
        for field in self._fields:
            field.show_value(document.get(field.spec.path))
        entries = document.get(_REACH)
        self.reach.show_entries(entries if isinstance(entries, list) else ())

    def show_problems(self, texts: Mapping[str, str]) -> None:
        """What is wrong, by key; what concerns a key inside another is shown at the nearest field."""
        for field in self._fields:
            own = (text for key, text in texts.items() if _belongs(key, field.spec.key))
            field.show_problem("\n".join(own))
        self.reach.show_problem("\n".join(text for key, text in texts.items() if _belongs(key, "reach")))

    def field(self, key: str) -> QWidget:
        """The control of a key, for the focus and for tests."""
        return next(field.control for field in self._fields if field.spec.key == key)

    def _on_edited(self, path: tuple[str, ...], value: object) -> None:
        document = self._document
        if document is None:
            return
        if value is None:
            document.remove(path)
            if document.get(path[:-1]) == {}:
                document.remove(path[:-1])  # a table without a key asks for keys that nobody gave
        else:
            document.set(path, value)  # type: ignore[arg-type]
        self.changed.emit()

    def _on_reach_edited(self, entries: Sequence[Mapping[str, Any]]) -> None:
        document = self._document
        if document is None:
            return
        known = document.get(_REACH)
        count = len(known) if isinstance(known, list) else 0
        for place, entry in enumerate(entries):
            if place >= count:
                document.append(_REACH, {key: value for key, value in entry.items() if value is not None})
                continue
            for key in ("name", "host", "tcp"):
                path = (*_REACH, place, key)
                if entry.get(key) is None:
                    document.remove(path)
                elif document.get(path) != entry[key]:
                    document.set(path, entry[key])
        for place in range(count - 1, len(entries) - 1, -1):
            document.remove((*_REACH, place))
        if not entries:
            document.remove(_REACH)
        self.changed.emit()


class _Field(QWidget):
    """A label, a control and a line for what is wrong."""

    edited = Signal(tuple, object)  # path, value; None when it was emptied

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__()
        self.spec = spec
        self.label = PlainLabel(spec.text, tone=Tone.DIM)
        self.label.setFixedWidth(_LABEL_WIDTH)
        self.control: QLineEdit | QComboBox | QCheckBox
        match spec.kind:
            case Kind.CHOICE:
                self.control = QComboBox()
                self.control.addItems(["", *spec.choices])
                self.control.currentTextChanged.connect(self._on_text)
            case Kind.SWITCH:
                self.control = QCheckBox()
                self.control.toggled.connect(self._on_toggled)
            case _:
                self.control = QLineEdit()
                self.control.setPlaceholderText(spec.hint)
                self.control.textEdited.connect(self._on_text)
        self.control.setAccessibleName(spec.text)
        self._problem = PlainLabel(role=Role.CAPTION, tone=Tone.FAILED, wrap=True)
        self._problem.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.label, 0, 0)
        grid.addWidget(self.control, 0, 1)
        grid.addWidget(self._problem, 1, 1)
        grid.setColumnStretch(1, 1)

    @property
    def problem(self) -> str:
        return self._problem.text()

    def show_value(self, value: object) -> None:
        with QSignalBlocker(self.control):
            match self.control:
                case QComboBox():
                    text = as_text(value)
                    if self.control.findText(text) < 0:
                        self.control.addItem(text)
                    self.control.setCurrentText(text)
                case QCheckBox():
                    self.control.setChecked(value if isinstance(value, bool) else self.spec.usual)
                case QLineEdit():
                    if from_text(self.spec.kind, self.control.text()) != value:
                        self.control.setText(as_text(value))

    def show_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        self.control.setAccessibleDescription(text)
        if self.control.property("state") != ("failed" if text else ""):
            self.control.setProperty("state", "failed" if text else "")
            self.control.style().unpolish(self.control)
            self.control.style().polish(self.control)

    def _on_text(self, text: str) -> None:
        self.edited.emit(self.spec.path, from_text(self.spec.kind, text))

    def _on_toggled(self, on: bool) -> None:
        self.edited.emit(self.spec.path, None if on is self.spec.usual else on)


class ReachList(QWidget):
    """The hosts to reach: a line each with name, host and ports, and a button to take it away."""

    edited = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_ReachRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID)
        self._problem = PlainLabel(role=Role.CAPTION, tone=Tone.FAILED, wrap=True)
        self._problem.hide()
        self.add = Button(_("Add host"), Look.LINK)
        self.add.clicked.connect(self._on_add)
        line = QHBoxLayout()
        line.addWidget(self.add)
        line.addStretch(1)
        self._column.addWidget(self._problem)
        self._column.addLayout(line)

    @property
    def rows(self) -> tuple[_ReachRow, ...]:
        return tuple(self._rows)

    def show_entries(self, entries: Iterable[Mapping[str, Any]]) -> None:
        entries = [entry for entry in entries if isinstance(entry, Mapping)]
        while len(self._rows) > len(entries):
            self._drop(self._rows[-1])
        while len(self._rows) < len(entries):
            self._insert()
        for row, entry in zip(self._rows, entries, strict=True):
            row.show_entry(entry)

    def show_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def _insert(self) -> _ReachRow:
        row = _ReachRow(self._emit, self._on_remove)
        self._rows.append(row)
        self._column.insertWidget(len(self._rows) - 1, row)
        return row

    def _drop(self, row: _ReachRow) -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _on_add(self) -> None:
        row = self._insert()
        row.name.setFocus()
        self._emit()

    def _on_remove(self, row: _ReachRow) -> None:
        self._drop(row)
        self._emit()

    def _emit(self) -> None:
        self.edited.emit([row.entry() for row in self._rows])


class _ReachRow(QWidget):
    def __init__(self, edited: Callable[[], None], removed: Callable[[_ReachRow], None]) -> None:
        super().__init__()
        self._removed = removed
        self.name, self.host, self.ports = QLineEdit(), QLineEdit(), QLineEdit()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2 * GRID)
        fields = ((self.name, _("Name"), "SCADA", 3), (self.host, _("Host"), "10.99.0.1", 4))
        for control, title, hint, share in (*fields, (self.ports, _("TCP ports"), "502, 8883", 2)):
            control.setPlaceholderText(hint)
            control.setAccessibleName(title)
            control.textEdited.connect(edited)
            line.addWidget(control, share)
        self.remove = Button(look=Look.QUIET, icon="cancel")
        self.remove.setAccessibleName(_("Remove host"))
        self.remove.setFixedSize(30, 30)
        self.remove.clicked.connect(self._on_remove)
        line.addWidget(self.remove)

    def entry(self) -> dict[str, Any]:
        return {
            "name": self.name.text().strip(),
            "host": self.host.text().strip(),
            "tcp": from_text(Kind.NUMBERS, self.ports.text()),
        }

    def show_entry(self, entry: Mapping[str, Any]) -> None:
        for control, key, kind in (
            (self.name, "name", Kind.TEXT),
            (self.host, "host", Kind.TEXT),
            (self.ports, "tcp", Kind.NUMBERS),
        ):
            if from_text(kind, control.text()) != (entry.get(key) or None):
                control.setText(as_text(entry.get(key)))

    def _on_remove(self) -> None:
        self._removed(self)


def _section(section: Section, fields: Iterable[_Field]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(2 * GRID)
    column.addWidget(PlainLabel(_(section.title), Role.STRONG))
    column.addWidget(PlainLabel(_(section.about), Role.CAPTION, Tone.DIM, wrap=True))
    for _spec, field in zip(section.fields, fields, strict=False):
        column.addWidget(field)
    return column


def _titled(title: str, about: str, widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(2 * GRID)
    column.addWidget(PlainLabel(title, Role.STRONG))
    column.addWidget(PlainLabel(about, Role.CAPTION, Tone.DIM, wrap=True))
    column.addWidget(widget)
    return column


def _belongs(problem_key: str, field_key: str) -> bool:
    return problem_key == field_key or problem_key.startswith((f"{field_key}.", f"{field_key}["))
