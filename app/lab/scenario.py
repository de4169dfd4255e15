"""Scenario files: a whole lab world as data, and the finding that it must lead to.

A scenario names a `base` and says only what differs; tables are merged key by key, arrays replaced. The
result is validated strictly, so that a misspelt key is an error and not a quiet healthy link.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import Enum
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from app.core.faults import Fault
from app.lab.broker_plan import BrokerPlan
from app.lab.impairment import LinkPlan
from app.lab.modem_personality import personality
from app.lab.modem_script import ModemScript
from app.site.model import Sheet

_DEPTH_LIMIT = 8  # of bases: a scenario that is its own base ends here


class ScenarioReason(Enum):
    UNKNOWN = "scenario-unknown"
    INVALID = "scenario-invalid"


class ScenarioFault(Fault):
    """evidence: name, and for INVALID the key and what is wrong with it."""

    @property
    def is_usage(self) -> bool:
        return True


class Expect(Sheet):
    """What a check in this world must come to."""

    hop: Literal[
        "modem", "sim", "registration", "apn", "address", "route", "vpn", "reach", "broker", "delivery"
    ]
    state: Literal["passed", "warning", "failed"]
    finding: str | None = None


class Scenario(Sheet):
    """One world. `site` is the site sheet without the broker's URL, which the world fills in."""

    name: str
    title: Annotated[str, Field(min_length=1, max_length=60)]
    about: str
    expect: Expect
    modem: ModemScript
    broker: BrokerPlan
    link: LinkPlan
    site: Mapping[str, Any]


def names() -> list[str]:
    """The scenarios that ship, `healthy` first."""
    found = sorted(
        entry.name.removesuffix(".toml") for entry in _folder().iterdir() if _is_scenario(entry.name)
    )
    return sorted(found, key=lambda name: name != "healthy")


def load(name: str) -> Scenario:
    """The scenario of that name, or of that path if it ends in .toml. Raises ScenarioFault."""
    try:
        scenario = Scenario.model_validate({**_merged(name, _DEPTH_LIMIT), "name": Path(name).stem})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ScenarioFault(
            ScenarioReason.INVALID, {"name": name, "key": where, "problem": first["msg"]}
        ) from None
    try:
        personality(scenario.modem.model)
    except KeyError:
        raise ScenarioFault(
            ScenarioReason.INVALID, {"name": name, "key": "modem.model", "problem": scenario.modem.model}
        ) from None
    return scenario


def _merged(name: str, depth: int) -> dict[str, Any]:
    table = _read(name)
    base = table.pop("base", None)
    if base is None:
        return table
    if depth == 0 or not isinstance(base, str):
        raise ScenarioFault(ScenarioReason.INVALID, {"name": name, "key": "base", "problem": "endless"})
    return _overlay(_merged(base, depth - 1), table)


def _overlay(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            merged[key] = _overlay(below, value)
        else:
            merged[key] = value
    return merged


def _read(name: str) -> dict[str, Any]:
    entry = Path(name) if name.endswith(".toml") else _folder() / f"{name}.toml"
    try:
        return tomllib.loads(entry.read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError):
        raise ScenarioFault(ScenarioReason.UNKNOWN, {"name": name, "known": ", ".join(names())}) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScenarioFault(
            ScenarioReason.INVALID, {"name": name, "key": "", "problem": str(error)}
        ) from None


def _is_scenario(file_name: str) -> bool:
    return file_name.endswith(".toml")


def _folder() -> Any:  # importlib's Traversable; a Path in every installation that we ship
    return resources.files("resources") / "scenarios"
