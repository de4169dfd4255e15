"""The figures under the ladder were measured, and say so when they were not."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.modem.history import LevelSample
from tests.ui import samples
from ui.panels.overview.vitals import WINDOW_S, Vitals

SECOND_NS = 1_000_000_000


@pytest.fixture
def vitals(qtbot: QtBot) -> Vitals:
    made = Vitals()
    qtbot.addWidget(made)
    return made


def test_a_healthy_check(vitals: Vitals) -> None:
    vitals.show_state(samples.healthy())
    assert vitals.signal.figure.text() == "−96 dBm"
    assert "SINR" in vitals.signal.note.text
    assert vitals.broker.figure.text() == "148 ms"
    assert [(step.label, step.text) for step in vitals.way.steps] == [("TCP", "52 ms"), ("MQTT", "148 ms")]
    assert vitals.publish.figure.text() == "132 ms"
    assert "60 of 60" in vitals.publish.note.text
    assert [step.label for step in vitals.trips.steps] == ["QoS 0", "QoS 1", "QoS 2"]
    assert vitals.trips.steps[0].most == 210.0


def test_nothing_is_invented(vitals: Vitals) -> None:
    vitals.show_state(samples.healthy())
    vitals.show_state(samples.blank())
    assert [card.figure.text() for card in (vitals.signal, vitals.broker, vitals.publish)] == ["—"] * 3
    assert (vitals.way.steps, vitals.trips.steps, vitals.course.values) == ((), (), ())


def test_what_was_not_tested_says_what_is_missing(vitals: Vitals) -> None:
    vitals.show_state(samples.carrier_nat())
    assert vitals.broker.note.text == "nothing reached yet"
    assert vitals.publish.note.text == "no message sent yet"


def test_the_signal_s_course_is_that_of_the_last_two_minutes(vitals: Vitals) -> None:
    vitals.show_state(samples.healthy())
    now_ns = 1000 * SECOND_NS
    levels = [
        LevelSample(now_ns - (WINDOW_S + 5) * SECOND_NS, -60.0),
        LevelSample(now_ns - 2 * SECOND_NS, -95.0),
        LevelSample(now_ns - SECOND_NS),
        LevelSample(now_ns, -97.0),
    ]
    vitals.show_levels(levels, now_ns)
    assert vitals.course.values == (-95.0, None, -97.0)
    assert "last 2 s" in [label.text() for label in vitals.signal.findChildren(QLabel)]
    assert vitals.signal.figure.text() == "−97 dBm"


def test_one_sample_is_no_course(vitals: Vitals) -> None:
    vitals.show_levels([LevelSample(0, -95.0)], 0)
    assert vitals.course.values == ()
