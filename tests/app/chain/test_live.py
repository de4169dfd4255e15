"""A reading judged as a check would judge it, hop by hop, as far as it goes."""

from __future__ import annotations

from ipaddress import ip_address

from app.chain.findings import Code
from app.chain.hops import Hop, State
from app.chain.live import facts_of, findings_of, states_of
from app.modem.readings import (
    Cell,
    Domain,
    Granted,
    PdpContext,
    Rat,
    Reading,
    Registration,
    Signal,
    SimCard,
    SimState,
    Status,
)
from app.site.model import About, Sim, Site

GOOD = Reading(
    sim=SimCard(SimState.READY, iccid="8949020000012345678"),
    registrations=(Registration(Domain.EPS, Status.HOME, rat=Rat.LTE),),
    cells=(Cell(rat=Rat.LTE, signal=Signal(Rat.LTE, rsrp_dbm=-90, sinr_db=14)),),
    contexts=(PdpContext(1, "IP", "acme.private", active=True),),
    granted=(Granted(1, apn="acme.private.mnc001.mcc262.gprs", addresses=(ip_address("10.64.3.17"),)),),
)


def site(**sim: str) -> Site:
    return Site(site=About(name="Pump"), sim=Sim.model_validate(sim))


def test_all_is_well_with_and_without_a_sheet() -> None:
    passed = dict.fromkeys((Hop.SIM, Hop.REGISTRATION, Hop.APN, Hop.ADDRESS), State.PASSED)
    assert states_of(GOOD, None) == passed
    assert states_of(GOOD, site(apn="acme.private", static_ip="10.64.3.17")) == passed


def test_it_is_held_against_the_sheet() -> None:
    found = findings_of(GOOD, site(apn="other.private", static_ip="10.64.3.18"))
    assert found[Hop.APN][0].code == Code.APN_DIFFERS.text
    assert states_of(GOOD, site(static_ip="10.64.3.18"))[Hop.ADDRESS] is State.FAILED


def test_what_was_not_told_is_not_judged() -> None:
    assert facts_of(Reading(), None) == {}
    assert set(states_of(Reading(sim=SimCard(SimState.PIN)), None)) == {Hop.SIM}
    assert states_of(Reading(sim=SimCard(SimState.PIN)), None)[Hop.SIM] is State.FAILED
