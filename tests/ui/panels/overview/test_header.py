"""The head line counts, and its button exports or cancels."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui import samples
from ui.panels.overview.header import Header


@pytest.fixture
def header(qtbot: QtBot) -> Header:
    made = Header()
    qtbot.addWidget(made)
    made.resize(1200, 40)
    made.show()
    return made


def test_a_result_is_counted(header: Header) -> None:
    header.show_state(samples.carrier_nat())
    assert header.headline.text == "One hop stops this link"
    assert (header.failed.text, header.warned.text) == ("1 failed", "1 warning")
    assert re.fullmatch(r"4 passed · 3 not tested · 1.4 s · \d\d:\d\d:\d\d", header.counts.text)


def test_what_is_none_is_not_counted(header: Header) -> None:
    header.show_state(samples.healthy())
    assert not header.failed.isVisible()
    assert not header.warned.isVisible()


def test_before_the_first_run_there_is_nothing_to_export(header: Header) -> None:
    header.show_state(samples.blank())
    assert header.counts.text == ""
    assert not header.button.isVisible()


def test_the_button_cancels_while_running_and_exports_afterwards(header: Header, qtbot: QtBot) -> None:
    for state, key in ((samples.running(), "check.cancel"), (samples.healthy(), "report.export")):
        header.show_state(state)
        with qtbot.waitSignal(header.wanted) as told:
            qtbot.mouseClick(header.button, Qt.MouseButton.LeftButton)
        assert told.args == [key]


def test_the_time_counts_up_while_it_runs(header: Header) -> None:
    header.show_state(samples.running())
    header.show_elapsed(2500)
    assert header.counts.text.endswith("2.5 s")
