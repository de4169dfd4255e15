"""Runs the chain: every hop as soon as what it needs is known, measured, judged, published.

The run owns order, time limits and cancellation. It knows no modem, socket or broker: `probes` measure,
`rules` judge.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from app.chain.expectations import expected
from app.chain.findings import STOPS_DATA, Code
from app.chain.hops import CELLULAR, Finding, Hop, HopResult, Measurement, NotTested, State, state_of
from app.chain.plan import NEEDS, TIME_LIMIT_S, hops_of, needs_cellular_verdict
from app.core.clock import Clock, elapsed_ms
from app.core.observable import Signal
from app.site.model import Site

_UNBLOCKING = (State.PASSED, State.WARNING)
_OPEN = (State.NOT_RUN, State.RUNNING)

# When nothing is asked of these hops the next ones go on; without a modem or a broker
# there is nothing to go on with.
_MAY_BE_ABSENT = (Hop.ROUTE, Hop.VPN, Hop.REACH)


@dataclass(frozen=True, slots=True)
class ChainState:
    """The whole chain at one moment.

    started_utc: RFC 3339, None before the first run. duration_ms: of the run so far, or of the ended run.
    """

    hops: tuple[HopResult, ...] = ()
    running: bool = False
    started_utc: str | None = None
    duration_ms: float = 0.0
    site_name: str | None = None

    def __getitem__(self, hop: Hop) -> HopResult:
        return next((result for result in self.hops if result.hop is hop), HopResult(hop))

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for result in self.hops for finding in result.findings)


@dataclass(frozen=True, slots=True)
class RunContext:
    """What a probe may know of the run it is part of. Only the run writes to results."""

    site: Site
    started_ns: int
    results: dict[Hop, HopResult] = field(default_factory=dict)

    def at_ms(self, stamp_ns: int | None = None) -> float:
        """A stamp, or now, in milliseconds since the start of the run."""
        return elapsed_ms(self.started_ns, stamp_ns)


class Probe(Protocol):
    """Measures one hop. Returns NotTested when there is nothing to measure here."""

    async def __call__(self, run: RunContext) -> Measurement | NotTested: ...


Judge = Callable[[Site, Measurement], tuple[Finding, ...]]


class Check:
    """The chain as a service: its state, and one run at a time."""

    def __init__(self, probes: Mapping[Hop, Probe], rules: Mapping[Hop, Judge], clock: Clock) -> None:
        self._probes = probes
        self._rules = rules
        self._clock = clock
        self._tasks: list[asyncio.Task[None]] = []
        self._cancelling = False
        self._at_rest = asyncio.Event()
        self._at_rest.set()
        self.state = ChainState()
        self.changed: Signal[ChainState] = Signal()

    def show(self, site: Site) -> None:
        """Publish the hops of this site, not run."""
        hops = tuple(_blank(hop, site) for hop in hops_of(site))
        self._publish(ChainState(hops=hops, site_name=site.site.name))

    async def run(self, site: Site, *, only: Iterable[Hop] = (), keep: bool = False) -> ChainState:
        """Test every planned hop and return the final state; `cancel` makes it return early.

        keep: the hops that are not planned stay in the chain as an earlier run has left them.
        """
        if self.state.running:
            raise RuntimeError("a run is under way")
        planned = hops_of(site, only)
        started_ns = self._clock.now_ns()
        shown = hops_of(site) if keep else planned
        results = {hop: _blank(hop, site) if hop in planned else self.state[hop] for hop in shown}
        run = RunContext(site, started_ns, results)
        self._cancelling = False
        self._at_rest.clear()
        self._publish(
            ChainState(
                hops=tuple(run.results.values()),
                running=True,
                started_utc=self._clock.rfc3339(started_ns),
                site_name=site.site.name,
            )
        )
        done = {hop: asyncio.Event() for hop in planned}
        try:
            async with asyncio.TaskGroup() as group:
                self._tasks = [
                    group.create_task(self._settle(hop, run, done), name=f"check {hop.value}")
                    for hop in planned
                ]
                if self._cancelling:  # by whoever heard of the start
                    self.cancel()
        finally:
            self._tasks = []
            self._at_rest.set()
            for hop in planned:
                run.results[hop] = _ended(run.results[hop])
            hops = tuple(run.results.values())
            self._publish(replace(self.state, hops=hops, running=False, duration_ms=elapsed_ms(started_ns)))
        return self.state

    def cancel(self) -> None:
        """Stop the run under way; what is not finished becomes not tested."""
        self._cancelling = True
        for task in self._tasks:
            task.cancel()

    async def stop(self) -> None:
        """`cancel`, and return when nothing of the run is left; within a second."""
        self.cancel()
        await self._at_rest.wait()

    async def _settle(self, hop: Hop, run: RunContext, done: Mapping[Hop, asyncio.Event]) -> None:
        """Bring one hop to its final state, and let those go on that wait for it."""
        blank = _blank(hop, run.site)
        try:
            result = await self._test(blank, run, done)
        except asyncio.CancelledError:
            if not self._cancelling:
                raise
            result = _cancelled(blank)
        self._update(run, result)
        done[hop].set()

    async def _test(self, blank: HopResult, run: RunContext, done: Mapping[Hop, asyncio.Event]) -> HopResult:
        for needed in NEEDS[blank.hop]:
            if needed in done:
                await done[needed].wait()
                if (why := _in_the_way(run.results[needed])) is not None:
                    return replace(blank, state=State.NOT_TESTED, not_tested=why[0], blocked_by=why[1])
        if needs_cellular_verdict(blank.hop, run.site, run.results):
            for earlier in CELLULAR:
                if earlier in done:
                    await done[earlier].wait()
                if (stopper := _data_stopper(run.results.get(earlier))) is not None:
                    return replace(
                        blank,
                        state=State.NOT_TESTED,
                        not_tested=NotTested.NO_DATA_SESSION,
                        blocked_by=stopper,
                    )
        return await self._measure(blank, run)

    async def _measure(self, blank: HopResult, run: RunContext) -> HopResult:
        hop, limit_s = blank.hop, TIME_LIMIT_S[blank.hop]
        started_ns = self._clock.now_ns()
        running = replace(blank, state=State.RUNNING, started_ms=run.at_ms(started_ns))
        self._update(run, running)
        try:
            async with asyncio.timeout(limit_s):
                measurement = await self._probes[hop](run)
        except TimeoutError:
            return _out_of_time(running, limit_s, elapsed_ms(started_ns))
        duration_ms = elapsed_ms(started_ns)
        if isinstance(measurement, NotTested):
            return replace(blank, state=State.NOT_TESTED, not_tested=measurement)
        findings = self._rules[hop](run.site, measurement)
        return replace(
            running,
            state=state_of(findings),
            measured=measurement.facts,
            findings=findings,
            evidence=measurement.evidence,
            duration_ms=duration_ms,
        )

    def _update(self, run: RunContext, result: HopResult) -> None:
        run.results[result.hop] = result
        hops = tuple(run.results.values())
        self._publish(replace(self.state, hops=hops, duration_ms=elapsed_ms(run.started_ns)))

    def _publish(self, state: ChainState) -> None:
        self.state = state
        self.changed.emit(state)


def _blank(hop: Hop, site: Site) -> HopResult:
    return HopResult(hop, expected=expected(hop, site))


def _cancelled(blank: HopResult) -> HopResult:
    return replace(blank, state=State.NOT_TESTED, not_tested=NotTested.CANCELLED)


def _ended(result: HopResult) -> HopResult:
    """The same once nothing runs any more: a hop that has come to no result was cancelled."""
    return _cancelled(HopResult(result.hop, expected=result.expected)) if result.state in _OPEN else result


def _out_of_time(running: HopResult, limit_s: float, duration_ms: float) -> HopResult:
    silence = Code.HOP_TIME_LIMIT.finding({"limit_s": limit_s}, hop=running.hop)
    return replace(running, state=State.FAILED, findings=(silence,), duration_ms=duration_ms)


def _in_the_way(result: HopResult) -> tuple[NotTested, Hop | None] | None:
    """Why this result keeps the next hop from being tested, if it does."""
    if result.state in _UNBLOCKING:
        return None
    if result.state is State.FAILED:
        return NotTested.PREREQUISITE, result.hop
    if result.not_tested is NotTested.NOT_CONFIGURED and result.hop in _MAY_BE_ABSENT:
        return None
    return result.not_tested or NotTested.CANCELLED, result.blocked_by


def _data_stopper(result: HopResult | None) -> Hop | None:
    """The hop that proves that no data flows, if this result does."""
    if result and any(finding.code in STOPS_DATA for finding in result.findings):
        return result.hop
    return None
