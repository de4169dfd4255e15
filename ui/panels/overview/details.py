"""What unfolds under a row: findings with cause and remedy, or the full figures, and the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QPainter, QPaintEvent, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from app.chain.hops import Finding, HopResult, Severity, State
from app.words import _, advice, expected, measured, n_, not_tested
from ui.panels import panel_of_hop
from ui.panels.overview.as_text import evidence_lines, hop_text
from ui.panels.overview.row import TEXT_LEFT
from ui.theme import Role, font, tokens
from ui.widgets.finding_card import FindingButton, FindingCard, FindingRow
from ui.widgets.painting import draw_box, draw_rule

if TYPE_CHECKING:
    from app.chain.run import ChainState

_LINES_SHOWN = 14
_PAD = 8
_WIDE = 900  # from this width of a line on, room is kept for a scroll bar
_EVIDENCE, _COPY, _PANEL = "evidence", "copy", "panel"


class HopDetails(QWidget):
    """Built anew for each result; what was unfolded in it stays unfolded.

    panel_wanted: the name of the panel that looks into this hop.
    """

    panel_wanted = Signal(str)

    def __init__(
        self, result: HopResult, chain: ChainState, *, with_evidence: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.result, self._chain = result, chain
        self._lines = evidence_lines(result.evidence)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 0, 1, 1)
        self._column.setSpacing(0)
        self.cards = [self._card(finding, place) for place, finding in enumerate(result.findings)]
        if not self.cards:
            self.cards = [self._plain_card()]
        for card in self.cards:
            card.pressed.connect(self._on_pressed)
            self._column.addWidget(card)
        self._evidence: EvidenceView | None = None
        if with_evidence:
            self.toggle_evidence()

    @property
    def shows_evidence(self) -> bool:
        return self._evidence is not None and not self._evidence.isHidden()

    @property
    def evidence_text(self) -> str:
        return self._evidence.toPlainText() if self._evidence else ""

    def toggle_evidence(self) -> None:
        if not self._lines:
            return
        if self._evidence is None:
            self._evidence = EvidenceView(self._lines)
            self.cards[0].add_widget(self._evidence)
            self._evidence.show()
        else:
            self._evidence.setVisible(self._evidence.isHidden())
        self.cards[0].button(_EVIDENCE).set_text(self._evidence_label())

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_rule(QPainter(self), 0, self.height() - 1, self.width(), tokens(self))

    def _card(self, finding: Finding, place: int) -> FindingCard:
        told = advice(finding, self._chain)
        rows = [FindingRow(_("Cause"), told.cause), FindingRow(_("Do"), told.remedy)]
        if place == 0:
            rows = [*self._figures(), *rows]
        state = State.FAILED if finding.severity is Severity.FAILED else State.WARNING
        buttons = self._buttons() if place == 0 else ()
        return FindingCard(state, told.title, rows, buttons, indent=TEXT_LEFT)

    def _plain_card(self) -> FindingCard:
        return FindingCard(
            self.result.state, "", self._figures(), self._buttons(), indent=TEXT_LEFT, quiet=True
        )

    def _figures(self) -> list[FindingRow]:
        found = not_tested(self.result) or measured(self.result)
        return [FindingRow(_("Expected"), expected(self.result)), FindingRow(_("Measured"), found)]

    def _buttons(self) -> list[FindingButton]:
        buttons = []
        if self._lines:
            buttons.append(FindingButton(_EVIDENCE, self._evidence_label()))
        if self.result.state not in (State.NOT_RUN, State.RUNNING):
            buttons.append(FindingButton(_COPY, _("Copy for support")))
        if panel_of_hop(self.result.hop.value) != "overview":
            buttons.append(FindingButton(_PANEL, _PANEL_LABELS[panel_of_hop(self.result.hop.value)]()))
        return buttons

    def _evidence_label(self) -> str:
        if getattr(self, "_evidence", None) is not None and self.shows_evidence:
            return _("Hide evidence")
        count = len(self._lines)
        return n_("Show evidence ({count} line)", "Show evidence ({count} lines)", count).format(count=count)

    def _on_pressed(self, key: str) -> None:
        if key == _EVIDENCE:
            self.toggle_evidence()
        elif key == _COPY:
            QGuiApplication.clipboard().setText(hop_text(self.result, self._chain))
        else:
            self.panel_wanted.emit(panel_of_hop(self.result.hop.value))


_PANEL_LABELS = {
    "modem": lambda: _("Open Modem"),
    "reach": lambda: _("Open Reach"),
    "topics": lambda: _("Open Topics"),
    "tracer": lambda: _("Open Tracer"),
}


class EvidenceView(QPlainTextEdit):
    """The raw lines, verbatim, to be read, selected and copied."""

    def __init__(self, lines: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "bare")
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(font(Role.CODE))
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setAccessibleName(_("Evidence"))
        self.document().setDocumentMargin(_PAD)
        self.setPlainText("\n".join(lines))
        metrics = QFontMetrics(font(Role.CODE))
        height = metrics.lineSpacing() * min(_LINES_SHOWN, len(lines)) + 2 * _PAD
        is_wide = max(metrics.horizontalAdvance(line) for line in lines) > _WIDE
        self.setFixedHeight(height + (10 if is_wide else 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens(self)
        draw_box(QPainter(self.viewport()), QRectF(self.viewport().rect()), t.sunk, radius=6)
        super().paintEvent(event)
