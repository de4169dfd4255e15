"""Rates the serving cell's levels: the worst figure decides, and it is named (facts 2.1).

A band reaches from its lower bound on: -95 dBm is good, -95.5 dBm is fair, and no value falls between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from app.modem.readings import Rat, Signal


class Rating(Enum):
    """From the best to the worst."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    NONE = "none"

    @property
    def rank(self) -> int:
        """0 for the best."""
        return _ORDER.index(self)


class Figure(Enum):
    """The quantity that a rating rests on; the value is the fact `limited_by`."""

    RSRP = "rsrp"
    RSRQ = "rsrq"
    SINR = "sinr"
    RSSI = "rssi"


@dataclass(frozen=True, slots=True)
class Rated:
    """The overall rating, the figure that limits it, and what each figure that was told is worth."""

    rating: Rating
    limited_by: Figure
    each: Mapping[Figure, Rating]


_ORDER = (Rating.EXCELLENT, Rating.GOOD, Rating.FAIR, Rating.POOR, Rating.NONE)

BOUNDS: Mapping[Figure, tuple[float, float, float, float]] = MappingProxyType(
    {
        Figure.RSRP: (-85, -95, -105, -115),
        Figure.RSRQ: (-10, -13, -16, -19),
        Figure.SINR: (13, 5, 0, -5),
        Figure.RSSI: (-65, -75, -85, -95),
    }
)
"""Lower bounds in dBm or dB of excellent, good, fair and poor; below the last there is no usable signal."""

NARROW_TOLERANCE_DB = 10
"""LTE-M and NB-IoT repeat what they send (coverage enhancement): their RSRP may be this much lower."""


def bounds(figure: Figure, rat: Rat | None = None) -> tuple[float, ...]:
    """The four lower bounds that hold for a figure on a technology."""
    if figure is Figure.RSRP and rat is not None and rat.is_narrow:
        return tuple(bound - NARROW_TOLERANCE_DB for bound in BOUNDS[figure])
    return BOUNDS[figure]


def rate_figure(figure: Figure, value: float, rat: Rat | None = None) -> Rating:
    """What one figure is worth alone."""
    for rating, lower in zip(_ORDER, bounds(figure, rat), strict=False):
        if value >= lower:
            return rating
    return Rating.NONE


def rate(signal: Signal, rat: Rat | None = None) -> Rated | None:
    """The overall rating; None while no figure is known.

    RSSI counts only where nothing better was told: it holds interference as well as the cell.
    rat: the technology of the serving cell, where the signal does not tell it itself.
    """
    told = {
        Figure.RSRP: signal.rsrp_dbm,
        Figure.RSRQ: signal.rsrq_db,
        Figure.SINR: signal.sinr_db,
    }
    if signal.rsrp_dbm is None:
        told[Figure.RSSI] = signal.rssi_dbm
    each = {
        figure: rate_figure(figure, value, rat or signal.rat)
        for figure, value in told.items()
        if value is not None
    }
    if not each:
        return None
    limiting = max(each, key=lambda figure: each[figure].rank)
    return Rated(each[limiting], limiting, MappingProxyType(each))
