"""Measurements against a named peer: both in the same run, in turn, medians of several rounds.

A figure of this machine alone says little; the ratio to the peer holds on other machines too. A bench is a
module `tests/bench/NAME.py` that ends in `sys.exit(main(...))`; `dev.py bench NAME [--json]` runs it.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum


class Goal(Enum):
    """How the ratio ours / peer is judged."""

    AT_MOST = "at-most"
    AT_LEAST = "at-least"


@dataclass(slots=True)
class Contender:
    """One side: its name and how one round of it is measured, in the bench's unit."""

    name: str
    measure: Callable[[], float]
    rounds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    def document(self) -> dict[str, object]:
        return {
            "name": self.name,
            "median": round(self.median, 3),
            "rounds": [round(one, 3) for one in self.rounds],
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared, in which unit, and what the ratio of the medians must be."""

    bench: str
    unit: str
    ours: Contender
    peer: Contender
    limit: float
    goal: Goal = Goal.AT_MOST

    @property
    def ratio(self) -> float:
        return self.ours.median / self.peer.median

    @property
    def met(self) -> bool:
        return self.ratio <= self.limit if self.goal is Goal.AT_MOST else self.ratio >= self.limit

    def run(self, rounds: int, warm_up: int = 1) -> None:
        """Measure both in turn, so that a busy moment of the machine meets both."""
        for number in range(-warm_up, rounds):
            for side in (self.ours, self.peer):
                value = side.measure()
                if number >= 0:
                    side.rounds.append(value)

    def document(self) -> dict[str, object]:
        return {
            "bench": self.bench,
            "unit": self.unit,
            "ours": self.ours.document(),
            "peer": self.peer.document(),
            "ratio": round(self.ratio, 3),
            "goal": {"kind": self.goal.value, "ratio": self.limit},
            "met": self.met,
        }

    def line(self) -> str:
        sides = ", ".join(f"{side.name} {side.median:.1f} {self.unit}" for side in (self.ours, self.peer))
        verdict = "met" if self.met else "MISSED"
        kind = self.goal.value.replace("-", " ")
        return f"{self.bench}: {sides}; ratio {self.ratio:.2f} (goal {kind} {self.limit:g}: {verdict})"


def main(comparisons: Sequence[Comparison], rounds: int, arguments: Sequence[str] | None = None) -> int:
    """Run and print the comparisons, as lines or as one document (--json). 0 when every goal is met."""
    parser = argparse.ArgumentParser(prog=f"bench {comparisons[0].bench}")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--rounds", type=int, default=rounds, help=f"rounds of each side (default {rounds})")
    chosen = parser.parse_args(arguments)
    for comparison in comparisons:
        comparison.run(chosen.rounds)
    if chosen.json:
        machine = {"python": platform.python_version(), "system": platform.system()}
        print(json.dumps({"schema": 1, **machine, "results": [one.document() for one in comparisons]}))
    else:
        print("\n".join(one.line() for one in comparisons))
    sys.stdout.flush()
    return 0 if all(one.met for one in comparisons) else 1
