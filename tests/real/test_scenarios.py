"""Every scenario, played through the real broker, link and port, comes to the finding that it names."""

from __future__ import annotations

import asyncio

import pytest

from app.chain.hops import Hop, State
from app.chain.plan import NEEDS
from app.chain.run import ChainState
from app.composition import Services
from app.lab import scenario
from app.lab.broker import mosquitto_path

SOONEST_END_MS = 500
"""Over its slowest dependent path, which is what the hops of that path took one after the other."""


def run(name: str) -> ChainState:
    async def play() -> ChainState:
        unexpected: list[BaseException] = []
        services = Services(lambda _name, error: unexpected.append(error))
        try:
            await services.open_lab(name)
            chain = await services.check.run(services.site)
        finally:
            await services.close()
        assert unexpected == []
        return chain

    return asyncio.run(play())


@pytest.mark.parametrize("name", scenario.names())
def test_each_scenario_comes_to_its_finding(name):
    if name == "lossy-qos" and mosquitto_path() is None:
        pytest.skip("Mosquitto is not installed; amqtt loses a QoS 1 message of a cut connection for good")
    expect = scenario.load(name).expect
    chain = run(name)
    result = chain[Hop(expect.hop)]
    assert result.state.value == expect.state, [(r.hop.value, r.state.value, r.findings) for r in chain.hops]
    if expect.finding is None:
        assert {r.state for r in chain.hops} == {State.PASSED}
    else:
        assert expect.finding in [finding.code for finding in result.findings]
    for other in chain.hops:
        assert other.state not in (State.NOT_RUN, State.RUNNING)
        if other.state is State.FAILED:
            assert other.findings
            assert other.evidence
        if other.state is State.NOT_TESTED:
            assert other.blocked_by is not None


def slowest_path_ms(chain: ChainState) -> float:
    """The longest sum of durations along what waits for what; the network waits for the whole modem."""

    def until(hop: Hop) -> float:
        needed = list(NEEDS[hop])
        if hop is Hop.REACH:
            needed.append(Hop.ADDRESS)
        return max((until(other) for other in needed), default=0.0) + (chain[hop].duration_ms or 0.0)

    return max(until(result.hop) for result in chain.hops)


def test_a_healthy_run_takes_no_longer_than_its_slowest_path():
    chain = run("healthy")
    assert chain.duration_ms <= slowest_path_ms(chain) + SOONEST_END_MS
