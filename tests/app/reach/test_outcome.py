"""The shape of a result."""

import time
from dataclasses import dataclass
from enum import Enum

from app.reach.outcome import Journal, Outcome, Seen, as_json


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Part:
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted(Outcome):
    verdict: Colour
    parts: tuple[Part, ...]
    missing: str | None = None


def test_json_has_the_common_keys_and_its_own_but_not_our_clock() -> None:
    painted = Painted(
        target="door",
        verdict=Colour.RED,
        evidence=(Seen(1.5, "looked", "twice"),),
        started_ns=123,
        duration_ms=2.0,
        parts=(Part(3),),
    )
    assert as_json(painted) == {
        "target": "door",
        "verdict": "red",
        "evidence": ({"at_ms": 1.5, "event": "looked", "detail": "twice"},),
        "duration_ms": 2.0,
        "parts": ({"size": 3},),
        "missing": None,
    }


def test_a_journal_orders_by_time_whoever_stamped() -> None:
    journal = Journal()
    journal.note("second")
    journal.note("first", at_ns=journal.started_ns + 1000)
    assert [seen.event for seen in journal.seen] == ["first", "second"]
    assert journal.seen[0].at_ms == 0.001
    assert journal.started_ns <= time.perf_counter_ns()
