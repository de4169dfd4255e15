"""The modem's hops at simulated modems: what goes wrong is told within the limit, and the network goes on."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

import pytest

from app.chain.hops import Hop, NotTested, State
from app.chain.plan import TIME_LIMIT_S
from app.chain.run import ChainState
from app.composition import Services
from app.lab.modem import SimulatedModem
from app.lab.modem_script import modem_script
from app.site.model import About, Sim, Site
from tests.app.chain.worlds import checked, failed, in_world, states

BEYOND = (Hop.ROUTE, Hop.REACH, Hop.BROKER, Hop.DELIVERY)
CELLULAR_SITE = Site(site=About(name="Pump"), sim=Sim(apn="acme.private"))
BENCH_SITE = Site(site=About(name="Bench"))


def check_at(port: str | None, site: Site = CELLULAR_SITE, times: int = 1) -> list[ChainState]:
    async def play() -> list[ChainState]:
        services = Services(_unexpected, port=port)
        try:
            return [await services.check.run(site) for _ in range(times)]
        finally:
            await services.close()

    return asyncio.run(play())


def _unexpected(name: str, error: BaseException) -> None:
    raise AssertionError(name) from error


@pytest.mark.parametrize(
    ("modem", "hop", "code"),
    [
        ('behaviour = "spew"', Hop.MODEM, "modem-not-at"),
        ('behaviour = "vanish"\nvanish_after_commands = 1', Hop.MODEM, "modem-vanished"),
        ('behaviour = "vanish"\nvanish_after_commands = 5', Hop.MODEM, "modem-vanished"),
        ('behaviour = "vanish"\nvanish_after_bytes = 100', Hop.MODEM, "modem-vanished"),
    ],
)
def test_a_modem_that_talks_nonsense_or_vanishes(modem: str, hop: Hop, code: str) -> None:
    chain = checked(f"[modem]\n{modem}")
    assert failed(chain, hop) == [code]
    assert (chain[hop].duration_ms or 0) < TIME_LIMIT_S[hop] * 1000
    assert chain[Hop.ADDRESS].not_tested is NotTested.PREREQUISITE
    assert states(chain, *BEYOND) == {State.PASSED}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("behaviour", "code", "seen"),
    [
        ("silent", "modem-silent", "(no final result)"),
        ("echo-only", "modem-not-at", "seen=echo"),
    ],
)
def test_a_modem_that_never_answers(behaviour: str, code: str, seen: str) -> None:
    chain = checked(f'[modem]\nbehaviour = "{behaviour}"')
    assert failed(chain, Hop.MODEM) == [code]
    assert (chain[Hop.MODEM].duration_ms or 0) < TIME_LIMIT_S[Hop.MODEM] * 1000
    assert any(seen in evidence.text for evidence in chain[Hop.MODEM].evidence)
    assert states(chain, *BEYOND) == {State.PASSED}


def checked_with(hop: Hop, mishap: Callable[[SimulatedModem], None]) -> ChainState:
    """A check of the healthy lab whose modem has this mishap as soon as the hop runs."""

    async def play() -> ChainState:
        async with in_world() as services:
            assert services.world is not None and services.site is not None
            modem = services.world.modem
            services.check.changed.connect(
                lambda state: mishap(modem) if state[hop].state is State.RUNNING else None
            )
            return await services.check.run(services.site)

    return asyncio.run(play())


@pytest.mark.parametrize("hop", [Hop.SIM, Hop.REGISTRATION, Hop.ADDRESS])
def test_a_modem_that_vanishes_in_the_middle_is_a_finding_of_the_hop_that_asked(hop: Hop) -> None:
    chain = checked_with(hop, SimulatedModem.vanish)
    assert failed(chain, hop) == ["modem-vanished"]
    assert chain[Hop.MODEM].state is State.PASSED
    assert states(chain, *BEYOND) == {State.PASSED}


def test_a_modem_that_falls_silent_in_the_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("run", "probes.cellular"):
        monkeypatch.setattr(f"app.chain.{module}.TIME_LIMIT_S", {**TIME_LIMIT_S, Hop.SIM: 2.0})
    chain = checked_with(Hop.SIM, SimulatedModem.fall_silent)
    assert chain[Hop.MODEM].state is State.PASSED
    assert failed(chain, Hop.SIM) == ["modem-silent"]
    assert chain[Hop.REGISTRATION].blocked_by is Hop.SIM
    assert states(chain, *BEYOND) == {State.PASSED}


KINDS = ["tcp"] if sys.platform == "win32" else ["pty", "tcp"]


@pytest.mark.parametrize("kind", KINDS)
def test_all_five_hops_on_either_kind_of_line_and_again_on_the_open_port(kind: str) -> None:
    with SimulatedModem(modem_script({"reply_delay_ms": 1}), transport=kind) as modem:
        first, second = check_at(modem.url, times=2)
    for chain in (first, second):
        assert states(chain, Hop.MODEM, Hop.SIM, Hop.REGISTRATION, Hop.APN, Hop.ADDRESS) == {State.PASSED}
        assert chain[Hop.MODEM].measured["port"] == modem.url
        assert chain[Hop.MODEM].measured["model"] == "EG25"
        assert chain[Hop.APN].measured["iccid"] == chain[Hop.SIM].measured["iccid"]
        assert chain[Hop.ADDRESS].measured["address"] == "10.64.3.17"
        assert "AT+CPIN?" in [evidence.source for evidence in chain[Hop.SIM].evidence]


@pytest.mark.skipif(sys.platform == "win32", reason="a device path as on POSIX")
def test_a_port_that_is_not_there() -> None:
    (chain,) = check_at("/dev/ttyNoSuchPort")
    assert failed(chain, Hop.MODEM) == ["modem-not-found"]
    assert chain[Hop.MODEM].measured["port"] == "/dev/ttyNoSuchPort"


def test_no_modem_is_a_finding_only_where_the_sheet_has_a_sim(monkeypatch: pytest.MonkeyPatch) -> None:
    async def none() -> None:
        return None

    monkeypatch.setattr("app.composition.first_at_port", none)
    (chain,) = check_at(None)
    assert failed(chain, Hop.MODEM) == ["modem-not-found"]
    (chain,) = check_at(None, BENCH_SITE)
    assert chain[Hop.MODEM].not_tested is NotTested.NOT_CONFIGURED
