"""The bytes of a packet, painted: a range is lit, a byte can be clicked or walked to with the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.words import _
from ui.theme import Role, font, tokens
from ui.widgets.painting import draw_box, draw_focus, draw_text, fill

_OFFSET_DIGITS = 4
_LINE = 20
_WIDE, _NARROW = 16, 8


class BytesView(QAbstractScrollArea):
    """picked: emits the offset of a byte that a person went to."""

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._raw = b""
        self._lit = (0, 0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Bytes"))
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)

    @property
    def lit(self) -> tuple[int, int]:
        """Offset and length of what is highlighted."""
        return self._lit

    def show_bytes(self, raw: bytes) -> None:
        self._raw = raw
        self._lit = (0, 0)
        self.verticalScrollBar().setValue(0)
        self._measure()
        self.viewport().update()

    def light(self, offset: int, length: int) -> None:
        """Highlight a range and bring its beginning into view."""
        self._lit = (offset, length)
        bar, row = self.verticalScrollBar(), offset // self._across
        if length and not bar.value() <= row < bar.value() + max(1, bar.pageStep()):
            bar.setValue(row)
        self.viewport().update()

    def byte_box(self, offset: int) -> QRectF:
        """Where the byte's two digits are, on the viewport."""
        row, place = divmod(offset, self._across)
        y = (row - self.verticalScrollBar().value()) * _LINE
        return QRectF(self._hex_x + place * 3 * self._cell - 2, y, 2 * self._cell + 4, _LINE)

    def sizeHint(self) -> QSize:
        return QSize(320, 8 * _LINE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        offset = self._offset_at(event.position().x(), event.position().y())
        if event.button() is Qt.MouseButton.LeftButton and offset is not None:
            self.picked.emit(offset)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # it belongs to the press that was taken

    def keyPressEvent(self, event: QKeyEvent) -> None:
        start, length = self._lit
        last = len(self._raw) - 1
        moves = {
            Qt.Key.Key_Right: start + max(1, length),
            Qt.Key.Key_Left: start - 1,
            Qt.Key.Key_Down: start + self._across,
            Qt.Key.Key_Up: start - self._across,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        wanted = moves.get(Qt.Key(event.key()))
        if wanted is None or last < 0:
            super().keyPressEvent(event)
        elif 0 <= wanted <= last:
            self.picked.emit(wanted)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens(self)
        painter = QPainter(self.viewport())
        first = self.verticalScrollBar().value()
        start, length = self._lit
        for line in range(self.viewport().height() // _LINE + 1):
            offset = (first + line) * self._across
            row = self._raw[offset : offset + self._across]
            if not row:
                break
            y = float(line * _LINE)
            box = QRectF(0, y, self._hex_x, _LINE)
            draw_text(painter, box, f"{offset:0{_OFFSET_DIGITS}x}", Role.CODE, t.faint)
            self._light_row(painter, offset, len(row), y)
            for place, byte in enumerate(row):
                inside = start <= offset + place < start + length
                ink = t.on_accent if inside else t.text
                x = self._hex_x + place * 3 * self._cell
                draw_text(painter, QRectF(x, y, 3 * self._cell, _LINE), f"{byte:02X}", Role.CODE, ink)
                shown = chr(byte) if 32 <= byte < 127 else "·"
                box = QRectF(self._text_x + place * self._cell, y, 2 * self._cell, _LINE)
                draw_text(painter, box, shown, Role.CODE, ink if inside else t.dim)
        if self.hasFocus():
            draw_focus(painter, QRectF(self.viewport().rect()), t)

    # Inside.

    @property
    def _cell(self) -> float:
        return QFontMetricsF(font(Role.CODE)).horizontalAdvance("0")

    @property
    def _across(self) -> int:
        """Bytes a row: as many as fit with their text."""
        needed = (_OFFSET_DIGITS + 2 + 4 * _WIDE + 1) * self._cell
        return _WIDE if self.viewport().width() >= needed else _NARROW

    @property
    def _hex_x(self) -> float:
        return (_OFFSET_DIGITS + 2) * self._cell

    @property
    def _text_x(self) -> float:
        return self._hex_x + (3 * self._across + 1) * self._cell

    def _light_row(self, painter: QPainter, offset: int, count: int, y: float) -> None:
        """One box over the lit bytes of a row, one over their text."""
        start, length = self._lit
        first = max(start, offset) - offset
        last = min(start + length, offset + count) - offset
        if first >= last:
            return
        t = tokens(self)
        cell = self._cell
        x = self._hex_x + first * 3 * cell
        draw_box(
            painter, QRectF(x - 2, y + 1, (3 * (last - first) - 1) * cell + 4, _LINE - 2), t.accent, radius=3
        )
        fill(painter, QRectF(self._text_x + first * cell, y + 1, (last - first) * cell, _LINE - 2), t.accent)

    def _offset_at(self, x: float, y: float) -> int | None:
        if x >= self._text_x:
            place = int((x - self._text_x) / self._cell)
        else:
            place = int((x - self._hex_x + self._cell / 2) / (3 * self._cell))
        offset = (self.verticalScrollBar().value() + int(y // _LINE)) * self._across + place
        inside = x >= self._hex_x - self._cell / 2 and 0 <= place < self._across
        return offset if inside and offset < len(self._raw) else None

    def _measure(self) -> None:
        rows = -(-len(self._raw) // self._across)
        page = max(1, self.viewport().height() // _LINE)
        self.verticalScrollBar().setRange(0, max(0, rows - page))
        self.verticalScrollBar().setPageStep(page)
