"""Every hop and every state has a name of its own in every language."""

from __future__ import annotations

import pytest

from app.chain.hops import Hop, State
from app.words import catalogue, hop_name, state_name


@pytest.mark.parametrize("code", catalogue.languages())
def test_names_are_there_and_differ(code: str) -> None:
    catalogue.use(code)
    try:
        hops = [hop_name(hop) for hop in Hop]
        states = [state_name(state) for state in State]
    finally:
        catalogue.use("en")
    assert len(set(hops)) == len(Hop) and all(hops)
    assert len(set(states)) == len(State) and all(states)
