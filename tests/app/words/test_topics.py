"""Ages, rates and counts of the topic browser; a name for every state that a session can have."""

from __future__ import annotations

import pytest

from app.mqtt.session import SessionState
from app.words.topics import age_text, rate_text, session_state_name, topics_below


@pytest.mark.parametrize(
    ("age_ms", "text"),
    [
        (-5, "0 s"),
        (320, "0.3 s"),
        (12_700, "13 s"),
        (61_000, "1 min"),
        (3_599_000, "59 min"),
        (7_200_000, "2 h"),
        (200_000_000, "2 d"),
    ],
)
def test_ages(age_ms: float, text: str) -> None:
    assert age_text(age_ms) == text


@pytest.mark.parametrize(("rate", "text"), [(0.0, ""), (0.04, ""), (0.25, "0.2/s"), (12.4, "12/s")])
def test_rates(rate: float, text: str) -> None:
    assert rate_text(rate) == text


@pytest.mark.parametrize(("count", "text"), [(0, ""), (1, "1 topic"), (2, "2 topics")])
def test_counts(count: int, text: str) -> None:
    assert topics_below(count) == text


def test_every_state_of_a_session_has_a_name_of_its_own() -> None:
    names = [session_state_name(state.value) for state in SessionState]
    assert all(names)
    assert len(set(names)) == len(names)
