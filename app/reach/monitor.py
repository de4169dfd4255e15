"""One path tried again and again: by TCP connection or by ping, with a bounded history."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum

from app.core.observable import Signal
from app.core.tasks import TaskScope
from app.reach import icmp, tcp
from app.reach.icmp import PingVerdict
from app.reach.path_samples import PathSample, PathSummary, summarise

INTERVAL_S = 1.0
SAMPLES_LIMIT = 3600
_LONGEST_WAIT_S = 2.0


class PathWay(Enum):
    """TCP: the time of a connection that is closed again at once."""

    TCP = "tcp"
    PING = "ping"


@dataclass(frozen=True, slots=True)
class Path:
    """port: of TCP; without meaning for ping."""

    host: str
    port: int | None = None
    way: PathWay = PathWay.TCP


Measure = Callable[[Path], Awaitable[PathSample]]


async def measure(path: Path) -> PathSample:
    """Try it once."""
    at_ns = time.perf_counter_ns()
    if path.way is PathWay.PING or path.port is None:
        echo = await icmp.ping(
            path.host, count=1, timeout_s=_LONGEST_WAIT_S, resolve_timeout_s=_LONGEST_WAIT_S
        )
        return PathSample(at_ns, echo.rtt_ms, echo.verdict.value)
    made = await tcp.connect(path.host, path.port, timeout_s=_LONGEST_WAIT_S)
    return PathSample(at_ns, made.connect_ms, made.verdict.value)


class PathMonitor:
    """Tries once an interval until stopped; a try that takes longer delays the next, none overlap.

    report: hears of an error in the background work. A path that can never be measured here (no right to
    ping) is given up after the first try: `blocked` then holds the verdict.
    """

    def __init__(
        self,
        path: Path,
        report: Callable[[str, BaseException], None],
        *,
        interval_s: float = INTERVAL_S,
        history: int = SAMPLES_LIMIT,
        measure: Measure = measure,
    ) -> None:
        self.path = path
        self.samples: deque[PathSample] = deque(maxlen=history)
        self.added: Signal[PathSample] = Signal()
        self.blocked: str | None = None
        self._report = report
        self._interval_s = interval_s
        self._measure = measure
        self._scope: TaskScope | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        return self._task is not None and not self._task.done()

    @property
    def interval_s(self) -> float:
        return self._interval_s

    def start(self) -> None:
        """Begin, or go on where it was stopped; the history stays."""
        if self.is_running:
            return
        self.blocked = None
        self._scope = TaskScope(self._report)
        self._task = self._scope.start(self._run(), name=f"watch {self.path.host}")

    async def stop(self) -> None:
        self._task = None
        scope, self._scope = self._scope, None
        if scope is not None:
            await scope.close()

    def summary(self, window_s: float) -> PathSummary:
        """Of the tries of the last seconds, counted back from the newest."""
        if not self.samples:
            return summarise(())
        since_ns = self.samples[-1].at_ns - int(window_s * 1e9)
        return summarise(sample for sample in self.samples if sample.at_ns > since_ns)

    async def _run(self) -> None:
        due_s = time.monotonic()
        while True:
            sample = await self._measure(self.path)
            if sample.verdict == PingVerdict.NOT_PERMITTED.value:
                self.blocked = sample.verdict
            else:
                self.samples.append(sample)
            self.added.emit(sample)
            if self.blocked is not None:
                return
            due_s = max(due_s + self._interval_s, time.monotonic())
            await asyncio.sleep(due_s - time.monotonic())
