"""What the causes mean by which a network refuses a modem: from `resources/causes.toml`, translated."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from app.chain.hops import Value
from app.words.catalogue import _

FILE = Path(__file__).parents[2] / "resources" / "causes.toml"


def cause_facts(facts: Mapping[str, Value]) -> dict[str, Value]:
    """`emm_words`, `emm_remedy`, `esm_words`, `esm_remedy` for the causes among the facts."""
    found: dict[str, Value] = {}
    for family in ("emm", "esm"):
        number = facts.get(f"{family}_cause")
        if isinstance(number, int) and (entry := _table().get(family, {}).get(str(number))):
            for name, text in (
                (f"{family}_words", entry.get("words")),
                (f"{family}_remedy", entry.get("remedy")),
            ):
                if text:
                    found[name] = _(text)
    return found


@cache
def _table() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    import tomllib  # here: most chains have no cause to look up

    with FILE.open("rb") as stream:
        return tomllib.load(stream)
