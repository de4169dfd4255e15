"""The site file as text with line numbers; lines with a problem are marked."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.words.catalogue import _
from ui.theme import Role, font, tokens
from ui.widgets.painting import draw_text, fill

_GUTTER = 44


class SourceView(QPlainTextEdit):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wrong: frozenset[int] = frozenset()
        self.setFont(font(Role.CODE))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName(_("Source of the site file"))
        self.setTabStopDistance(4 * self.fontMetrics().horizontalAdvance(" "))
        self.setTabChangesFocus(True)
        self._gutter = _Gutter(self)
        self.setViewportMargins(_GUTTER, 0, 0, 0)
        self.updateRequest.connect(self._on_update)

    def show_text(self, text: str) -> None:
        """Replace the text unless it is the same; the cursor stays on its line."""
        text = text.replace("\r\n", "\n")
        if text == self.toPlainText():
            return
        line = self.textCursor().blockNumber() + 1
        self.setPlainText(text)
        self.go_to(line)

    def mark(self, lines: Iterable[int]) -> None:
        """Mark these lines, counted from 1, as wrong."""
        self._wrong = frozenset(lines)
        selections = []
        ground = QColor(tokens(self).failed_tint)
        for number in sorted(self._wrong):
            selection = QTextEdit.ExtraSelection()
            selection.cursor = QTextCursor(self.document().findBlockByNumber(number - 1))
            selection.format.setBackground(ground)
            selection.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            selections.append(selection)
        self.setExtraSelections(selections)
        self._gutter.update()

    @property
    def marked(self) -> frozenset[int]:
        return self._wrong

    def go_to(self, line: int, column: int = 1) -> None:
        block = self.document().findBlockByNumber(max(0, line - 1))
        if block.isValid():
            cursor = QTextCursor(block)
            cursor.movePosition(
                QTextCursor.MoveOperation.Right, n=min(column - 1, max(0, block.length() - 1))
            )
            self.setTextCursor(cursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        area = self.contentsRect()
        self._gutter.setGeometry(QRect(area.left(), area.top(), _GUTTER, area.height()))

    def paint_gutter(self, painter: QPainter) -> None:
        t = tokens(self)
        fill(painter, QRectF(self._gutter.rect()), t.sunk)
        block = self.firstVisibleBlock()
        offset = self.contentOffset()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(offset)
            if box.top() > self.height():
                break
            number = block.blockNumber() + 1
            wrong = number in self._wrong
            where = QRectF(0, box.top(), _GUTTER - 10, box.height())
            role = Role.CAPTION_STRONG if wrong else Role.CAPTION
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            draw_text(painter, where, str(number), role, t.failed if wrong else t.dim, right)
            block = block.next()

    def _on_update(self, area: QRect, scrolled_by: int) -> None:
        if scrolled_by:
            self._gutter.scroll(0, scrolled_by)
        else:
            self._gutter.update(0, area.y(), _GUTTER, area.height())


class _Gutter(QWidget):
    def __init__(self, view: SourceView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        return QSize(_GUTTER, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._view.paint_gutter(QPainter(self))
