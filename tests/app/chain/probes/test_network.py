"""Route, VPN and reach, at servers on this computer."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from app.chain.hops import Hop, Measurement, NotTested
from app.chain.probes import network
from app.chain.probes.network import by_hop, measure_reach, measure_route, measure_vpn
from app.chain.run import RunContext
from app.core.clock import Clock
from app.lab.broker import LabBroker
from app.lab.broker_plan import BrokerPlan
from app.site.model import About, Broker, Isolation, Reach, Site, Vpn

Probe = Callable[[RunContext], Awaitable[Measurement | NotTested]]


def site(**tables: object) -> Site:
    return Site.model_validate({"site": About(name="x"), **tables})


def measured(probe: Probe, sheet: Site) -> Measurement:
    found = asyncio.run(_await(probe, sheet))
    assert isinstance(found, Measurement)
    return found


async def _await(probe: Probe, sheet: Site) -> Measurement | NotTested:
    return await probe(RunContext(sheet, Clock.now_ns()))


def targets(found: Measurement) -> list[dict[str, object]]:
    told = found.facts["targets"]
    assert isinstance(told, tuple)
    return [dict(one) for one in told]


@pytest.fixture
def open_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def test_it_measures_these_three_hops() -> None:
    assert set(by_hop()) == {Hop.ROUTE, Hop.VPN, Hop.REACH}


@pytest.mark.parametrize("probe", [measure_route, measure_vpn, measure_reach])
def test_a_sheet_that_names_no_host_asks_for_nothing(probe: Probe) -> None:
    assert asyncio.run(_await(probe, site())) is NotTested.NOT_CONFIGURED


def test_the_route_to_each_host_once() -> None:
    reach = (Reach(name="a", host="127.0.0.1", tcp=(1, 2)), Reach(name="b", host="127.0.0.2", tcp=(3,)))
    found = measured(measure_route, site(reach=reach, isolation=Isolation(hosts=("127.0.0.3",))))
    assert [one["target"] for one in targets(found)] == ["127.0.0.1", "127.0.0.2"]
    assert {one["interface_kind"] for one in targets(found)} == {"loopback"}
    assert {evidence.source for evidence in found.evidence} == {"127.0.0.1", "127.0.0.2"}


def test_a_host_inside_that_is_not_reached_through_a_vpn() -> None:
    found = measured(measure_vpn, site(vpn=Vpn(kind="wireguard", inside="127.0.0.1")))
    assert found.facts["inside"] == "127.0.0.1"
    assert found.facts["interface_kind"] == "loopback"
    assert "verdict" in found.facts
    assert found.evidence


def test_targets_are_dialled_at_the_same_time(
    open_port: int, closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "SILENCE_LIMIT_S", 0.3)
    reach = (
        Reach(name="open", host="127.0.0.1", tcp=(open_port, closed_port)),
        Reach(name="nowhere", host="no-such-host.invalid", tcp=(502,)),
    )
    found = measured(measure_reach, site(reach=reach, isolation=Isolation(hosts=("127.0.0.1",))))
    told = targets(found)
    assert [(one["name"], one["verdict"]) for one in told[:2]] == [("open", "open"), ("open", "refused")]
    assert told[2]["verdict"] in {"no-such-name", "dns-failed", "dns-silent"}
    assert {(one["port"], one["forbidden"]) for one in told[3:]} == {(443, True), (53, True)}
    assert isinstance(told[0]["connect_ms"], float)
    assert any("127.0.0.1" in evidence.source for evidence in found.evidence)


@pytest.mark.parametrize(("flaw", "verdict"), [("valid", "ok"), ("expired", "expired")])
def test_a_broker_with_tls_shows_its_certificate(flaw: str, verdict: str) -> None:
    async def play() -> Measurement | NotTested:
        broker = LabBroker(BrokerPlan.model_validate({"tls": flaw}))
        await broker.start()
        try:
            sheet = Broker(url=f"mqtts://127.0.0.1:{broker.tls_port}", ca_file=str(broker.ca_file))
            return await _await(measure_reach, site(broker=sheet))
        finally:
            await broker.close()

    found = asyncio.run(play())
    assert isinstance(found, Measurement)
    (told,) = targets(found)
    assert (told["name"], told["verdict"]) == ("broker", verdict)
    assert told["subject"] and told["not_after"]


def test_a_plain_port_is_not_tls(tmp_path: Path) -> None:
    async def play() -> Measurement | NotTested:
        broker = LabBroker(BrokerPlan.model_validate({"behaviour": "http"}))
        await broker.start()
        try:
            return await _await(measure_reach, site(broker=Broker(url=f"mqtts://127.0.0.1:{broker.port}")))
        finally:
            await broker.close()

    found = asyncio.run(play())
    assert isinstance(found, Measurement)
    assert targets(found)[0]["verdict"] == "not-tls"
