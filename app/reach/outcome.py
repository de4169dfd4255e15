"""The one shape of every probe's result: target, verdict, evidence with relative times, duration."""

from __future__ import annotations

import time
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING

from app.core.clock import elapsed_ms
from app.core.values import Value

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that happened. event: a code of the probe; detail: verbatim, from the system or the wire."""

    at_ms: float
    event: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What every probe tells; each adds its own facts.

    started_ns is on the session's time axis (`app.core.clock`); at_ms in the evidence counts from it.
    verdict: a member of the probe's own closed enum.
    """

    target: str
    verdict: Enum
    evidence: tuple[Seen, ...]
    started_ns: int
    duration_ms: float


class Journal:
    """Collects what happens during one probe, with its time."""

    def __init__(self) -> None:
        self.started_ns = time.perf_counter_ns()
        self._seen: list[Seen] = []

    def note(self, event: str, detail: str = "", *, at_ns: int | None = None) -> None:
        """Any thread may note; at_ns where the moment was stamped elsewhere, by the kernel for example."""
        self._seen.append(Seen(elapsed_ms(self.started_ns, at_ns), event, detail))

    @property
    def seen(self) -> tuple[Seen, ...]:
        return tuple(sorted(self._seen, key=lambda seen: seen.at_ms))

    @property
    def duration_ms(self) -> float:
        return elapsed_ms(self.started_ns)


def as_json(outcome: Outcome) -> dict[str, Value]:
    """The outcome as JSON's types, its own facts beside the common ones. started_ns is not for others."""
    return _table(outcome)


def _table(value: DataclassInstance) -> dict[str, Value]:
    named = (field.name for field in fields(value) if field.name != "started_ns")
    return {name: _plain(getattr(value, name)) for name in named}


def _plain(value: object) -> Value:
    if isinstance(value, Enum):
        return str(value.value)
    if is_dataclass(value) and not isinstance(value, type):
        return _table(value)
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)
