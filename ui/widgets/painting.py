"""What painted widgets share: text in a box, rounded boxes, focus rings, a running mark's turning."""

from __future__ import annotations

import time

from PySide6.QtCore import QLineF, QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from app.chain.names import State
from ui import icons
from ui.theme import Role, font
from ui.tokens import Tokens

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_FRAME_MS = 33
_TURN_S = 1.1


def colour(text: str, alpha: float = 1.0) -> QColor:
    """A token as a QColor, if need be half transparent."""
    result = QColor(text)
    result.setAlphaF(alpha)
    return result


def text_width(text: str, role: Role) -> float:
    return QFontMetricsF(font(role)).horizontalAdvance(text)


def draw_text(
    painter: QPainter,
    box: QRectF,
    text: str,
    role: Role,
    colour: str,
    align: Qt.AlignmentFlag = _LEFT,
) -> bool:
    """One line of plain text, cut with an ellipsis where it does not fit. Returns whether it was cut."""
    face = font(role)
    line = " ".join(text.split("\n"))
    shown = QFontMetricsF(face).elidedText(line, Qt.TextElideMode.ElideRight, box.width() + 0.5)
    painter.setFont(face)
    painter.setPen(QColor(colour))
    painter.drawText(box, int(align | Qt.TextFlag.TextSingleLine), shown)
    return shown != line


def fill(painter: QPainter, box: QRectF, colour: str) -> None:
    """A plain rectangle. Not fillRect: its first call makes Qt's whole list of gradients known to Python."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRect(box)


def draw_box(
    painter: QPainter,
    box: QRectF,
    fill: str,
    edge: str | None = None,
    radius: float = 8.0,
    width: float = 1.0,
) -> None:
    """A rounded box whose edge lies inside it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(fill))
    if edge is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, radius, radius)
    else:
        half = width / 2
        painter.setPen(QPen(QColor(edge), width))
        inner = box.adjusted(half, half, -half, -half)
        painter.drawRoundedRect(inner, radius - half, radius - half)


def draw_focus(painter: QPainter, box: QRectF, t: Tokens, radius: float = 6.0) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(t.accent), 1.5))
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)


def draw_rule(painter: QPainter, x: float, y: float, width: float, t: Tokens) -> None:
    """A horizontal line of one device pixel."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(QColor(t.border), 0))
    painter.drawLine(QLineF(x, y, x + width, y))


def draw_state(
    painter: QPainter,
    x: float,
    y: float,
    size: int,
    state: State,
    t: Tokens,
    *,
    ground: str,
    angle: float = 0.0,
) -> None:
    """A state's shape in its colour; a running one is turned by angle degrees."""
    if state is not State.RUNNING:
        icons.draw(painter, icons.state_icon(state), x, y, size, t.state(state), ground=ground)
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    width = size / 8
    ring = QRectF(x, y, size, size).adjusted(width, width, -width, -width)
    painter.setPen(QPen(colour(t.accent, 0.25), width))
    painter.drawEllipse(ring)
    pen = QPen(QColor(t.accent), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawArc(ring, round((90 - angle) * 16), -100 * 16)


class Spin(QObject):
    """Repaints a widget while something in it runs. All of them turn in step."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(widget.update)

    def set_running(self, running: bool) -> None:
        if running != self._timer.isActive():
            self._timer.start() if running else self._timer.stop()

    @property
    def angle(self) -> float:
        """Degrees, clockwise, by the time."""
        return time.monotonic() % _TURN_S / _TURN_S * 360


def centre(box: QRectF, size: float) -> QPointF:
    """The upper left corner of a square of this size in the middle of a box."""
    return QPointF(box.x() + (box.width() - size) / 2, box.y() + (box.height() - size) / 2)
