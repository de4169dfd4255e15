"""One look at everything a modem tells, for `linkwright modem status`."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.chain.hops import CELLULAR, Hop, HopResult, State, Value
from app.chain.probes.modem_facts import (
    address_facts,
    apn_facts,
    identity_facts,
    registration_facts,
    sim_facts,
)
from app.cli.modem_output import SCHEMA, exchange_facts
from app.cli.readings import reading_document, shown, shown_facts
from app.core.clock import elapsed_ms
from app.modem.at import Exchange
from app.modem.dialects.base import Question
from app.modem.readings import Reading, SimCard
from app.modem.service import Modem
from app.words import hop_name, measured


@dataclass(frozen=True, slots=True)
class Status:
    """One look at everything."""

    port: str
    dialect: str
    facts: dict[Hop, dict[str, Value]]
    reading: Reading
    exchanges: tuple[Exchange, ...]
    duration_ms: float


async def take_status(modem: Modem) -> Status:
    """Ask everything that the modem's dialect has a question for, each command once."""
    began_ns = time.perf_counter_ns()
    identity = await modem.identify()
    rest = [question for question in Question if question is not Question.IDENTITY]
    answer = await modem.inquire(rest)
    reading = answer.value
    facts: dict[Hop, dict[str, Value]] = {
        Hop.MODEM: {
            "port": modem.snapshot.url,
            "dialect": modem.dialect.name,
            **identity_facts(identity.value),
        },
        Hop.SIM: sim_facts(reading.sim or SimCard()),
        Hop.REGISTRATION: registration_facts(reading),
        Hop.APN: apn_facts(reading, None),
        Hop.ADDRESS: address_facts(reading, None),
    }
    exchanges = identity.exchanges + answer.exchanges
    return Status(modem.snapshot.url, modem.dialect.name, facts, reading, exchanges, elapsed_ms(began_ns))


def has_session(status: Status) -> bool:
    """Whether the SIM is ready, the modem registered and an address there."""
    facts = status.facts
    registered = facts[Hop.REGISTRATION].get("status") in ("home", "roaming")
    return facts[Hop.SIM].get("state") == "ready" and registered and bool(facts[Hop.ADDRESS].get("address"))


def status_document(status: Status, *, masked: bool) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "kind": "modem-status",
        "port": status.port,
        "dialect": status.dialect,
        "duration_ms": status.duration_ms,
        **{hop.value: shown_facts(status.facts[hop], masked) for hop in CELLULAR},
        "reading": reading_document(status.reading, masked=masked),
        "exchanges": [exchange_facts(exchange, masked) for exchange in status.exchanges],
    }


def status_lines(status: Status, *, masked: bool) -> Iterable[str]:
    for hop in CELLULAR:
        facts = shown_facts(status.facts[hop], masked)
        yield f"{hop_name(hop):12}  {measured(HopResult(hop, State.PASSED, measured=facts))}"
    for line in status.reading.unrecognised:
        yield f"{'?':12}  {shown(line, masked=masked)}"
