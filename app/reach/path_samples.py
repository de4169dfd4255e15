"""What a path did over time: samples, and the loss, delay and jitter that follow from them. Values only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median


@dataclass(frozen=True, slots=True)
class PathSample:
    """One try. rtt_ms: None when it was lost. verdict: the probe's own code."""

    at_ns: int
    rtt_ms: float | None
    verdict: str


@dataclass(frozen=True, slots=True)
class PathSummary:
    """rtt_ms: the median. jitter_ms: mean change from one answer to the next (RFC 3393).

    All None where there are too few answers to tell.
    """

    sent: int
    lost: int
    rtt_ms: float | None = None
    rtt_ms_max: float | None = None
    jitter_ms: float | None = None

    @property
    def loss_percent(self) -> float:
        return 100 * self.lost / self.sent if self.sent else 0.0


def summarise(samples: Iterable[PathSample]) -> PathSummary:
    """In the order of time."""
    rtts_ms = [sample.rtt_ms for sample in samples]
    answered = [rtt_ms for rtt_ms in rtts_ms if rtt_ms is not None]
    steps = [abs(later - earlier) for earlier, later in pairwise(answered)]
    return PathSummary(
        sent=len(rtts_ms),
        lost=len(rtts_ms) - len(answered),
        rtt_ms=round(median(answered), 3) if answered else None,
        rtt_ms_max=max(answered, default=None),
        jitter_ms=round(fmean(steps), 3) if steps else None,
    )
