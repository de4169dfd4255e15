"""A command's work with services around it: closed in every case, and no error in the background is lost."""

from __future__ import annotations

import asyncio
import signal

import pytest

from app.cli.running import with_services
from app.composition import Services
from app.core.faults import Fault
from app.lab.scenario import ScenarioFault


def test_the_result_is_handed_on_and_the_services_are_closed() -> None:
    used: list[Services] = []

    async def work(services: Services) -> str:
        used.append(services)
        await services.open_lab("healthy")
        return services.port or "none"

    assert with_services(work, port="socket://127.0.0.1:9") == "socket://127.0.0.1:9"
    assert used[0].opened is None


def test_a_fault_passes_through_and_the_lab_is_taken_down() -> None:
    used: list[Services] = []

    async def work(services: Services) -> None:
        used.append(services)
        await services.open_lab("healthy")
        await services.open_lab("no-such-world")

    with pytest.raises(Fault) as caught:
        with_services(work)
    assert isinstance(caught.value, ScenarioFault)
    assert used[0].opened is None


def test_an_unexpected_error_in_the_background_is_raised_at_the_end() -> None:
    async def work(services: Services) -> None:
        services.modem._report("modem monitor", ZeroDivisionError())

    with pytest.raises(ZeroDivisionError):
        with_services(work)


def test_ctrl_c_closes_everything_before_it_is_told() -> None:
    used: list[Services] = []

    async def work(services: Services) -> None:
        used.append(services)
        await services.open_lab("healthy")
        asyncio.get_running_loop().call_later(0.05, signal.raise_signal, signal.SIGINT)
        assert services.site is not None
        await services.check.run(services.site)

    with pytest.raises(KeyboardInterrupt):
        with_services(work)
    assert used[0].opened is None
