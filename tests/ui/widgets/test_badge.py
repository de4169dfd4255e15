"""A badge is as wide as its word and wears its tone."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.tokens import LIGHT
from ui.widgets.badge import Badge
from ui.widgets.text import Tone


def test_a_badge_fits_its_word_and_has_a_frame_of_its_tone(qtbot: QtBot) -> None:
    badge = Badge("1 failed", Tone.FAILED)
    qtbot.addWidget(badge)
    wide = badge.sizeHint().width()
    badge.resize(badge.sizeHint())
    image = badge.grab().toImage()
    assert image.pixelColor(image.width() // 2, 0).name().upper() == LIGHT.failed
    badge.set_text("12 failed and more")
    assert badge.sizeHint().width() > wide
    assert badge.text == badge.accessibleName() == "12 failed and more"
