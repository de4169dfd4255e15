"""The command palette: type a few letters, see the actions, panels and hops that fit, press Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.chain.names import State
from app.words.catalogue import _
from ui import icons
from ui.shell.fuzzy import Match, match
from ui.theme import Role, font, tokens
from ui.tokens import Tokens
from ui.widgets.card import RADIUS
from ui.widgets.painting import draw_box, draw_state, draw_text, fill, text_width
from ui.widgets.search_field import SearchField
from ui.widgets.text import PlainLabel, Tone

_WIDTH = 560
_ROW = 34
_ROWS = 11
_TOP = 56
_FIELD = 46

AnyIndex = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be chosen. group: a word that says what kind it is. words: also found by these.

    state: of a hop, whose shape is then its icon.
    """

    key: str
    title: str
    group: str = ""
    icon: str = ""
    shortcut: str = ""
    enabled: bool = True
    words: str = ""
    state: State | None = None


@dataclass(frozen=True, slots=True)
class _Ranked:
    entry: Entry
    places: tuple[int, ...]


class PaletteModel(QAbstractListModel):
    """The entries that fit what was typed, the best first; in their own order when nothing was typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self._shown: list[_Ranked] = []

    def offer(self, entries: Sequence[Entry]) -> None:
        self._entries = tuple(entries)
        self.narrow("")

    def narrow(self, typed: str) -> None:
        self.beginResetModel()
        ranked = [(_fit(typed, entry), entry) for entry in self._entries]
        found = [(fit, entry) for fit, entry in ranked if fit is not None]
        # The sort is stable: equal ones, and all of them when nothing was typed, keep their order.
        found.sort(key=lambda pair: (not pair[1].enabled, -pair[0].score))
        self._shown = [_Ranked(entry, fit.places) for fit, entry in found]
        self.endResetModel()

    @property
    def enabled_count(self) -> int:
        """Those that can be chosen; they come first."""
        return sum(ranked.entry.enabled for ranked in self._shown)

    def entry(self, row: int) -> Entry:
        return self._shown[row].entry

    def places(self, row: int) -> tuple[int, ...]:
        """The letters of the title that were typed."""
        return self._shown[row].places

    def rowCount(self, parent: AnyIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if index.isValid() and role == Qt.ItemDataRole.DisplayRole:
            return self.entry(index.row()).title
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid() or not self.entry(index.row()).enabled:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _fit(typed: str, entry: Entry) -> Match | None:
    """By the title; failing that, when every typed word begins one of the entry's other words."""
    fit = match(typed, entry.title)
    if fit is None:
        words = f"{entry.title} {entry.group} {entry.words}".lower().split()
        if all(any(word.startswith(part) for word in words) for part in typed.lower().split()):
            return Match(0.0, ())
    return fit


class _EntryDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(_WIDTH, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        model = index.model()
        assert isinstance(model, PaletteModel)
        entry = model.entry(index.row())
        t = tokens(option.widget)
        box = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            draw_box(painter, box.adjusted(6, 1, -6, -1), t.accent_tint, radius=6)
        ink = t.text if entry.enabled else t.faint
        if entry.state is not None:
            draw_state(painter, box.left() + 16, box.top() + 9, 16, entry.state, t, ground=t.surface)
        elif entry.icon:
            icons.draw(
                painter, entry.icon, box.left() + 16, box.top() + 9, 16, t.dim if entry.enabled else t.faint
            )
        right = box.right() - 16
        if entry.shortcut:
            right = _draw_keys(painter, right, box, entry.shortcut, t) - 12
        if entry.group:
            width = text_width(entry.group, Role.CAPTION)
            where = QRectF(right - width, box.top(), width, box.height())
            draw_text(painter, where, entry.group, Role.CAPTION, t.dim if entry.enabled else t.faint)
            right -= width + 12
        where = QRectF(box.left() + 42, box.top(), right - box.left() - 42, box.height())
        _draw_title(painter, where, entry.title, model.places(index.row()), ink, t)
        painter.restore()


def _draw_title(
    painter: QPainter, box: QRectF, title: str, places: tuple[int, ...], ink: str, t: Tokens
) -> None:
    """The title with the letters that were typed in the accent colour."""
    if not places:
        draw_text(painter, box, title, Role.BODY, ink)
        return
    metrics = QFontMetricsF(font(Role.BODY))
    shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, box.width())
    baseline = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
    for place, letter in enumerate(shown):
        hit = place in places and letter == title[place]
        painter.setFont(font(Role.STRONG if hit else Role.BODY))
        painter.setPen(QColor(t.accent if hit else ink))
        painter.drawText(QPointF(box.left() + metrics.horizontalAdvance(shown[:place]), baseline), letter)


