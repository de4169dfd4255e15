"""The run: order, prerequisites, time limits, cancellation. Probes here are plain functions of values."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

import pytest

from app.chain.findings import Code
from app.chain.hops import Finding, Hop, Measurement, NotTested, State
from app.chain.plan import hops_of
from app.chain.rules import RULES
from app.chain.run import ChainState, Check, RunContext
from app.core.clock import Clock
from app.site.model import About, Broker, Sim, Site, Vpn

CELLULAR_SITE = Site(
    site=About(name="Pump"), sim=Sim(apn="acme.private"), broker=Broker(url="mqtt://b.example")
)
BENCH_SITE = Site(site=About(name="Bench"), broker=Broker(url="mqtt://b.example"))


class Recorded:
    """Probes that note when they ran, and pass unless told what to find."""

    def __init__(
        self, faults: Mapping[Hop, Code] = MappingProxyType({}), slow: Mapping[Hop, float] | None = None
    ):
        self.faults = faults
        self.slow = slow or {}
        self.log: list[tuple[str, Hop]] = []

    def probe(self, hop: Hop):
        async def measure(run: RunContext) -> Measurement:
            self.log.append(("start", hop))
            await asyncio.sleep(self.slow.get(hop, 0))
            self.log.append(("end", hop))
            return Measurement({"seen": hop.value})

        return measure

    def rule(self, hop: Hop):
        def judge(site: Site, measured: Measurement) -> tuple[Finding, ...]:
            code = self.faults.get(hop)
            return (code.finding(hop=hop),) if code else ()

        return judge

    def check(self) -> Check:
        return Check({h: self.probe(h) for h in Hop}, {h: self.rule(h) for h in Hop}, Clock.start())


def run(site: Site, *, faults: Mapping[Hop, Code] = MappingProxyType({}), only: tuple[Hop, ...] = ()):
    recorded = Recorded(faults)
    check = recorded.check()
    states: list[ChainState] = []
    check.changed.connect(states.append)
    final = asyncio.run(check.run(site, only=only))
    return final, states, recorded


def test_every_rule_and_hop_is_there():
    assert set(RULES) == set(Hop)


def test_all_pass_and_state_is_published_from_start_to_end():
    final, states, _ = run(CELLULAR_SITE)
    assert [r.hop for r in final.hops] == [h for h in Hop if h is not Hop.VPN]
    assert {r.state for r in final.hops} == {State.PASSED}
    assert states[0].running
    assert {r.state for r in states[0].hops} == {State.NOT_RUN}
    assert not final.running
    assert final.started_utc and final.started_utc.endswith("Z")
    assert any(r.state is State.RUNNING for s in states for r in s.hops)
    assert final[Hop.APN].expected == {"apn": "acme.private"}


def test_vpn_is_a_hop_only_where_the_site_has_one():
    site = CELLULAR_SITE.model_copy(update={"vpn": Vpn(kind="wireguard")})
    assert Hop.VPN in hops_of(site)
    assert Hop.VPN not in hops_of(CELLULAR_SITE)


def test_what_hangs_on_a_failed_hop_is_not_tested_and_names_it():
    final, _, recorded = run(CELLULAR_SITE, faults={Hop.SIM: Code.SIM_MISSING})
    assert final[Hop.SIM].state is State.FAILED
    for hop in (Hop.REGISTRATION, Hop.APN, Hop.ADDRESS):
        result = final[hop]
        assert (result.state, result.not_tested, result.blocked_by) == (
            State.NOT_TESTED,
            NotTested.PREREQUISITE,
            Hop.SIM,
        )
    assert final[Hop.ROUTE].state is State.PASSED
    broker = final[Hop.BROKER]
    assert (broker.not_tested, broker.blocked_by) == (NotTested.NO_DATA_SESSION, Hop.SIM)
    assert ("start", Hop.BROKER) not in recorded.log


def test_a_warning_does_not_stop_the_next_hop():
    final, _, _ = run(CELLULAR_SITE, faults={Hop.REGISTRATION: Code.SIGNAL_WEAK})
    assert final[Hop.REGISTRATION].state is State.WARNING
    assert final[Hop.ADDRESS].state is State.PASSED


def test_a_modem_that_cannot_be_asked_says_nothing_about_the_data_path():
    final, _, _ = run(CELLULAR_SITE, faults={Hop.MODEM: Code.MODEM_PORT_BUSY})
    assert final[Hop.SIM].state is State.NOT_TESTED
    assert final[Hop.DELIVERY].state is State.PASSED


def test_without_a_sim_sheet_the_network_does_not_wait_for_the_modem():
    recorded = Recorded(slow={Hop.MODEM: 0.2})
    final = asyncio.run(recorded.check().run(BENCH_SITE))
    assert final[Hop.DELIVERY].state is State.PASSED
    assert recorded.log.index(("end", Hop.DELIVERY)) < recorded.log.index(("end", Hop.MODEM))


def test_independent_hops_overlap():
    recorded = Recorded(slow={Hop.MODEM: 0.1, Hop.ROUTE: 0.1})
    asyncio.run(recorded.check().run(CELLULAR_SITE))
    assert recorded.log[:2] == [("start", Hop.MODEM), ("start", Hop.ROUTE)]


def test_only_pulls_in_what_it_needs():
    final, _, _ = run(CELLULAR_SITE, only=(Hop.DELIVERY,))
    assert [r.hop for r in final.hops] == [Hop.ROUTE, Hop.REACH, Hop.BROKER, Hop.DELIVERY]


def test_cancel_leaves_the_rest_not_tested():
    async def scenario() -> ChainState:
        recorded = Recorded(slow={Hop.SIM: 60})
        check = recorded.check()

        def stop_at_sim(state: ChainState) -> None:
            if state[Hop.SIM].state is State.RUNNING:
                asyncio.get_running_loop().call_soon(check.cancel)

        check.changed.connect(stop_at_sim)
        async with asyncio.timeout(5):
            return await check.run(CELLULAR_SITE)

    final = asyncio.run(scenario())
    assert final[Hop.MODEM].state is State.PASSED
    assert final[Hop.SIM].not_tested is NotTested.CANCELLED
    assert final[Hop.ADDRESS].not_tested is NotTested.CANCELLED
    assert not final.running


@pytest.mark.parametrize("turns", range(6))
def test_cancel_in_the_first_turns_of_the_loop_leaves_nothing_open(turns):
    async def scenario() -> ChainState:
        check = Recorded(slow=dict.fromkeys(Hop, 60)).check()
        task = asyncio.get_running_loop().create_task(check.run(CELLULAR_SITE))
        for _ in range(turns + 1):
            await asyncio.sleep(0)
        check.cancel()
        async with asyncio.timeout(5):
            return await task

    final = asyncio.run(scenario())
    assert {result.not_tested for result in final.hops} == {NotTested.CANCELLED}


def test_whoever_hears_of_the_start_may_cancel():
    async def scenario() -> ChainState:
        check = Recorded(slow=dict.fromkeys(Hop, 60)).check()
        check.changed.connect(lambda state: check.cancel() if state.running else None)
        async with asyncio.timeout(5):
            return await check.run(CELLULAR_SITE)

    assert {result.state for result in asyncio.run(scenario()).hops} == {State.NOT_TESTED}


def test_what_is_kept_from_an_earlier_run_is_not_cancelled_with_this_one():
    async def scenario() -> ChainState:
        check = Recorded(slow={Hop.MODEM: 60}).check()
        check.show(BENCH_SITE)
        task = asyncio.get_running_loop().create_task(check.run(BENCH_SITE, only=(Hop.MODEM,), keep=True))
        await asyncio.sleep(0.05)
        check.cancel()
        return await task

    final = asyncio.run(scenario())
    assert final[Hop.MODEM].not_tested is NotTested.CANCELLED
    assert final[Hop.BROKER].state is State.NOT_RUN


def test_a_cancelled_task_cancels_the_run():
    async def scenario() -> None:
        check = Recorded(slow={Hop.MODEM: 60}).check()
        task = asyncio.get_running_loop().create_task(check.run(CELLULAR_SITE))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not check.state.running
        assert check.state[Hop.MODEM].not_tested is NotTested.CANCELLED

    asyncio.run(scenario())


def test_a_hop_that_never_answers_fails_at_its_limit(monkeypatch):
    monkeypatch.setattr("app.chain.run.TIME_LIMIT_S", dict.fromkeys(Hop, 0.05))
    recorded = Recorded(slow={Hop.REACH: 60})
    final = asyncio.run(recorded.check().run(BENCH_SITE))
    assert final[Hop.REACH].findings[0].code == "hop-time-limit"
    assert final[Hop.REACH].findings[0].hop is Hop.REACH
    assert final[Hop.BROKER].blocked_by is Hop.REACH


def test_nothing_configured_is_not_a_failure():
    async def absent(run: RunContext) -> NotTested:
        return NotTested.NOT_CONFIGURED

    recorded = Recorded()
    probes = {hop: recorded.probe(hop) for hop in Hop}
    probes[Hop.MODEM] = absent
    probes[Hop.REACH] = absent
    check = Check(probes, {hop: recorded.rule(hop) for hop in Hop}, Clock.start())
    final = asyncio.run(check.run(BENCH_SITE))
    assert final[Hop.MODEM].state is State.NOT_TESTED
    assert final[Hop.SIM].not_tested is NotTested.NOT_CONFIGURED
    assert final[Hop.BROKER].state is State.PASSED


def test_a_partial_run_may_keep_what_the_others_have_found():
    recorded = Recorded({Hop.SIM: Code.SIM_MISSING})
    check = recorded.check()

    async def both() -> ChainState:
        await check.run(CELLULAR_SITE)
        recorded.faults = {}
        recorded.log.clear()
        return await check.run(CELLULAR_SITE, only=(Hop.ROUTE, Hop.REACH), keep=True)

    final = asyncio.run(both())
    assert [result.hop for result in final.hops] == list(hops_of(CELLULAR_SITE))
    assert final[Hop.SIM].state is State.FAILED
    assert final[Hop.ROUTE].state is State.PASSED
    # The modem still has no session as far as anybody knows: an answer would have come another way.
    assert final[Hop.REACH].not_tested is NotTested.NO_DATA_SESSION
    assert {hop for _, hop in recorded.log} == {Hop.ROUTE}
