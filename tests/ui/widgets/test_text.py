"""Text from outside is shown verbatim, whatever it looks like."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from pytestqt.qtbot import QtBot

from app.chain.hops import State
from ui.tokens import LIGHT
from ui.widgets.text import ElidedLabel, PlainLabel, Tone, button_text, tooltip

HOSTILE = "<h1>big</h1><img src='http://example/x.png'>&amp; & <b>b</b>"


def test_a_label_never_reads_markup(qtbot: QtBot) -> None:
    plain, pale = PlainLabel(HOSTILE), PlainLabel("x")
    for label in (plain, pale):
        qtbot.addWidget(label)
    assert plain.textFormat() is Qt.TextFormat.PlainText
    assert plain.text() == HOSTILE
    assert plain.sizeHint().height() == pale.sizeHint().height()  # no heading was made of it


def test_a_tool_tip_shows_markup_as_text() -> None:
    told = tooltip(HOSTILE)
    assert "<h1>" not in told
    assert "&lt;h1&gt;" in told
    assert tooltip("") == ""


def test_an_ampersand_on_a_button_stays_an_ampersand() -> None:
    assert button_text("Smith & Sons") == "Smith && Sons"


def test_a_long_line_is_cut_and_told_in_full(qtbot: QtBot) -> None:
    label = ElidedLabel(HOSTILE * 4)
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.grab()
    assert label.toolTip() == tooltip(HOSTILE * 4)
    label.set_text("short")
    label.resize(200, 20)
    label.grab()
    assert label.toolTip() == ""
    assert label.text == "short"


def test_a_line_break_in_foreign_text_does_not_break_the_line(qtbot: QtBot) -> None:
    one, two = ElidedLabel("a b"), ElidedLabel("a\nb")
    for label in (one, two):
        qtbot.addWidget(label)
        label.resize(80, 20)
    assert one.grab().toImage() == two.grab().toImage()


@pytest.mark.parametrize("tone", list(Tone))
def test_a_tone_is_a_colour(tone: Tone, qtbot: QtBot) -> None:
    label = PlainLabel("x", tone=tone)
    qtbot.addWidget(label)
    shown = label.palette().color(QPalette.ColorRole.WindowText).name().upper()
    assert shown == tone.colour(LIGHT)


def test_only_trouble_and_work_have_a_colour() -> None:
    assert {state: Tone.of(state) for state in State if Tone.of(state) is not Tone.DIM} == {
        State.WARNING: Tone.WARNING,
        State.FAILED: Tone.FAILED,
        State.RUNNING: Tone.ACCENT,
    }
