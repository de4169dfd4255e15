"""Ratings: bounds, the figure that limits, and no gap between bands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.modem.rating import BOUNDS, Figure, Rating, rate, rate_figure
from app.modem.readings import Rat, Signal


@pytest.mark.parametrize(
    ("figure", "value", "rating"),
    [
        (Figure.RSRP, -85, Rating.EXCELLENT),
        (Figure.RSRP, -85.5, Rating.GOOD),
        (Figure.RSRP, -95, Rating.GOOD),
        (Figure.RSRP, -96, Rating.FAIR),
        (Figure.RSRP, -115, Rating.POOR),
        (Figure.RSRP, -115.5, Rating.NONE),
        (Figure.RSRQ, -10, Rating.EXCELLENT),
        (Figure.RSRQ, -13.5, Rating.FAIR),
        (Figure.RSRQ, -19.5, Rating.NONE),
        (Figure.SINR, 13, Rating.EXCELLENT),
        (Figure.SINR, 0, Rating.FAIR),
        (Figure.SINR, -0.5, Rating.POOR),
    ],
)
def test_bounds(figure: Figure, value: float, rating: Rating) -> None:
    assert rate_figure(figure, value) is rating


def test_the_worst_figure_decides_and_is_named() -> None:
    rated = rate(Signal(rat=Rat.LTE, rsrp_dbm=-80, rsrq_db=-9, sinr_db=1))
    assert rated is not None
    assert (rated.rating, rated.limited_by) == (Rating.FAIR, Figure.SINR)
    assert rated.each[Figure.RSRP] is Rating.EXCELLENT


def test_a_tie_names_power_first() -> None:
    rated = rate(Signal(rsrp_dbm=-100, rsrq_db=-15, sinr_db=2))
    assert rated is not None and rated.limited_by is Figure.RSRP


@pytest.mark.parametrize("rat", [Rat.NB_IOT, Rat.LTE_M])
def test_narrow_technologies_work_lower(rat: Rat) -> None:
    rated = rate(Signal(rsrp_dbm=-104, rat=rat))
    assert rated is not None and rated.rating is Rating.GOOD
    assert rate_figure(Figure.RSRQ, -14, rat) is Rating.FAIR


def test_rssi_counts_only_alone() -> None:
    rated = rate(Signal(rssi_dbm=-73, rsrp_dbm=-80))
    assert rated is not None and rated.rating is Rating.EXCELLENT and Figure.RSSI not in rated.each
    alone = rate(Signal(rssi_dbm=-73))
    assert alone is not None and (alone.rating, alone.limited_by) == (Rating.GOOD, Figure.RSSI)


def test_nothing_told_is_not_rated() -> None:
    assert rate(Signal()) is None


@given(st.sampled_from(Figure), st.floats(-200, 60), st.floats(-200, 60))
def test_more_is_never_worse(figure: Figure, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert rate_figure(figure, high).rank <= rate_figure(figure, low).rank
    assert list(BOUNDS[figure]) == sorted(BOUNDS[figure], reverse=True)
