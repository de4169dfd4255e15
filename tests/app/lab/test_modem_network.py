"""The simulated network by itself: what it answers to an attach, in its own time."""

from __future__ import annotations

from typing import Any

import pytest

from app.lab.modem_network import CellularNetwork, Stat
from app.lab.modem_script import modem_script


def network(**table: Any) -> CellularNetwork:
    return CellularNetwork(modem_script(table), 0.0)


def test_an_attach_takes_its_time() -> None:
    one = network(attach_ms=400)
    one.set_functionality(4, 10.0)
    assert (one.stat, one.radio) == (Stat.IDLE, False)
    one.set_functionality(1, 11.0)
    one.advance(11.3)
    assert one.stat is Stat.SEARCHING
    assert one.next_event_s() == pytest.approx(11.4)
    one.advance(11.4)
    assert one.stat is Stat.HOME
    assert one.next_event_s() is None


def test_switching_the_radio_on_twice_does_not_attach_again() -> None:
    one = network()
    one.set_functionality(1, 1.0)
    assert one.stat is Stat.HOME


@pytest.mark.parametrize(
    ("cause", "apn", "out"),
    [(13, "acme.private", True), (13, "other", True), (19, "known", False), (19, "unknown", True)],
)
def test_who_may_come_in(cause: int, apn: str, out: bool) -> None:
    sessions = [{"apn": "known", "address": "10.0.0.1"}]
    one = network(registration="denied", emm_cause=cause, sessions=sessions, attach_ms=0)
    one.define(1, "IP", apn)
    one.attach(1.0)
    one.advance(1.0)
    assert one.registered is not out
    assert (one.emm_cause is None) is not out


def test_a_lost_cell_is_not_camped_on_but_a_refusing_one_is() -> None:
    assert not network(registration="searching").camped
    assert network(registration="searching", emm_cause=15).camped
    assert network(sim="missing").camped


def test_a_second_context_is_activated_by_itself() -> None:
    one = network(sessions=[{"apn": "second", "address": "10.0.0.2"}])
    one.define(2, "IP", "second")
    assert one.activate(2)
    second = one.contexts[2].session
    assert second is not None
    assert second.address == "10.0.0.2"
    one.define(3, "IP", "nowhere")
    assert not one.activate(3)
    assert one.esm_cause == 27
    one.deactivate(2)
    assert one.contexts[2].session is None


def test_rssi_follows_from_the_other_levels_where_it_is_not_given() -> None:
    levels = network(rsrp_dbm=-100, rsrq_db=-10, bandwidth_code=3, drift_db=0).levels(0.0)
    assert levels.rssi_dbm == -73  # -100 + 10 + 10 log10(50), 36.214 section 5.1.3


def test_the_address_changes_under_an_active_session() -> None:
    one = network(changes=[{"at_s": 5, "address": "10.64.3.99"}])
    one.advance(5.0)
    context = one.attach_context
    assert context is not None
    assert context.session is not None
    assert context.session.address == "10.64.3.99"
