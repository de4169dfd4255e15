"""Lab worlds for the tests of the chain: the healthy one with a few keys changed, played to its end."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.chain.hops import Hop, State
from app.chain.run import ChainState
from app.composition import Services


def write(folder: Path, table: str) -> str:
    """A scenario file for `--scenario` and `open_lab`."""
    file = folder / "changed.toml"
    file.write_text(f'base = "healthy"\n{table}\n', encoding="utf-8")
    return str(file)


@asynccontextmanager
async def in_world(table: str = "") -> AsyncIterator[Services]:
    """Services with this lab open; an error in their background is an error of the test."""
    unexpected: list[BaseException] = []
    services = Services(lambda _name, error: unexpected.append(error))
    with tempfile.TemporaryDirectory() as folder:
        try:
            await services.open_lab(write(Path(folder), table))
            yield services
        finally:
            await services.close()
    assert unexpected == []


def checked(table: str, *only: Hop) -> ChainState:
    """What a check in this world comes to."""

    async def play() -> ChainState:
        async with in_world(table) as services:
            assert services.site is not None
            return await services.check.run(services.site, only=only)

    return asyncio.run(play())


def failed(chain: ChainState, hop: Hop) -> list[str]:
    """The codes of a failed hop, which must have evidence."""
    result = chain[hop]
    assert result.state is State.FAILED, [(each.hop.value, each.state.value) for each in chain.hops]
    assert result.evidence
    return [finding.code for finding in result.findings]


def states(chain: ChainState, *hops: Hop) -> set[State]:
    return {chain[hop].state for hop in hops}
