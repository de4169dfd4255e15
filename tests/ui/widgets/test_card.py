"""Cards and bars have their border where it belongs."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.tokens import LIGHT
from ui.widgets.card import Bar, Card


def test_a_card_has_a_border_of_one_pixel_and_shows_its_contents(qtbot: QtBot) -> None:
    card = Card("Signal", "last 2 min")
    card.body.addWidget(QLabel("inside"))
    card.set_aside("last check")
    qtbot.addWidget(card)
    card.resize(200, 100)
    image = card.grab().toImage()
    assert image.pixelColor(100, 0).name().upper() == LIGHT.border
    assert image.pixelColor(100, 1).name().upper() == LIGHT.surface
    assert "last check" in [label.text() for label in card.findChildren(QLabel)]


@pytest.mark.parametrize(
    ("edge", "place"), [("top", (50, 0)), ("bottom", (50, 39)), ("left", (0, 20)), ("right", (99, 20))]
)
def test_a_bar_has_its_line_at_one_edge(edge: str, place: tuple[int, int], qtbot: QtBot) -> None:
    bar = Bar(edge)
    qtbot.addWidget(bar)
    bar.resize(100, 40)
    image = bar.grab().toImage()
    lines = {at: image.pixelColor(*at).name().upper() for at in ((50, 0), (50, 39), (0, 20), (99, 20))}
    assert [at for at, colour in lines.items() if colour == LIGHT.border] == [place]
