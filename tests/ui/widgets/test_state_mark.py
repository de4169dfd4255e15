"""A mark shows its state as a shape and tells it as a word."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.chain.hops import State
from ui.widgets.state_mark import StateMark


def _grey(image: QImage) -> bytes:
    return bytes(image.convertToFormat(QImage.Format.Format_Grayscale8).constBits())


@pytest.mark.parametrize("state", list(State))
def test_a_mark_tells_its_word(state: State, qtbot: QtBot) -> None:
    mark = StateMark(state, state.value)
    qtbot.addWidget(mark)
    assert mark.state is state
    assert mark.accessibleName() == state.value


def test_states_can_be_told_apart_without_colour(qtbot: QtBot) -> None:
    pictures = set()
    for state in State:
        mark = StateMark(state, size=24)
        qtbot.addWidget(mark)
        mark.resize(24, 24)
        pictures.add(_grey(mark.grab().toImage()))
    assert len(pictures) == len(State)
