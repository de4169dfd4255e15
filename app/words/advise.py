"""Title, cause and remedy for every finding and every expected failure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.chain.hops import Finding, Hop, Value
from app.core.faults import Fault
from app.words import address, apn, broker, delivery, modem, network, reach, registration, sim
from app.words.causes import cause_facts
from app.words.faults import FAULTS, UNKNOWN_FAULT
from app.words.figures import db, dbm
from app.words.sentences import Facts, Text, one, several

if TYPE_CHECKING:
    from app.chain.run import ChainState

FINDINGS: Mapping[str, Text] = MappingProxyType(
    modem.TEXTS
    | sim.TEXTS
    | registration.TEXTS
    | apn.TEXTS
    | address.TEXTS
    | network.TEXTS
    | reach.TEXTS
    | broker.TEXTS
    | delivery.TEXTS
    | delivery.ANY_HOP
)

# What a finding may take from the hops before it, to name the card, the context or the network concerned.
_SHARED: Mapping[Hop, tuple[str, ...]] = MappingProxyType(
    {
        Hop.SIM: ("iccid",),
        Hop.REGISTRATION: ("operator", "plmn", "rat"),
        Hop.APN: ("context_id", "apn_asked", "apn_granted"),
    }
)


@dataclass(frozen=True, slots=True)
class Advice:
    """What happened, why as far as known, and what to do: plain text in the language in use."""

    title: str
    cause: str
    remedy: str


def advice(finding: Finding, chain: ChainState | None = None) -> Advice:
    """The words for a finding. With the chain it belongs to, what earlier hops measured can be named too."""
    return _said(FINDINGS[finding.code], {**_shared_facts(finding, chain), **finding.facts})


def fault_advice(code: str, evidence: Mapping[str, str], family: str = "") -> Advice:
    """The words for an expected failure.

    family: the name of the reason's enum (`PortReason`), for codes that several subjects use.
    """
    text = FAULTS.get((family, code)) or next(
        (text for (_family, known), text in FAULTS.items() if known == code), UNKNOWN_FAULT
    )
    return _said(text, {"code": code, **evidence})


def fault_advice_of(fault: Fault) -> Advice:
    return fault_advice(fault.code, fault.evidence, type(fault.reason).__name__)


def _said(text: Text, facts: Facts) -> Advice:
    facts = {**facts, **_derived(facts)}
    return Advice(one(text.title, facts), several(text.cause, facts), several(text.remedy, facts))


def _shared_facts(finding: Finding, chain: ChainState | None) -> dict[str, Value]:
    if chain is None:
        return {}
    hops = list(Hop)
    earlier = {hop: names for hop, names in _SHARED.items() if hops.index(hop) < hops.index(finding.hop)}
    return {
        name: value
        for result in chain.hops
        for name in earlier.get(result.hop, ())
        if (value := result.measured.get(name)) is not None
    }


def _derived(facts: Facts) -> dict[str, Value]:
    """Facts that the words need and that follow from others: the level that limits, what a cause means."""
    derived: dict[str, Value] = dict(cause_facts(facts))
    limited_by = facts.get("limited_by")
    for name, unit in (("dbm", dbm), ("db", db)):
        level = facts.get(f"{limited_by}_{name}")
        if isinstance(level, int | float):
            derived["level"] = unit(level)
            if isinstance(least := facts.get("least"), int | float):
                derived["least"] = unit(least)
    return derived
