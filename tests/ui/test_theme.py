"""Light, dark, and following the system."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Choice, Role, Theme, font, palette_of, tokens, tokens_of
from ui.tokens import DARK, LIGHT


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, Choice.LIGHT)
    yield made
    made.choose(Choice.LIGHT)
    made.deleteLater()


def test_a_widget_wears_what_the_application_wears(theme: Theme, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    assert tokens(widget) is LIGHT
    theme.choose(Choice.DARK)
    qtbot.waitUntil(lambda: tokens(widget) is DARK)  # Qt tells its widgets through the event loop
    assert theme.is_dark


def test_a_control_with_rules_of_its_own_still_knows_its_theme(theme: Theme, qtbot: QtBot) -> None:
    """A transparent background in a style sheet makes the palette's window colour black."""
    field = QLineEdit()
    field.setProperty("look", "bare")
    qtbot.addWidget(field)
    field.show()
    assert tokens(field) is LIGHT


def test_switching_changes_what_is_painted(theme: Theme, qtbot: QtBot) -> None:
    widget = QWidget()
    widget.resize(20, 20)
    qtbot.addWidget(widget)
    widget.show()
    light = widget.grab().toImage().pixelColor(10, 10)
    theme.choose(Choice.DARK)
    qtbot.waitUntil(lambda: tokens(widget) is DARK)
    dark = widget.grab().toImage().pixelColor(10, 10)
    assert (light.name().upper(), dark.name().upper()) == (LIGHT.window, DARK.window)


def test_following_the_system_is_light_where_it_says_nothing(theme: Theme) -> None:
    theme.choose(Choice.SYSTEM)
    assert not theme.is_dark


@pytest.mark.parametrize("worn", [LIGHT, DARK], ids=["light", "dark"])
def test_a_palette_carries_its_tokens(worn: object) -> None:
    palette = palette_of(DARK if worn is DARK else LIGHT)
    assert tokens_of(palette) is worn
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled != palette.color(QPalette.ColorRole.Text)


def test_sizes_are_pixels_whatever_the_dots_per_inch(qapp: QApplication) -> None:
    sizes = {role: QFontInfo(font(role)).pixelSize() for role in Role}
    assert sizes[Role.TITLE] == 17
    assert sizes[Role.BODY] == 13
    assert sizes[Role.CAPTION] in (11, 12)
    assert font(Role.CODE).styleHint() == font(Role.CODE).StyleHint.Monospace
