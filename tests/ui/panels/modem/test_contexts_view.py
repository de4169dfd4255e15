"""The model keeps Qt's rules, changes in place, and the table fits its rows and paints its marks."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.chain.hops import State
from ui.panels.modem.contexts import ContextRow
from ui.panels.modem.contexts_model import Column, ContextsModel
from ui.panels.modem.contexts_view import ContextsCard
from ui.widgets.mark_delegate import ENDING_ROLE, STATE_ROLE

ROWS = (
    ContextRow(1, "IP", "a", "a", ".gprs", "10.0.0.1", State.PASSED, "as in the site file"),
    ContextRow(2, "IP", "<i>ims</i>", remark="inactive"),
)


def test_model(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model = ContextsModel()
    model.show_rows(ROWS)
    qtmodeltester.check(model)
    assert model.index(1, Column.ASKED).data() == "<i>ims</i>"
    assert "<i>" not in model.index(1, Column.ASKED).data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(0, Column.REMARK).data(STATE_ROLE) is State.PASSED
    assert model.index(0, Column.GRANTED).data(ENDING_ROLE) == ".gprs"


def test_values_change_without_a_reset(qtbot: QtBot) -> None:
    model = ContextsModel()
    model.show_rows(ROWS)
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.show_rows((ROWS[0], replace(ROWS[1], address="10.0.0.2")))
    with qtbot.assertNotEmitted(model.dataChanged):
        model.show_rows((ROWS[0], replace(ROWS[1], address="10.0.0.2")))
    with qtbot.waitSignal(model.modelReset):
        model.show_rows(ROWS[:1])


def test_the_table_is_as_high_as_its_rows_and_can_be_copied(qtbot: QtBot) -> None:
    model = ContextsModel()
    card = ContextsCard(model)
    qtbot.addWidget(card)
    low = card.table.height()
    model.show_rows(ROWS)
    assert card.table.height() > low
    card.resize(640, 200)
    card.show()
    assert not card.grab().isNull()  # paints marks and endings
    copy = next(action for action in card.table.actions() if action.text() == "Copy")
    copy.trigger()
    assert "<i>ims</i>" in QGuiApplication.clipboard().text()
