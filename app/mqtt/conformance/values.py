"""What a broker card is made of: values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from app.mqtt.connack import Connected
from app.mqtt.packet_types import Direction

Fact = str | int | float | bool | None
Facts = Mapping[str, Fact]


class Verdict(Enum):
    """How a broker did in one trial."""

    KEPT = "kept"
    """It did what the rule demands."""
    BROKEN = "broken"
    """It did something else."""
    NOT_OFFERED = "not-offered"
    """It said that it does not have this, as it may."""
    NOTED = "noted"
    """No rule demands anything: this is what it does."""
    UNCLEAR = "unclear"
    """The trial did not come to its end; `fault` says why."""
    NOT_TRIED = "not-tried"
    """`why` says why."""


class WhyNot(Enum):
    """Why a trial was left out."""

    VERSION = "version"
    """This version of MQTT has no such thing."""
    TOO_LONG = "too-long"
    """It would take long or cost much: only with `thorough`."""


@dataclass(frozen=True, slots=True)
class PacketSeen:
    """A packet as evidence. raw: its first bytes, secrets replaced; size_bytes: of the whole."""

    session: str
    direction: Direction
    at_ms: float
    raw: bytes
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trial has found. Keys are the same in expected and observed, where both have a say."""

    verdict: Verdict
    expected: Facts
    observed: Facts
    why: WhyNot | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the card.

    rule: the statement's number in the text of the session's version, or its section. fault: the code of
    what ended the trial, and fault_evidence what was seen then. tries: 2 where it went wrong beside the
    others and was repeated alone; the second one counts.
    """

    code: str
    rule: str
    verdict: Verdict
    expected: Facts
    observed: Facts
    packets: tuple[PacketSeen, ...] = ()
    why: WhyNot | None = None
    fault: str | None = None
    fault_evidence: Mapping[str, str] | None = None
    duration_ms: float = 0.0
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Card:
    """A broker as it was found. left_behind: retained messages of ours that it would not clear."""

    connected: Connected
    lines: tuple[Line, ...]
    prefix: str
    thorough: bool
    left_behind: int
    duration_ms: float

    @property
    def broken(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.verdict is Verdict.BROKEN)


def judged(expected: Facts, observed: Facts) -> Outcome:
    """Kept where everything expected was observed; what is observed besides is only told."""
    kept = all(observed.get(key) == value for key, value in expected.items())
    return Outcome(Verdict.KEPT if kept else Verdict.BROKEN, expected, observed)


def noted(observed: Facts) -> Outcome:
    return Outcome(Verdict.NOTED, {}, observed)


def not_offered(observed: Facts) -> Outcome:
    return Outcome(Verdict.NOT_OFFERED, {}, observed)


def not_tried(why: WhyNot) -> Outcome:
    return Outcome(Verdict.NOT_TRIED, {}, {}, why)
