"""The ladder unfolds what is not good and leaves alone what a person folded."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.chain.hops import Hop
from tests.ui import samples
from ui.panels.overview.ladder import Ladder


@pytest.fixture
def ladder(qtbot: QtBot) -> Ladder:
    made = Ladder()
    qtbot.addWidget(made)
    made.resize(1200, 600)
    made.show_state(samples.blank())
    made.show()
    return made


def _unfolded(ladder: Ladder) -> list[Hop]:
    return [hop for hop in samples.PASSED if ladder.details(hop) is not None]


def test_a_failed_hop_is_unfolded_a_warning_beside_it_is_not(ladder: Ladder) -> None:
    ladder.show_state(samples.carrier_nat())
    assert _unfolded(ladder) == [Hop.ADDRESS]


def test_nothing_is_unfolded_while_it_runs_or_when_all_is_well(ladder: Ladder) -> None:
    ladder.show_state(samples.running())
    assert _unfolded(ladder) == []
    ladder.show_state(samples.healthy())
    assert _unfolded(ladder) == []


def test_what_a_person_unfolds_and_folds_stays_so(ladder: Ladder, qtbot: QtBot) -> None:
    ladder.show_state(samples.carrier_nat())
    qtbot.mouseClick(ladder.row(Hop.SIM), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(ladder.row(Hop.ADDRESS), Qt.MouseButton.LeftButton)
    assert _unfolded(ladder) == [Hop.SIM]
    ladder.show_state(samples.carrier_nat())
    assert _unfolded(ladder) == [Hop.SIM]


def test_a_new_run_starts_afresh(ladder: Ladder, qtbot: QtBot) -> None:
    ladder.show_state(samples.carrier_nat())
    qtbot.mouseClick(ladder.row(Hop.ADDRESS), Qt.MouseButton.LeftButton)
    ladder.show_state(samples.blank())
    ladder.show_state(samples.carrier_nat())
    assert _unfolded(ladder) == [Hop.ADDRESS]


def test_details_follow_the_result_and_keep_their_evidence_open(ladder: Ladder) -> None:
    ladder.show_state(samples.carrier_nat())
    details = ladder.details(Hop.ADDRESS)
    assert details is not None
    details.toggle_evidence()
    ladder.unfold(Hop.ADDRESS)
    ladder.show_state(samples.healthy())
    after = ladder.details(Hop.ADDRESS)
    assert after is not None
    assert after.result == samples.healthy()[Hop.ADDRESS]


def test_all_can_be_unfolded_and_folded(ladder: Ladder) -> None:
    ladder.show_state(samples.healthy())
    ladder.unfold_all(True)
    assert _unfolded(ladder) == list(samples.PASSED)
    ladder.unfold_all(False)
    assert _unfolded(ladder) == []


def test_a_running_hop_counts_from_its_own_start(ladder: Ladder) -> None:
    ladder.show_state(samples.running())
    ladder.show_elapsed(2637)
    assert ladder.row(Hop.APN).time_text() == "2 s"
    assert ladder.row(Hop.SIM).time_text() == "94 ms"


def test_other_hops_make_other_rows(ladder: Ladder) -> None:
    first = ladder.row(Hop.MODEM)
    state = samples.healthy()
    ladder.show_state(type(state)(state.hops[:3], started_utc=state.started_utc))
    assert ladder.row(Hop.MODEM) is not first
    assert ladder.unfold(Hop.BROKER) is None
