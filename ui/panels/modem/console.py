"""The AT console: everything that is said on the port, and a line to say something oneself."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QWidget

from app.words import _, n_
from ui.panels.modem.command_line import CommandLine
from ui.panels.modem.dialogue_text import (
    OUT,
    STAMP_LENGTH,
    UNASKED,
    exchange_lines,
    note_line,
    unasked_line,
)
from ui.theme import GRID, Role, font, tokens
from ui.widgets.buttons import Button, Look
from ui.widgets.card import Card
from ui.widgets.text import PlainLabel, Tone

if TYPE_CHECKING:
    from app.core.clock import Clock
    from app.modem.events import Exchange

_KEPT_LINES = 2000
_FLUSH_MS = 100


class AtConsole(Card):
    """sent: a command that somebody typed. stopped: the command under way is not wanted any more."""

    sent = Signal(str)
    stopped = Signal()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(margin=1, parent=parent)
        self._clock = clock
        self._waiting: deque[str] = deque(maxlen=_KEPT_LINES)
        self._dropped = 0
        self._own: Counter[str] = Counter()
        self._is_shown = True
        self._follows = True  # until somebody scrolls up
        self.text = QPlainTextEdit()
        self.text.setProperty("look", "bare")
        self.text.setReadOnly(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setFont(font(Role.CODE))
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.text.setMaximumBlockCount(_KEPT_LINES)
        self.text.document().setDocumentMargin(12)
        self.text.setAccessibleName(_("AT dialogue"))
        self._colours = DialogueColours(self.text)
        bar = self.text.verticalScrollBar()
        bar.actionTriggered.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._follow)
        self.line = CommandLine()
        self.line.returnPressed.connect(self._on_return)
        self.hint = PlainLabel(role=Role.CAPTION, tone=Tone.DIM, wrap=True)
        self.line.explained.connect(self.hint.setText)
        self.quiet = Button(_("Without polling"), Look.QUIET)
        self.quiet.setCheckable(True)
        self.stop = Button(_("Stop"))
        self.stop.clicked.connect(self.stopped)
        self.stop.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_FLUSH_MS)
        self._timer.timeout.connect(self._flush)
        self._lay_out()
        self.set_busy(None)

    def add(self, exchange: Exchange) -> None:
        """One exchange, by whomever it was asked for."""
        is_own = self._own[exchange.command] > 0
        if is_own:
            self._own[exchange.command] -= 1
        if is_own or not self.quiet.isChecked():
            self._append(exchange_lines(exchange, self._clock))

    def add_unasked(self, line: str, at_ns: int) -> None:
        self._append([unasked_line(line, at_ns, self._clock)])

    def add_note(self, text: str) -> None:
        self._append([note_line(text, time.perf_counter_ns(), self._clock)])

    def expect(self, command: str) -> None:
        """The next exchange with this command is shown even where polling is not."""
        self._own[command] += 1

    def set_commands(self, commands: Sequence[str]) -> None:
        """What the modem's family is known to answer, for completion."""
        self.line.set_commands(commands)

    def set_busy(self, command: str | None) -> None:
        """A typed command is under way: it can be stopped, and no other is taken."""
        self.stop.setVisible(command is not None)
        self.line.setReadOnly(command is not None)
        if command is None:
            self.line.explain()
        else:
            self.hint.setText(_("Waiting for the answer to {command}").format(command=command))

    def set_shown(self, shown: bool) -> None:
        self._is_shown = shown
        if shown and self._waiting:
            self._timer.start()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(13, 6, 6, 0)
        head.addWidget(PlainLabel(_("AT console"), Role.STRONG))
        head.addStretch(1)
        head.addWidget(PlainLabel(_("identities masked"), tone=Tone.DIM))
        head.addWidget(self.quiet)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(self.text, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(13, 8, 13, 2)
        foot.setSpacing(2 * GRID)
        foot.addWidget(self.line, 1)
        foot.addWidget(self.stop)
        self.body.addLayout(foot)
        below = QHBoxLayout()
        below.setContentsMargins(15, 0, 13, 8)
        below.addWidget(self.hint)
        self.body.addLayout(below)

    def _append(self, lines: Sequence[str]) -> None:
        room = _KEPT_LINES - len(self._waiting)
        self._dropped += max(0, len(lines) - room)
        self._waiting.extend(lines)
        if self._is_shown and not self._timer.isActive():
            self._timer.start()

    def _flush(self) -> None:
        """A batch at a time; the view stays where it was scrolled to, and follows when it was at the end."""
        lines = list(self._waiting)
        self._waiting.clear()
        if self._dropped:
            text = n_(
                "{count} line came too fast to be shown",
                "{count} lines came too fast to be shown",
                self._dropped,
            ).format(count=self._dropped)
            lines.insert(0, note_line(text, time.perf_counter_ns(), self._clock))
            self._dropped = 0
        if lines:
            self.text.appendPlainText("\n".join(lines))
            self._follow()

    def _on_scrolled(self) -> None:
        bar = self.text.verticalScrollBar()
        self._follows = bar.sliderPosition() >= bar.maximum()

    def _follow(self) -> None:
        if self._follows:
            bar = self.text.verticalScrollBar()
            bar.setValue(bar.maximum())

    def _on_return(self) -> None:
        if not self.line.isReadOnly() and (command := self.line.take()):
            self.sent.emit(command)


class DialogueColours(QSyntaxHighlighter):
    """Times dim, what we said in the accent, what came unasked in the colour of a warning."""

    def __init__(self, view: QPlainTextEdit) -> None:
        document: QTextDocument = view.document()
        super().__init__(document)
        self._view = view
        view.installEventFilter(self)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() is QEvent.Type.PaletteChange:
            self.rehighlight()
        return False

    def highlightBlock(self, text: str) -> None:
        t = tokens(self._view)
        self.setFormat(0, STAMP_LENGTH, _format(t.dim))
        mark = text[STAMP_LENGTH + 1 : STAMP_LENGTH + 2]
        ink = {OUT: t.accent, UNASKED: t.warning, "·": t.dim}.get(mark)
        if ink:
            self.setFormat(STAMP_LENGTH + 1, len(text), _format(ink))


def _format(colour: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    return made
