"""What `linkwright modem` prints: documents for scripts, lines for people."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
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
from app.cli.readings import reading_document, shown
from app.core.clock import Clock, elapsed_ms
from app.modem.at import Exchange
from app.modem.dialects.base import Question
from app.modem.discovery import FoundPort, Probe
from app.modem.effects import Effect
from app.modem.history import LevelSample, ModemEvent
from app.modem.port import PortFault
from app.modem.rating import rate
from app.modem.readings import Identity, Reading, SimCard
from app.modem.service import Link, Modem, ModemSnapshot
from app.words import _, hop_name, measured, rating_name

_SCHEMA = 1
_UNITS = (
    ("rsrp_dbm", "RSRP", "dBm"),
    ("rsrq_db", "RSRQ", "dB"),
    ("sinr_db", "SINR", "dB"),
    ("rssi_dbm", "RSSI", "dBm"),
)


# --- ports -------------------------------------------------------------------------------------------------


def ports_document(ports: Sequence[FoundPort], probes: Sequence[Probe], *, masked: bool) -> dict[str, Any]:
    return {
        "schema": _SCHEMA,
        "kind": "modem-ports",
        "ports": [_port_document(port, _probe_of(port, probes), masked) for port in ports],
    }


def _port_document(port: FoundPort, probe: Probe | None, masked: bool) -> dict[str, Any]:
    document: dict[str, Any] = {
        "port": port.url,
        "role": port.role.value,
        "name": port.name,
        "usb": port.usb,
        "serial_number": shown(port.serial_number, masked=masked) if port.serial_number else None,
        "interface": port.interface,
        "stable_path": port.stable_path,
    }
    if probe is not None:
        document["probe"] = {
            "answers": probe.answers,
            "duration_ms": probe.duration_ms,
            "code": probe.fault.code if probe.fault else None,
            "evidence": probe.fault.evidence if probe.fault else {},
        }
    return document


def port_line(port: FoundPort, probes: Sequence[Probe]) -> str:
    probe = _probe_of(port, probes)
    answer = (
        "" if probe is None else _("answers") if probe.answers else probe.fault.code if probe.fault else ""
    )
    return "  ".join(
        (f"{port.url:20}", f"{port.role.value:8}", f"{port.usb or '':9}", port.name, answer)
    ).rstrip()


def _probe_of(port: FoundPort, probes: Sequence[Probe]) -> Probe | None:
    return next((probe for probe in probes if probe.port is port), None)


# --- status ------------------------------------------------------------------------------------------------


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
            **identity_facts(identity.value or Identity()),
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
        "schema": _SCHEMA,
        "kind": "modem-status",
        "port": status.port,
        "dialect": status.dialect,
        "duration_ms": status.duration_ms,
        **{hop.value: _shown_facts(status.facts[hop], masked) for hop in CELLULAR},
        "reading": reading_document(status.reading, masked=masked),
        "exchanges": [_exchange(exchange, masked) for exchange in status.exchanges],
    }


def status_lines(status: Status, *, masked: bool) -> Iterable[str]:
    for hop in CELLULAR:
        facts = _shown_facts(status.facts[hop], masked)
        yield f"{hop_name(hop):12}  {measured(HopResult(hop, State.PASSED, measured=facts))}"
    for line in status.reading.unrecognised:
        yield f"{'?':12}  {shown(line, masked=masked)}"


def _shown_facts(facts: dict[str, Value], masked: bool) -> dict[str, Any]:
    return {
        name: shown(value, masked=masked) if isinstance(value, str) else value
        for name, value in facts.items()
    }


# --- watching ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class News:
    """Either new levels, with the state they were read in, or an event."""

    sample: LevelSample | None = None
    snapshot: ModemSnapshot | None = None
    event: ModemEvent | None = None


async def follow(
    modem: Modem, interval_s: float, duration_s: float | None, tell: Callable[[News], None]
) -> None:
    """Hand on every reading and event until the time is over. Raises the PortFault that ends it early."""
    lost: asyncio.Future[PortFault] = asyncio.get_running_loop().create_future()
    last: LevelSample | None = None

    def on_change(snapshot: ModemSnapshot) -> None:
        nonlocal last
        newest = modem.history.samples[-1] if modem.history.samples else None
        if newest is not None and newest is not last:
            last = newest
            tell(News(sample=newest, snapshot=snapshot))
        if snapshot.link is Link.LOST and snapshot.fault is not None and not lost.done():
            lost.set_result(snapshot.fault)

    ends = (
        modem.changed.connect(on_change),
        modem.happened.connect(lambda event: tell(News(event=event))),
    )
    modem.start_monitor(interval_s)
    try:
        async with asyncio.timeout(duration_s):
            raise await lost
    except TimeoutError:
        return
    finally:
        modem.stop_monitor()
        for end in ends:
            end()


def news_document(news: News, clock: Clock, *, masked: bool) -> dict[str, Any]:
    if news.event is not None:
        event = news.event
        return {
            "schema": _SCHEMA,
            "kind": "event",
            "at": clock.rfc3339(event.at_ns),
            "what": event.what.value,
            "before": event.before,
            "after": event.after,
        }
    assert news.sample is not None
    assert news.snapshot is not None
    facts = registration_facts(news.snapshot.reading)
    return {
        "schema": _SCHEMA,
        "kind": "levels",
        "at": clock.rfc3339(news.sample.at_ns),
        **_shown_facts({name: value for name, value in facts.items() if value is not None}, masked),
    }


def news_line(news: News, clock: Clock) -> str:
    if news.event is not None:
        event = news.event
        return (
            f"{_time(event.at_ns, clock)}  {event.what.value}: {event.before or '-'} -> {event.after or '-'}"
        )
    assert news.sample is not None
    assert news.snapshot is not None
    reading, sample = news.snapshot.reading, news.sample
    levels = [
        f"{name} {getattr(sample, field):g} {unit}"
        for field, name, unit in _UNITS
        if getattr(sample, field) is not None
    ]
    cell = reading.serving
    rated = rate(reading.level, cell.rat if cell else None)
    where = " ".join(str(part) for part in (cell.rat and cell.rat.value, cell.band) if part) if cell else ""
    worth = f"{rating_name(rated.rating.value)} ({rated.limited_by.value.upper()})" if rated else ""
    return "  ".join(part for part in (_time(sample.at_ns, clock), where, *levels, worth) if part)


def _time(at_ns: int, clock: Clock) -> str:
    return clock.utc(at_ns).astimezone().strftime("%H:%M:%S")


# --- one command -------------------------------------------------------------------------------------------


def exchange_document(exchange: Exchange, effect: Effect, *, masked: bool) -> dict[str, Any]:
    return {
        "schema": _SCHEMA,
        "kind": "at",
        **_exchange(exchange, masked),
        "ok": exchange.ok,
        "cme": exchange.cme,
        "cms": exchange.cms,
        "effect": effect.value,
    }


def exchange_lines(exchange: Exchange, *, masked: bool) -> Iterable[str]:
    for line in (*exchange.lines, exchange.final or _("(no final result)")):
        yield shown(line, masked=masked)


def _exchange(exchange: Exchange, masked: bool) -> dict[str, Any]:
    return {
        "command": shown(exchange.command, masked=masked),
        "lines": [shown(line, masked=masked) for line in exchange.lines],
        "final": exchange.final or None,
        "duration_ms": exchange.duration_ms,
    }
