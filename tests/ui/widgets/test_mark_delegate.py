"""Cells with a mark or a dim ending are painted, and other cells as Qt does it."""

from __future__ import annotations

from PySide6.QtGui import QImage, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from app.chain.hops import State
from ui.widgets.mark_delegate import ENDING_ROLE, STATE_ROLE, MarkDelegate


def picture(qtbot: QtBot, role: int, value: object) -> QImage:
    model = QStandardItemModel(1, 1)
    item = QStandardItem("acme.gprs")
    item.setData(value, role)
    model.setItem(0, 0, item)
    view = QTableView()
    qtbot.addWidget(view)
    view.setItemDelegate(MarkDelegate(view))
    view.setModel(model)
    view.setFixedSize(240, 80)
    return view.grab().toImage()


def test_each_state_looks_different(qtbot: QtBot) -> None:
    plain = picture(qtbot, STATE_ROLE, None)
    passed = picture(qtbot, STATE_ROLE, State.PASSED)
    failed = picture(qtbot, STATE_ROLE, State.FAILED)
    assert plain != passed != failed != plain


def test_an_ending_is_dim(qtbot: QtBot) -> None:
    assert picture(qtbot, ENDING_ROLE, ".gprs") != picture(qtbot, ENDING_ROLE, "acme.gprs")
