"""A finding tells title, figures, cause and remedy, verbatim, with buttons that say which was pressed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.chain.hops import State
from ui.tokens import LIGHT
from ui.widgets.finding_card import FindingButton, FindingCard, FindingRow

ROWS = [
    FindingRow("Expected", "10.64.3.17", code=True),
    FindingRow("Cause", "<b>x</b>"),
    FindingRow("Empty", ""),
]


def _card(qtbot: QtBot, state: State = State.FAILED, *, quiet: bool = False) -> FindingCard:
    card = FindingCard(state, "A title", ROWS, [FindingButton("copy", "Copy")], quiet=quiet)
    qtbot.addWidget(card)
    card.resize(600, card.sizeHint().height())
    return card


def _texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


def test_rows_are_shown_verbatim_and_empty_ones_left_out(qtbot: QtBot) -> None:
    assert _texts(_card(qtbot)) == ["A title", "Expected", "10.64.3.17", "Cause", "<b>x</b>"]


def test_the_edge_has_the_state_s_colour_and_the_ground_its_tint(qtbot: QtBot) -> None:
    image = _card(qtbot).grab().toImage()
    assert image.pixelColor(1, 5).name().upper() == LIGHT.failed
    assert image.pixelColor(590, 5).name().upper() == LIGHT.failed_tint


def test_a_quiet_card_has_neither(qtbot: QtBot) -> None:
    image = _card(qtbot, quiet=True).grab().toImage()
    assert image.pixelColor(1, 5).name().upper() == LIGHT.surface


def test_a_button_tells_its_key(qtbot: QtBot) -> None:
    card = _card(qtbot)
    with qtbot.waitSignal(card.pressed) as told:
        qtbot.mouseClick(card.button("copy"), Qt.MouseButton.LeftButton)
    assert told.args == ["copy"]


def test_something_can_be_put_under_the_buttons(qtbot: QtBot) -> None:
    card = _card(qtbot)
    before = card.sizeHint().height()
    more = QWidget()
    more.setFixedHeight(40)
    card.add_widget(more)
    assert card.sizeHint().height() >= before + 40
