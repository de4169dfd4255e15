"""One time base for a session: monotonic nanoseconds, anchored once to UTC.

Every stamp in Linkwright is `time.perf_counter_ns()` taken where the thing happened (a reading thread, a
probe), so that all layers share one axis and no step of the wall clock can reorder them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Clock:
    """Converts monotonic stamps to UTC through one anchor taken at the start of the session."""

    anchor_ns: int
    anchor_utc: datetime

    @classmethod
    def start(cls) -> Clock:
        return cls(time.perf_counter_ns(), datetime.now(UTC))

    @staticmethod
    def now_ns() -> int:
        return time.perf_counter_ns()

    @property
    def utc_offset_ns(self) -> int:
        """What to add to a stamp for nanoseconds since 1970."""
        since_1970 = self.anchor_utc - datetime(1970, 1, 1, tzinfo=UTC)
        return since_1970 // timedelta(microseconds=1) * 1_000 - self.anchor_ns

    def since_start_ms(self, stamp_ns: int) -> float:
        """Rounded to a microsecond; negative before the start."""
        return round((stamp_ns - self.anchor_ns) / 1e6, 3)

    def utc(self, stamp_ns: int) -> datetime:
        return self.anchor_utc + timedelta(microseconds=(stamp_ns - self.anchor_ns) / 1000)

    def rfc3339(self, stamp_ns: int) -> str:
        """RFC 3339 in UTC with milliseconds, the form of every absolute time in our JSON."""
        return rfc3339(self.utc(stamp_ns))


def rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def elapsed_ms(since_ns: int, until_ns: int | None = None) -> float:
    """Milliseconds between two monotonic stamps, rounded to a microsecond."""
    until = time.perf_counter_ns() if until_ns is None else until_ns
    return round((until - since_ns) / 1e6, 3)
