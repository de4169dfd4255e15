"""Judges what a modem tells while nobody runs a check: the same rules, the same facts. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from app.chain.hops import Finding, Hop, Measurement, State, state_of
from app.chain.probes.modem_facts import Facts, address_facts, apn_facts, registration_facts, sim_facts
from app.chain.rules.cellular import judge_address, judge_apn, judge_registration, judge_sim
from app.modem.readings import Reading
from app.site.model import About, Site

_NOTHING_EXPECTED = Site(site=About(name="-"))

_JUDGES = {
    Hop.SIM: judge_sim,
    Hop.REGISTRATION: judge_registration,
    Hop.APN: judge_apn,
    Hop.ADDRESS: judge_address,
}


def facts_of(reading: Reading, site: Site | None) -> Mapping[Hop, Facts]:
    """The facts of each hop that the modem has told something about."""
    wanted = site.sim.apn if site is not None and site.sim is not None else None
    facts: dict[Hop, Facts] = {}
    if reading.sim is not None:
        facts[Hop.SIM] = sim_facts(reading.sim)
    if reading.registration is not None:
        facts[Hop.REGISTRATION] = registration_facts(reading)
    if reading.contexts or reading.granted:
        facts[Hop.APN] = apn_facts(reading, wanted)
        facts[Hop.ADDRESS] = address_facts(reading, wanted)
    return facts


def findings_of(reading: Reading, site: Site | None) -> Mapping[Hop, tuple[Finding, ...]]:
    """What is not good about each hop, against the sheet or, without one, what any link needs."""
    return {
        hop: _JUDGES[hop](site or _NOTHING_EXPECTED, Measurement(facts))
        for hop, facts in facts_of(reading, site).items()
    }


def states_of(reading: Reading, site: Site | None) -> Mapping[Hop, State]:
    """The state of each hop that the modem has told something about."""
    return {hop: state_of(findings) for hop, findings in findings_of(reading, site).items()}
