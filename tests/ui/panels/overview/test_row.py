"""A row of the ladder tells state, expectation, measurement and time, verbatim."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.chain.hops import Hop, HopResult
from tests.ui import samples
from ui.panels.overview.row import HopRow

HOSTILE = "<h1>EG25</h1><img src=x>&amp;"


def _row(qtbot: QtBot, result: HopResult) -> HopRow:
    row = HopRow(result)
    qtbot.addWidget(row)
    row.resize(1200, row.sizeHint().height())
    return row


def test_the_words_of_a_tested_hop(qtbot: QtBot) -> None:
    row = _row(qtbot, samples.carrier_nat()[Hop.ADDRESS])
    assert row.accessibleName() == "Address: failed"
    assert row.finding_line().startswith("100.72.3.9")
    assert row.time_text() == "88 ms"


def test_the_reason_of_an_untested_hop(qtbot: QtBot) -> None:
    row = _row(qtbot, samples.carrier_nat()[Hop.BROKER])
    assert row.finding_line().startswith("Not tested:")
    assert row.time_text() == ""


def test_a_running_hop_counts_up_and_then_shows_its_own_time(qtbot: QtBot) -> None:
    row = _row(qtbot, samples.running()[Hop.APN])
    row.show_elapsed(1234)
    assert row.time_text() == "1.2 s"
    row.show_result(samples.healthy()[Hop.APN])
    assert row.time_text() == "120 ms"


def test_what_a_modem_calls_itself_is_never_markup(qtbot: QtBot) -> None:
    row = _row(qtbot, samples.with_foreign_text(HOSTILE)[Hop.MODEM])
    assert HOSTILE in row.finding_line()
    assert not row.grab().isNull()


@pytest.mark.parametrize("width", [300, 700, 2400])
def test_a_row_can_be_painted_at_any_width(qtbot: QtBot, width: int) -> None:
    row = _row(qtbot, samples.carrier_nat()[Hop.ADDRESS])
    row.resize(width, row.height())
    assert not row.grab().isNull()


def test_space_and_click_unfold(qtbot: QtBot) -> None:
    row = _row(qtbot, samples.healthy()[Hop.SIM])
    row.show()
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert row.isChecked()
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Space)
    assert not row.isChecked()