def _draw_keys(painter: QPainter, right: float, box: QRectF, keys: str, t: Tokens) -> float:
    """The shortcut as a key cap; returns its left edge."""
    width = text_width(keys, Role.CAPTION) + 12
    cap = QRectF(right - width, box.center().y() - 10, width, 20)
    draw_box(painter, cap, t.sunk, t.border, radius=4)
    draw_text(painter, cap, keys, Role.CAPTION, t.dim, Qt.AlignmentFlag.AlignCenter)
    return cap.left()


class Palette(QWidget):
    """Lies over the window while it is open. Emits the key of the entry that was chosen."""

    chosen = Signal(str)

    def __init__(self, entries: Callable[[], Sequence[Entry]], parent: QWidget) -> None:
        super().__init__(parent)
        self._source = entries
        self._host = parent
        self._before: QWidget | None = None
        self.field = SearchField(_("Search actions, panels and hops"))
        self.field.setProperty("look", "bare")
        self.model = PaletteModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_EntryDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.clicked.connect(self._choose)
        self._nothing = PlainLabel(_("Nothing fits these letters."), tone=Tone.DIM)
        self._nothing.setContentsMargins(16, 8, 16, 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 1, 6)
        column.setSpacing(0)
        head = QWidget()
        head.setFixedHeight(_FIELD)
        line = QHBoxLayout(head)
        line.setContentsMargins(10, 0, 10, 0)
        line.addWidget(self.field)
        column.addWidget(head)
        column.addSpacing(5)
        column.addWidget(self.list, 1)
        column.addWidget(self._nothing)
        self.field.textChanged.connect(self._narrow)
        self.field.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show all entries and take the keyboard; Escape gives it back to who had it."""
        self._before = self.window().focusWidget()
        self.model.offer(self._source())
        self.field.clear()
        self._narrow("")
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def dismiss(self) -> None:
        if not self.isVisible():
            return
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        if event.type() is QEvent.Type.FocusOut and not self.isAncestorOf(
            self.window().focusWidget() or self
        ):
            self.hide()
        return super().eventFilter(watched, event)

    def place(self) -> None:
        """Put the palette in the upper middle of its window, as high as what it has to show."""
        host = self._host
        rows = min(_ROWS, max(1, self.model.rowCount()))
        width = min(_WIDTH, host.width() - 32)
        height = min(_FIELD + 5 + rows * _ROW + 8, host.height() - _TOP - 16)
        self.setGeometry((host.width() - width) // 2, _TOP, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens(self)
        painter = QPainter(self)
        draw_box(painter, QRectF(self.rect()), t.surface, t.faint, RADIUS)
        fill(painter, QRectF(1, _FIELD, self.width() - 2, 1), t.border)

    def _on_key(self, event: QKeyEvent) -> bool:
        step = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -_ROWS,
            Qt.Key.Key_PageDown: _ROWS,
        }.get(Qt.Key(event.key()))
        if step is not None:
            self._walk(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            return False
        return True

    def _walk(self, step: int) -> None:
        last = self.model.enabled_count - 1
        row = min(last, max(0, self.list.currentIndex().row() + step))
        self.list.setCurrentIndex(self.model.index(row))

    def _narrow(self, typed: str) -> None:
        self.model.narrow(typed)
        self.list.setCurrentIndex(self.model.index(0))
        found = self.model.rowCount() > 0
        self.list.setVisible(found)
        self._nothing.setVisible(not found)
        self.place()

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        entry = self.model.entry(index.row())
        if entry.enabled:
            self.dismiss()
            self.chosen.emit(entry.key)


def shown_shortcut(keys: str) -> str:
    """A portable shortcut as this system writes it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
