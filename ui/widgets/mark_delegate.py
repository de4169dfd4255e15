"""Table cells whose text stands behind the mark of a state, or whose text has a dim ending."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.chain.names import State
from ui.theme import Role, tokens_of
from ui.widgets.painting import draw_state, draw_text, text_width

STATE_ROLE = Qt.ItemDataRole.UserRole + 40
ENDING_ROLE = Qt.ItemDataRole.UserRole + 41
"""The last part of the text, to be shown dim."""

_PAD = 13.0  # the style sheet's and the style's own
_MARK = 14


class MarkDelegate(QStyledItemDelegate):
    """Cells whose model tells neither role are painted as usual."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        state, ending = index.data(STATE_ROLE), index.data(ENDING_ROLE)
        if not isinstance(state, State) and not ending:
            super().paint(painter, option, index)
            return
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        text = bare.text
        bare.text = ""
        style = bare.widget.style() if bare.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, bare.widget)
        t = tokens_of(bare.palette)
        box = QRectF(bare.rect).adjusted(_PAD, 0, -4, 0)
        painter.save()
        if isinstance(state, State):
            y = box.top() + (box.height() - _MARK) / 2
            draw_state(painter, box.left(), y, _MARK, state, t, ground=t.surface)
            box.setLeft(box.left() + _MARK + 6)
        body = text.removesuffix(ending) if ending else text
        draw_text(painter, box, body, Role.BODY, t.text)
        box.setLeft(box.left() + text_width(body, Role.BODY) + 1)
        if ending and box.width() > 0:
            draw_text(painter, box, ending, Role.BODY, t.dim)
        painter.restore()
