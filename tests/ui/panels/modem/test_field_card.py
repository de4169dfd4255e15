"""Rows change in place; a short number is shown whole on a key press, and only until it changes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.chain.hops import State
from ui.panels.modem.field_card import FieldCard
from ui.panels.modem.fields import FieldText

ROWS = (
    FieldText("SIM", "<b>ready</b>", "AT+CPIN?", State.PASSED),
    FieldText("ICCID", "…5678", "AT+QCCID", secret="8949020000012345678"),
)


def card(qtbot: QtBot) -> FieldCard:
    made = FieldCard("SIM and module")
    qtbot.addWidget(made)
    made.resize(400, 160)
    made.show_fields(ROWS)
    made.show()
    return made


def test_text_from_outside_stays_text(qtbot: QtBot) -> None:
    made = card(qtbot)
    row = made.rows[0]
    assert row.value.text == "<b>ready</b>"
    assert row.mark.isVisible()
    assert row.source.text() == "AT+CPIN?"
    assert not row.reveal.isVisible()


def test_the_number_is_shown_and_hidden_again(qtbot: QtBot) -> None:
    made = card(qtbot)
    row = made.rows[1]
    row.reveal.setFocus()
    qtbot.keyClick(row.reveal, Qt.Key.Key_Space)
    assert row.value.text == "8949020000012345678"
    qtbot.mouseClick(row.reveal, Qt.MouseButton.LeftButton)
    assert row.value.text == "…5678"


def test_another_card_is_short_again(qtbot: QtBot) -> None:
    made = card(qtbot)
    made.rows[1].reveal.click()
    made.show_fields((ROWS[0], FieldText("ICCID", "…9999", secret="8949020000012349999")))
    assert made.rows[1].value.text == "…9999"
