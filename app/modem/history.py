"""What the modem has told over time: levels as samples, and an event for every change that matters."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum

from app.modem.readings import Reading

SAMPLES_LIMIT = 86_400
"""24 hours at one a second."""

EVENTS_LIMIT = 10_000


class Happening(Enum):
    CELL = "cell"
    BAND = "band"
    RAT = "rat"
    REGISTRATION = "registration"
    OPERATOR = "operator"
    SIM = "sim"
    ADDRESS = "address"
    APN = "apn"
    RESTARTED = "restarted"
    LOST = "lost"
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class ModemEvent:
    """before, after: the two values as text; None where there was or is none."""

    at_ns: int
    what: Happening
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class LevelSample:
    """The serving cell's levels at one moment; all None is a gap: no cell was seen."""

    at_ns: int
    rsrp_dbm: float | None = None
    rsrq_db: float | None = None
    sinr_db: float | None = None
    rssi_dbm: float | None = None


class History:
    """Bounded: the oldest samples and events go first."""

    def __init__(self, samples: int = SAMPLES_LIMIT, events: int = EVENTS_LIMIT) -> None:
        self.samples: deque[LevelSample] = deque(maxlen=samples)
        self.events: deque[ModemEvent] = deque(maxlen=events)

    def add_levels(self, reading: Reading, at_ns: int) -> LevelSample:
        level = reading.level
        sample = LevelSample(at_ns, level.rsrp_dbm, level.rsrq_db, level.sinr_db, level.rssi_dbm)
        self.samples.append(sample)
        return sample

    def add(self, events: tuple[ModemEvent, ...]) -> None:
        self.events.extend(events)


def changes(before: Reading, after: Reading, at_ns: int) -> tuple[ModemEvent, ...]:
    """An event for everything that differs; what only one of the two has asked about is no change."""
    first, second = _watched(before), _watched(after)
    return tuple(
        ModemEvent(at_ns, what, first.get(what), second.get(what))
        for what in Happening
        if what in first and what in second and first[what] != second[what]
    )


def _watched(reading: Reading) -> dict[Happening, str | None]:
    """The values that are watched; a key is absent where the modem has not told."""
    told: dict[Happening, str | None] = {}
    cell, registration, operator = reading.serving, reading.registration, reading.operator
    if cell is not None:
        if cell.cell_id is not None or cell.pci is not None:
            told[Happening.CELL] = cell.cell_id or f"PCI {cell.pci}"
        if cell.band is not None:
            told[Happening.BAND] = cell.band
    rat = (
        cell.rat if cell is not None and cell.rat is not None else registration.rat if registration else None
    )
    if rat is not None:
        told[Happening.RAT] = rat.value
    if registration is not None and registration.status is not None:
        told[Happening.REGISTRATION] = registration.status.value
    if operator is not None and (operator.plmn or operator.name):
        told[Happening.OPERATOR] = operator.plmn or operator.name
    if reading.sim is not None and reading.sim.state is not None:
        told[Happening.SIM] = reading.sim.state.value
    if reading.granted or reading.contexts:
        addresses = [str(one) for granted in reading.granted for one in granted.addresses]
        addresses += [str(one) for context in reading.contexts for one in context.addresses]
        told[Happening.ADDRESS] = ", ".join(dict.fromkeys(addresses)) or None
        told[Happening.APN] = ", ".join(granted.apn for granted in reading.granted if granted.apn) or None
    return told
