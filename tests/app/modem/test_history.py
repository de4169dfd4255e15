"""History: bounded, and an event for each change that both readings tell of."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

import pytest

from app.modem.history import Happening, History, ModemEvent, changes
from app.modem.readings import (
    Cell,
    Domain,
    Granted,
    Operator,
    Rat,
    Reading,
    Registration,
    Signal,
    SimCard,
    SimState,
    Status,
)

BEFORE = Reading(
    sim=SimCard(state=SimState.READY),
    registrations=(Registration(Domain.EPS, status=Status.HOME),),
    operator=Operator(plmn="20408"),
    cells=(Cell(rat=Rat.LTE, band="B20", cell_id="01A2B304", signal=Signal(rsrp_dbm=-90)),),
    granted=(Granted(1, apn="acme.private", addresses=(ip_address("10.64.3.17"),)),),
)


@pytest.mark.parametrize(
    ("after", "what", "old", "new"),
    [
        (replace(BEFORE, sim=SimCard(state=SimState.MISSING)), Happening.SIM, "ready", "missing"),
        (
            replace(BEFORE, registrations=(Registration(Domain.EPS, status=Status.DENIED),)),
            Happening.REGISTRATION,
            "home",
            "denied",
        ),
        (replace(BEFORE, operator=Operator(plmn="20404")), Happening.OPERATOR, "20408", "20404"),
        (
            replace(BEFORE, cells=(replace(BEFORE.cells[0], cell_id="000ABCDE"),)),
            Happening.CELL,
            "01A2B304",
            "000ABCDE",
        ),
        (replace(BEFORE, cells=(replace(BEFORE.cells[0], band="B3"),)), Happening.BAND, "B20", "B3"),
        (replace(BEFORE, cells=(replace(BEFORE.cells[0], rat=Rat.GSM),)), Happening.RAT, "LTE", "GSM"),
        (
            replace(BEFORE, granted=(replace(BEFORE.granted[0], addresses=(ip_address("10.64.3.99"),)),)),
            Happening.ADDRESS,
            "10.64.3.17",
            "10.64.3.99",
        ),
        (
            replace(BEFORE, granted=(replace(BEFORE.granted[0], apn="internet"),)),
            Happening.APN,
            "acme.private",
            "internet",
        ),
    ],
)
def test_each_change_is_one_event(after: Reading, what: Happening, old: str, new: str) -> None:
    assert changes(BEFORE, after, 7) == (ModemEvent(7, what, old, new),)


def test_nothing_happens_when_nothing_differs_or_was_not_asked() -> None:
    assert changes(BEFORE, BEFORE, 7) == ()
    assert changes(Reading(), BEFORE, 7) == ()
    assert changes(BEFORE, Reading(), 7) == ()


def test_levels_alone_are_no_event() -> None:
    weaker = replace(BEFORE, cells=(replace(BEFORE.cells[0], signal=Signal(rsrp_dbm=-99)),))
    assert changes(BEFORE, weaker, 7) == ()


def test_it_is_bounded() -> None:
    history = History(samples=3, events=2)
    for at_ns in range(5):
        history.add_levels(BEFORE, at_ns)
        history.add((ModemEvent(at_ns, Happening.CELL, "a", "b"),))
    assert [sample.at_ns for sample in history.samples] == [2, 3, 4]
    assert [event.at_ns for event in history.events] == [3, 4]
    assert history.samples[-1].rsrp_dbm == -90
