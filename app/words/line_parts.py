"""Pieces that the one-line texts of hops are put together from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from app.chain.hops import Value
from app.words.sentences import Facts, as_shown

DOT = " · "


def value_of(facts: Facts, name: str) -> str:
    return as_shown(name, facts.get(name)) or ""


def level_of(facts: Facts, name: str, unit: Callable[[float], str]) -> str:
    value = facts.get(name)
    return unit(value) if isinstance(value, int | float) else ""


def joined(*parts: str, by: str = ", ") -> str:
    return by.join(part for part in parts if part)


def entries(facts: Facts, name: str) -> Iterator[Mapping[str, Value]]:
    entries = facts.get(name)
    if isinstance(entries, tuple):
        yield from (entry for entry in entries if isinstance(entry, Mapping))
