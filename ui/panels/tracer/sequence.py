"""The sequence diagram: two life lines, an arrow a packet, the times between, ends of connections."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.mqtt.packet_types import Direction
from app.words import _
from ui.panels.tracer.sequence_rows import Arrow, Gap, Row
from ui.theme import Role, tokens
from ui.tokens import Tokens
from ui.widgets.painting import draw_box, draw_text, fill, text_width

_TOP = 26
_ARROW = 46
_GAP = 48
_SLOPE = 7.0
_MARGIN = 60.0
_HEAD = 7.0
_MIDDLE = Qt.AlignmentFlag.AlignCenter


class SequenceDiagram(QWidget):
    """picked: emits the number of a packet whose arrow was clicked."""

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._selected: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Sequence of the packets"))

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    def show_rows(self, rows: Sequence[Row], selected: int | None) -> None:
        if tuple(rows) == self._rows and selected == self._selected:
            return
        self._rows, self._selected = tuple(rows), selected
        self.setFixedHeight(self.sizeHint().height())
        self.setAccessibleDescription("\n".join(f"{row.label}: {row.caption}" for row in rows))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, _TOP + 10 + sum(_height(row) for row in self._rows))

    def top_of(self, number: int) -> int:
        """Where the packet's arrow begins, in pixels from the top."""
        y = _TOP
        for row in self._rows:
            if isinstance(row, Arrow) and row.number == number:
                break
            y += _height(row)
        return y

    def mousePressEvent(self, event: QMouseEvent) -> None:
        y = float(_TOP)
        for row in self._rows:
            if y <= event.position().y() < y + _height(row) and isinstance(row, Arrow):
                self.picked.emit(row.number)
                return
            y += _height(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens(self)
        painter = QPainter(self)
        left, right = _MARGIN, self.width() - _MARGIN
        for x, name in ((left, _("client")), (right, _("broker"))):
            draw_text(painter, QRectF(x - _MARGIN, 0, 2 * _MARGIN, 18), name, Role.CAPTION, t.dim, _MIDDLE)
            fill(painter, QRectF(x - 0.5, _TOP - 4, 1.5, self.height() - _TOP), t.faint)
        y = float(_TOP)
        for row in self._rows:
            if isinstance(row, Arrow):
                self._paint_arrow(painter, row, y, left, right, t)
            else:
                self._paint_gap(painter, row, y, t)
            y += _height(row)

    def _paint_arrow(
        self, painter: QPainter, arrow: Arrow, y: float, left: float, right: float, t: Tokens
    ) -> None:
        if arrow.number == self._selected:
            draw_box(painter, QRectF(left - 40, y, right - left + 80, _ARROW - 2), t.accent_tint, radius=6)
        is_out = arrow.direction is Direction.OUT
        ink = t.failed if arrow.lost else t.warning if arrow.again else t.accent if is_out else t.passed
        middle = QRectF(left + 8, y + 2, right - left - 16, 17)
        draw_text(painter, middle, arrow.label, Role.CAPTION_STRONG, t.text, _MIDDLE)
        draw_text(painter, middle.translated(0, 26), arrow.caption, Role.CAPTION, t.dim, _MIDDLE)
        start = QPointF(left if is_out else right, y + 20)
        end = QPointF(right if is_out else left, y + 20 + _SLOPE)
        if arrow.lost:
            end = start + (end - start) * 0.72
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(ink), 1.5)
        pen.setStyle(Qt.PenStyle.DashLine if arrow.lost else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.drawLine(start, end)
        painter.setPen(QPen(QColor(ink), 1.8))
        if arrow.lost:
            painter.drawLine(end + QPointF(-5, -5), end + QPointF(5, 5))
            painter.drawLine(end + QPointF(-5, 5), end + QPointF(5, -5))
        else:
            back = -_HEAD if is_out else _HEAD
            painter.setBrush(QColor(ink))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(QPolygonF([end, end + QPointF(back, -4.5), end + QPointF(back, 3.5)]))

    def _paint_gap(self, painter: QPainter, gap: Gap, y: float, t: Tokens) -> None:
        box = QRectF(_MARGIN - 30, y + 5, self.width() - 2 * _MARGIN + 60, _GAP - 12)
        draw_box(painter, box, t.failed_tint, t.failed, radius=6)
        wide = text_width(gap.label, Role.CAPTION_STRONG) < box.width()
        height = 17 if gap.caption and wide else box.height()
        label = QRectF(box.x() + 6, box.y() + 1, box.width() - 12, height)
        draw_text(painter, label, gap.label, Role.CAPTION_STRONG, t.failed, _MIDDLE)
        if gap.caption:
            caption = QRectF(box.x() + 6, box.y() + 17, box.width() - 12, 17)
            draw_text(painter, caption, gap.caption, Role.CAPTION, t.dim, _MIDDLE)


def _height(row: Row) -> int:
    return _ARROW if isinstance(row, Arrow) else _GAP
