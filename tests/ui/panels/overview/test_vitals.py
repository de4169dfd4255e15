"""The figures under the ladder come from checks, and say when there is nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.ui import samples
from ui.panels.overview.vitals import Vitals


@pytest.fixture
def vitals(qtbot: QtBot) -> Vitals:
    made = Vitals()
    qtbot.addWidget(made)
    return made


def test_a_healthy_check(vitals: Vitals) -> None:
    vitals.show_state(samples.healthy())
    assert vitals.signal.figure.text() == "−96 dBm"
    assert "SINR" in vitals.signal.note.text
    assert vitals.reach.figure.text() == "52 ms"
    assert "SCADA" in vitals.reach.note.text
    assert vitals.publish.figure.text() == "132 ms"
    assert "20 of 20" in vitals.publish.note.text


def test_nothing_is_invented(vitals: Vitals) -> None:
    vitals.show_state(samples.blank())
    assert [card.figure.text() for card in (vitals.signal, vitals.reach, vitals.publish)] == ["—"] * 3
    assert vitals.publish.plot.values == ()


def test_each_check_adds_one_value(vitals: Vitals) -> None:
    for started in ("2026-11-22T14:03:20.000Z", "2026-11-22T14:04:20.000Z"):
        state = replace(samples.healthy(), started_utc=started)
        vitals.show_state(state)
        vitals.show_state(state)  # told twice, counted once
    assert vitals.reach.plot.values == (52.3, 52.3)
    vitals.show_state(replace(samples.carrier_nat(), started_utc="2026-11-22T14:05:20.000Z"))
    assert vitals.reach.plot.values == (52.3, 52.3, None)


def test_a_running_check_adds_nothing(vitals: Vitals) -> None:
    vitals.show_state(samples.running())
    assert vitals.signal.plot.values == ()
