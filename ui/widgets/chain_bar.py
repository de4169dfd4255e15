"""The chain of hops along the top: a node each with its state, name and one value, and lines between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.chain.names import State
from ui.theme import Role, tokens
from ui.tokens import Tokens
from ui.widgets.card import Bar
from ui.widgets.painting import Spin, draw_box, draw_focus, draw_state, draw_text, text_width
from ui.widgets.text import Tone, tooltip

HEIGHT = 62
_MARK = 18
_PAD = 10
_GAP = 8
_SIDE = 16
_LEAST_LINE = 12
_TESTED = (State.PASSED, State.WARNING, State.FAILED)


@dataclass(frozen=True, slots=True)
class ChainNode:
    """One node. word: the state's name, for those who do not see the shape. detail: for the tool tip."""

    key: str
    name: str
    state: State = State.NOT_RUN
    caption: str = ""
    word: str = ""
    detail: str = ""


def share_widths(natural: Sequence[float], available: float) -> list[float]:
    """The widths of the nodes: what they ask for, or the widest cut back to one common width."""
    widths = list(natural)
    if sum(widths) <= available:
        return widths
    left, room = sorted(widths), available
    cap = 0.0
    for index, width in enumerate(left):
        cap = room / (len(left) - index)
        if width >= cap:
            break
        room -= width
    return [min(width, cap) for width in widths]


class ChainBar(Bar):
    """Nodes can be clicked; Tab enters the bar, left and right walk along it."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bottom", parent)
        self._nodes: list[_Node] = []
        self.setFixedHeight(HEIGHT)

    @property
    def nodes(self) -> tuple[ChainNode, ...]:
        return tuple(button.node for button in self._nodes)

    def set_nodes(self, nodes: Sequence[ChainNode]) -> None:
        if [node.key for node in nodes] != [button.node.key for button in self._nodes]:
            for button in self._nodes:
                button.hide()
                button.deleteLater()
            self._nodes = [_Node(node, self) for node in nodes]
            for button in self._nodes:
                button.show()
        for button, node in zip(self._nodes, nodes, strict=True):
            button.set_node(node)
        self._place()
        self.update()

    def set_current(self, keys: Sequence[str]) -> None:
        """Mark the nodes whose panel is shown."""
        for button in self._nodes:
            button.set_current(button.node.key in keys)

    def button(self, key: str) -> QAbstractButton | None:
        return next((button for button in self._nodes if button.node.key == key), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:
        return QSize(480, HEIGHT)

    def _place(self) -> None:
        count = len(self._nodes)
        if not count:
            return
        room = self.width() - 2 * _SIDE + 2 * _PAD
        natural = [button.natural_width() for button in self._nodes]
        widths = share_widths(natural, room - (count - 1) * _LEAST_LINE)
        line = (room - sum(widths)) / (count - 1) if count > 1 else 0.0
        x = float(_SIDE - _PAD)
        for button, width in zip(self._nodes, widths, strict=True):
            left = round(x)
            x += width
            button.setGeometry(left, 8, round(x) - left, HEIGHT - 17)
            x += line

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        t = tokens(self)
        for left, right in zip(self._nodes, self._nodes[1:], strict=False):
            start, end = left.geometry().right() + 3, right.geometry().left() - 1
            if end - start >= 4:
                painter.setPen(_line(left.node.state, right.node.state, t))
                y = self.height() / 2 + 0.5
                painter.drawLine(QPointF(start, y), QPointF(end, y))


def _line(left: State, right: State, t: Tokens) -> QPen:
    """Solid where the chain was tested from one node to the next, dashed where it was not."""
    tested = left in _TESTED and right in _TESTED
    ink = QColor(t.passed if tested else t.border)
    if tested:
        ink.setAlphaF(0.65)
    pen = QPen(ink, 2)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if not tested:
        pen.setDashPattern([2.5, 1.5])
    return pen


class _Node(QAbstractButton):
    def __init__(self, node: ChainNode, bar: ChainBar) -> None:
        super().__init__(bar)
        self.node = node
        self._bar = bar
        self._current = False
        self._spin = Spin(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._choose)

    def set_node(self, node: ChainNode) -> None:
        self.node = node
        self._spin.set_running(node.state is State.RUNNING)
        self.setAccessibleName(f"{node.name}: {node.word}")
        self.setAccessibleDescription(node.caption)
        self.setToolTip(tooltip(node.detail))
        self.update()

    def set_current(self, current: bool) -> None:
        if current != self._current:
            self._current = current
            self.update()

    def natural_width(self) -> float:
        words = max(text_width(self.node.name, Role.STRONG), text_width(self.node.caption, Role.CAPTION))
        return 2 * _PAD + _MARK + _GAP + words + 1

    def sizeHint(self) -> QSize:
        return QSize(round(self.natural_width()), HEIGHT - 17)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        nodes = self._bar.findChildren(_Node)
        place = nodes.index(self) + step
        if 0 <= place < len(nodes):
            nodes[place].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = tokens(self)
        node, box = self.node, QRectF(self.rect())
        ground = t.surface
        if self._current:
            ground = t.accent_tint
            draw_box(painter, box, ground, t.accent, radius=6)
        elif self.underMouse():
            ground = t.sunk
            draw_box(painter, box, ground, radius=6)
        if self.hasFocus():
            draw_focus(painter, box, t)
        middle = (box.height() - _MARK) / 2
        draw_state(painter, _PAD, middle, _MARK, node.state, t, ground=ground, angle=self._spin.angle)
        left = _PAD + _MARK + _GAP
        words = QRectF(left, 4, box.width() - left - _PAD + 2, 18)
        tested = node.state in (*_TESTED, State.RUNNING)
        draw_text(painter, words, node.name, Role.STRONG, t.text if tested else t.dim)
        words.moveTop(23)
        words.setHeight(16)
        draw_text(painter, words, node.caption, Role.CAPTION, Tone.of(node.state).colour(t))

    def _choose(self) -> None:
        self._bar.chosen.emit(self.node.key)
