"""Levels and events as they come, for `linkwright modem watch`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.chain.probes.modem_facts import registration_facts
from app.cli.modem_output import SCHEMA
from app.cli.readings import shown_facts
from app.core.clock import Clock
from app.modem.history import LevelSample, ModemEvent
from app.modem.port import PortFault
from app.modem.rating import rate
from app.modem.service import Link, Modem, ModemSnapshot
from app.words import rating_name

_UNITS = (
    ("rsrp_dbm", "RSRP", "dBm"),
    ("rsrq_db", "RSRQ", "dB"),
    ("sinr_db", "SINR", "dB"),
    ("rssi_dbm", "RSSI", "dBm"),
)


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
            "schema": SCHEMA,
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
        "schema": SCHEMA,
        "kind": "levels",
        "at": clock.rfc3339(news.sample.at_ns),
        **shown_facts({name: value for name, value in facts.items() if value is not None}, masked),
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
