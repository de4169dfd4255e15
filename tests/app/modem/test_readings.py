"""Values that cannot be are none, and readings of several commands become one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.modem.readings import (
    Antenna,
    Cell,
    CellRole,
    Domain,
    Granted,
    Identity,
    PdpContext,
    Rat,
    Reading,
    Registration,
    Signal,
    SimCard,
    SimState,
    Status,
    Temperature,
)


@given(st.sampled_from(sorted(Signal.RANGES)), st.floats(allow_nan=True) | st.integers())
def test_no_level_is_out_of_its_range(name: str, value: float) -> None:
    low, high = Signal.RANGES[name]
    told = getattr(replace(Signal(), **{name: value}), name)  # type: ignore[arg-type]
    assert told is None if not low <= value <= high else told == value


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (Cell(pci=1008), "pci"),
        (Cell(channel=-1), "channel"),
        (Cell(downlink_mhz=3_932_160), "downlink_mhz"),
        (Antenna(0, rsrp_dbm=5), "rsrp_dbm"),
        (Granted(1, mtu=1), "mtu"),
        (Temperature("x", 255), "degrees_c"),
        (SimCard(pin_tries_left=99), "pin_tries_left"),
        (Registration(Domain.EPS, emm_cause=0), "emm_cause"),
    ],
)
def test_what_cannot_be_is_none(made: object, name: str) -> None:
    assert getattr(made, name) is None


def test_the_first_word_stays_and_gaps_are_filled() -> None:
    first = Reading(identity=Identity(model="EG25"), sim=SimCard(state=SimState.READY), unrecognised=("x",))
    second = Reading(identity=Identity(model="other", imei="1"), unrecognised=("x", "y"))
    both = first.plus(second)
    assert both.identity == Identity(model="EG25", imei="1")
    assert both.sim == SimCard(state=SimState.READY)
    assert both.unrecognised == ("x", "y")


def test_contexts_are_joined_by_their_number() -> None:
    asked = Reading(contexts=(PdpContext(1, "IP", "a"), PdpContext(2, "IP", "")))
    both = asked.plus(Reading(contexts=(PdpContext(2, active=True), PdpContext(3, active=False))))
    assert both.contexts == (
        PdpContext(1, "IP", "a"),
        PdpContext(2, "IP", "", active=True),
        PdpContext(3, active=False),
    )


def test_the_serving_cell_is_completed_but_two_cells_never_mix() -> None:
    first = Reading(cells=(Cell(channel=6300, pci=28, signal=Signal(rsrp_dbm=-96)),))
    same = Reading(cells=(Cell(channel=6300, band="B20", signal=Signal(rsrq_db=-11)),))
    other = Reading(cells=(Cell(channel=1300, band="B3"),))
    assert first.plus(same).serving == Cell(
        channel=6300, pci=28, band="B20", signal=Signal(rsrp_dbm=-96, rsrq_db=-11)
    )
    assert first.plus(other).serving == first.serving


def test_neighbours_are_kept_once() -> None:
    one = Cell(CellRole.NEIGHBOUR, channel=6300, pci=113, signal=Signal(rsrp_dbm=-101))
    again = Cell(CellRole.NEIGHBOUR, channel=6300, pci=113, rat=Rat.LTE, signal=Signal(rsrq_db=-12))
    merged = Reading(cells=(one,)).plus(Reading(cells=(again,)))
    assert merged.cells == (
        Cell(
            CellRole.NEIGHBOUR,
            channel=6300,
            pci=113,
            rat=Rat.LTE,
            signal=Signal(rsrp_dbm=-101, rsrq_db=-12),
        ),
    )


def test_levels_come_from_the_cell_first() -> None:
    reading = Reading(signal=Signal(rssi_dbm=-70, rsrp_dbm=-99), cells=(Cell(signal=Signal(rsrp_dbm=-96)),))
    assert reading.level == Signal(rssi_dbm=-70, rsrp_dbm=-96)


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ([(Domain.CS, Status.HOME), (Domain.EPS, Status.DENIED)], Domain.EPS),
        ([(Domain.EPS, Status.HOME), (Domain.FIVE_GS, Status.IDLE)], Domain.EPS),
        ([(Domain.EPS, Status.IDLE), (Domain.PS, Status.ROAMING)], Domain.PS),
        ([(Domain.EPS, Status.SEARCHING), (Domain.PS, Status.SEARCHING)], Domain.EPS),
        ([(Domain.CS, Status.HOME)], Domain.CS),
        ([(Domain.CS, Status.HOME), (Domain.FIVE_GS, None)], Domain.CS),
    ],
)
def test_the_registration_that_matters(told: list[tuple[Domain, Status | None]], wanted: Domain) -> None:
    reading = Reading(registrations=tuple(Registration(domain, status=status) for domain, status in told))
    assert reading.registration is not None and reading.registration.domain is wanted


def test_base_station_of_a_cell() -> None:
    assert Cell(rat=Rat.LTE, cell_id="04CAA71F").enodeb == 314_023
    assert Cell(rat=Rat.NR, cell_id="04CAA71F1").enodeb is None
