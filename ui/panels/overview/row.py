"""One line of the ladder: state, hop, what was expected, what was measured, how long it took."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.chain.hops import HopResult, State
from app.words import _, expected, hop_name, measured, not_tested, state_name
from app.words.figures import duration
from ui import icons
from ui.theme import Role, tokens
from ui.widgets.painting import Spin, draw_focus, draw_rule, draw_state, draw_text, fill
from ui.widgets.text import Tone

HEIGHT = 36
TEXT_LEFT = 40
_NAME_WIDTH = 110
_MARK = 16
_TIME_WIDTH = 84
_EXPECTED_LEAST, _EXPECTED_MOST = 150, 240


class HopRow(QAbstractButton):
    """A press unfolds what lies under the row; checked is unfolded."""

    def __init__(self, result: HopResult, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spin = Spin(self)
        self._elapsed_ms: float | None = None
        self.has_rule = True
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.show_result(result)

    def show_result(self, result: HopResult) -> None:
        self.result = result
        self._spin.set_running(result.state is State.RUNNING)
        if result.state is not State.RUNNING:
            self._elapsed_ms = None
        self.setAccessibleName(f"{hop_name(result.hop)}: {state_name(result.state)}")
        self.setAccessibleDescription(f"{expected(result)}. {self.finding_line()}")
        self.update()

    def show_elapsed(self, elapsed_ms: float) -> None:
        """The time that a running hop has taken so far."""
        self._elapsed_ms = elapsed_ms
        self.update()

    def finding_line(self) -> str:
        """What stands in the third column."""
        result = self.result
        if result.state is State.RUNNING:
            return _("Measuring…")
        return not_tested(result) or measured(result)

    def time_text(self) -> str:
        taken = self.result.duration_ms if self._elapsed_ms is None else self._elapsed_ms
        return "" if taken is None else duration(taken)

    def sizeHint(self) -> QSize:
        return QSize(640, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        t, result = tokens(self), self.result
        width, middle = float(self.width()), (HEIGHT - _MARK) / 2
        ground = t.surface
        if self.underMouse() or self.isDown():
            ground = t.sunk
            fill(painter, QRectF(1, 1, width - 2, HEIGHT - 2), ground)
        draw_state(painter, 15, middle, _MARK, result.state, t, ground=ground, angle=self._spin.angle)
        tested = result.state not in (State.NOT_RUN, State.NOT_TESTED)
        box = QRectF(TEXT_LEFT, 0, _NAME_WIDTH, HEIGHT)
        draw_text(painter, box, hop_name(result.hop), Role.STRONG, t.text)
        box = QRectF(box.right() + 4, 0, min(_EXPECTED_MOST, max(_EXPECTED_LEAST, width * 0.18)) - 12, HEIGHT)
        draw_text(painter, box, expected(result), Role.BODY, t.dim)
        right = width - 34 - _TIME_WIDTH
        box = QRectF(box.right() + 12, 0, right - box.right() - 20, HEIGHT)
        tone = Tone.TEXT if tested and result.state is not State.RUNNING else Tone.DIM
        draw_text(painter, box, self.finding_line(), Role.BODY, tone.colour(t))
        box = QRectF(right, 0, _TIME_WIDTH, HEIGHT)
        draw_text(
            painter,
            box,
            self.time_text(),
            Role.BODY,
            t.dim,
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
        )
        chevron = "chevron-down" if self.isChecked() else "chevron-right"
        icons.draw(painter, chevron, width - 25, (HEIGHT - 12) / 2, 12, t.dim)
        if self.has_rule:
            draw_rule(painter, 1, HEIGHT - 1, width - 2, t)
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()).adjusted(2, 1, -2, -1), t)
