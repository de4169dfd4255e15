"""A few seconds of the search, from a fixed seed."""

from __future__ import annotations

from tests.fuzz.codec import search


def test_a_short_search_finds_nothing() -> None:
    assert search(seconds=60, seed=20_250_101, most=5_000) == 5_000
