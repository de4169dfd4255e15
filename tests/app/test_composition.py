"""The services together: one site at a time, a lab that leaves nothing, and cancelling at any moment."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from pathlib import Path

import pytest

from app.chain.hops import Hop, NotTested, State
from app.composition import OpenSite, Services
from app.lab.scenario import ScenarioFault
from app.lab.world import World
from app.site.problems import SiteFault
from tests.app.chain.worlds import in_world, write

CANCELLED_WITHIN_S = 1.5
"""The promise is one second; the rest is for a machine that is busy with other tests."""

SITE = '[site]\nname = "Bench"\n[[reach]]\nname = "x"\nhost = "127.0.0.1"\ntcp = [{port}]\n'


def site_file(folder: Path, port: int = 1) -> Path:
    file = folder / "bench.site.toml"
    file.write_text(SITE.format(port=port), encoding="utf-8")
    return file


def run(story) -> None:
    async def play() -> None:
        unexpected: list[BaseException] = []
        services = Services(lambda _name, error: unexpected.append(error))
        try:
            await story(services)
        finally:
            await services.close()
        assert unexpected == []

    asyncio.run(play())


def test_opening_a_site_shows_its_hops_and_says_so(tmp_path: Path) -> None:
    async def story(services: Services) -> None:
        seen: list[OpenSite | None] = []
        services.site_changed.connect(seen.append)
        await services.open_site(site_file(tmp_path))
        assert services.site is not None and services.site.site.name == "Bench"
        assert services.world is None
        assert services.check.state.site_name == "Bench"
        assert {result.state for result in services.check.state.hops} == {State.NOT_RUN}
        await services.close_site()
        assert services.site is None
        assert [one.file.name if one else None for one in seen] == ["bench.site.toml", None]

    run(story)


def test_what_cannot_be_opened_leaves_the_site_in_use(tmp_path: Path) -> None:
    bad = tmp_path / "bad.site.toml"
    bad.write_text('[site]\nname = "A"\nnonsense = 1\n')

    async def story(services: Services) -> None:
        await services.open_site(site_file(tmp_path))
        with pytest.raises(SiteFault):
            await services.open_site(bad)
        with pytest.raises(ScenarioFault):
            await services.open_lab("no-such-world")
        assert services.site is not None and services.site.site.name == "Bench"

    run(story)


def test_the_next_site_takes_the_lab_down(tmp_path: Path) -> None:
    async def story(services: Services) -> None:
        await services.open_lab("healthy")
        world = services.world
        assert world is not None
        assert await services.find_port() == world.modem.url
        await services.open_site(site_file(tmp_path))
        assert services.world is None
        assert not world.site_file.exists()

    run(story)


def test_a_port_that_somebody_chose_goes_before_all_others() -> None:
    async def play() -> str | None:
        services = Services(lambda _name, _error: None, port="socket://127.0.0.1:9")
        await services.open_lab("healthy")
        try:
            return await services.find_port()
        finally:
            await services.close()

    assert asyncio.run(play()) == "socket://127.0.0.1:9"


def test_a_lab_that_cannot_start_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broker, link and modem are up already when the site sheet cannot be written."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def fail(_world: World) -> dict[str, object]:
        raise RuntimeError("no sheet")

    monkeypatch.setattr(World, "_sheet", fail)

    async def story(services: Services) -> None:
        with pytest.raises(RuntimeError, match="no sheet"):
            await services.open_lab("healthy")
        assert services.opened is None

    run(story)
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_with_a_wrong_sheet_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = write(tmp_path, "[site.sim]\nstatic_ip = '10.64.3.317'")
    (temp := tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temp))

    async def story(services: Services) -> None:
        with pytest.raises(SiteFault):
            await services.open_lab(wrong)
        assert services.opened is None

    run(story)
    assert list(temp.iterdir()) == []


SLOWEST = {
    "broker silent": ('[broker]\nbehaviour = "silence"', Hop.BROKER),
    "modem silent": ('[modem]\nbehaviour = "silent"', Hop.MODEM),
    "modem slow": ("[modem]\nreply_delay_ms = 700", Hop.MODEM),
    "long way": ("[link]\ndelay_ms = 250", Hop.DELIVERY),
}


@pytest.mark.parametrize("table", [one[0] for one in SLOWEST.values()], ids=list(SLOWEST))
def test_cancelling_at_random_moments_ends_within_a_second(table: str) -> None:
    moments = random.Random(table)

    async def play() -> None:
        async with in_world(table) as services:
            assert services.site is not None
            for _ in range(2):
                task = asyncio.get_running_loop().create_task(services.check.run(services.site))
                await asyncio.sleep(moments.uniform(0, 0.9))
                began = time.monotonic()
                services.check.cancel()
                chain = await task
                assert time.monotonic() - began < CANCELLED_WITHIN_S
                assert not chain.running
                assert {result.state for result in chain.hops} & {State.RUNNING, State.NOT_RUN} == set()

    asyncio.run(play())


@pytest.mark.parametrize(("table", "hop"), SLOWEST.values(), ids=list(SLOWEST))
def test_cancelling_while_the_slowest_hop_runs_ends_within_a_second(table: str, hop: Hop) -> None:
    async def play() -> None:
        async with in_world(table) as services:
            assert services.site is not None
            reached = asyncio.Event()
            services.check.changed.connect(
                lambda state: reached.set() if state[hop].state is State.RUNNING else None
            )
            task = asyncio.get_running_loop().create_task(services.check.run(services.site))
            await reached.wait()
            await asyncio.sleep(0.3)
            began = time.monotonic()
            services.check.cancel()
            chain = await task
            assert time.monotonic() - began < CANCELLED_WITHIN_S
            assert chain[hop].not_tested is NotTested.CANCELLED

    asyncio.run(play())


def test_a_modem_that_has_fallen_silent_while_it_was_opened_does_not_hold_up_the_end() -> None:
    async def play() -> None:
        async with in_world() as services:
            assert services.site is not None and services.world is not None
            modem = services.world.modem
            task = asyncio.get_running_loop().create_task(services.check.run(services.site))
            while len(modem.commands) < 4:
                await asyncio.sleep(0.005)
            modem.fall_silent()
            await asyncio.sleep(0.1)
            began = time.monotonic()
            services.check.cancel()
            await task
            assert time.monotonic() - began < CANCELLED_WITHIN_S

    asyncio.run(play())


def test_a_run_after_a_cancelled_one_finds_everything_as_it_was() -> None:
    moments = random.Random(12)

    async def play() -> None:
        async with in_world() as services:
            assert services.site is not None
            for _ in range(3):
                await services.modem.close()
                task = asyncio.get_running_loop().create_task(services.check.run(services.site))
                await asyncio.sleep(moments.uniform(0.01, 0.25))
                services.check.cancel()
                await task
                chain = await services.check.run(services.site)
                assert {result.state for result in chain.hops} == {State.PASSED}, chain.findings

    asyncio.run(play())


def test_closing_ends_a_run_under_way() -> None:
    async def story(services: Services) -> None:
        await services.open_lab("healthy")
        assert services.site is not None
        task = asyncio.get_running_loop().create_task(services.check.run(services.site))
        await asyncio.sleep(0.1)
        await services.close()
        async with asyncio.timeout(5):
            chain = await task
        assert NotTested.CANCELLED in {result.not_tested for result in chain.hops}

    run(story)
