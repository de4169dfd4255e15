"""The style sheet is valid, small, and wears the tokens."""

from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ui.style_sheet import style_sheet
from ui.tokens import DARK, LIGHT, Tokens

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


@THEMES
def test_qt_takes_every_rule(theme: Tokens, qtbot: QtBot) -> None:
    """Qt logs a warning for a rule it cannot parse, and a warning fails a test."""
    button = QPushButton("Run check")
    button.setProperty("look", "primary")
    button.setStyleSheet(style_sheet(theme))
    qtbot.addWidget(button)
    button.resize(120, 32)
    button.show()
    assert button.grab().toImage().pixelColor(6, 16).name().upper() == theme.accent


@THEMES
def test_it_stays_small(theme: Tokens) -> None:
    assert len(re.findall(r"\{", style_sheet(theme))) < 80


@THEMES
def test_its_pictures_exist(theme: Tokens) -> None:
    paths = re.findall(r'url\("([^"]+)"\)', style_sheet(theme))
    assert len(paths) == 2
    for path in paths:
        with open(path, encoding="utf-8") as file:
            assert file.read().startswith("<svg")
