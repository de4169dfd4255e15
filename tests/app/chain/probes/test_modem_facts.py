"""What a modem told, as facts: the right context, and no fact for what was not told."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from app.chain.probes.modem_facts import (
    address_facts,
    apn_facts,
    data_context,
    identity_facts,
    registration_facts,
    sim_facts,
)
from app.modem.readings import (
    Cell,
    Domain,
    Granted,
    Identity,
    Operator,
    PdpContext,
    Rat,
    Reading,
    Refusal,
    Registration,
    Signal,
    SimCard,
    SimState,
    Status,
)

ADDRESS = ip_address("10.64.3.17")


def test_what_was_not_told_is_no_fact() -> None:
    assert identity_facts(Identity(model="EG25")) == {"model": "EG25"}
    assert sim_facts(SimCard()) == {"state": "unknown"}
    assert registration_facts(Reading()) == {"status": "unknown"}
    assert apn_facts(Reading(), "acme") == {"active": False}
    assert address_facts(Reading(), "acme") == {"address_class": "none"}


def test_a_card_with_its_state_and_tries() -> None:
    card = SimCard(SimState.PIN, iccid="8949020000012345678", pin_tries_left=2)
    assert sim_facts(card) == {"state": "pin", "iccid": "8949020000012345678", "pin_tries_left": 2}


def registered(status: Status) -> Reading:
    return Reading(
        registrations=(Registration(Domain.EPS, status, rat=Rat.LTE, emm_cause=15),),
        operator=Operator(name="Telekom.de", plmn="26201"),
        signal=Signal(rat=Rat.LTE, rsrp_dbm=-91.0, rsrq_db=-10.0, sinr_db=14.0),
        cells=(Cell(rat=Rat.LTE, band="B20", channel=6300, pci=28, cell_id="4CAA71F", tac="77B8"),),
        refusal=Refusal(esm_cause=33),
    )


def test_a_registration_has_its_cell_its_levels_and_their_rating() -> None:
    facts = registration_facts(registered(Status.HOME))
    assert facts["status"] == "home"
    assert (facts["rat"], facts["band"], facts["earfcn"], facts["cell_id"]) == ("LTE", "B20", 6300, "4CAA71F")
    assert (facts["operator"], facts["plmn"]) == ("Telekom.de", "26201")
    assert (facts["rsrp_dbm"], facts["rating"]) == (-91.0, "good")


@pytest.mark.parametrize(("status", "told"), [(Status.HOME, False), (Status.DENIED, True)])
def test_causes_belong_to_a_modem_that_is_not_registered(status: Status, told: bool) -> None:
    facts = registration_facts(registered(status))
    assert ("emm_cause" in facts, "esm_cause" in facts) == (told, told)


def test_the_granted_context_with_the_wanted_apn_comes_first() -> None:
    reading = Reading(
        contexts=(
            PdpContext(1, "IP", "ims"),
            PdpContext(2, "IP", "m2m"),
            PdpContext(5, "IP", "ACME.private"),
        ),
        granted=(
            Granted(1, apn="ims.mnc001.mcc262.gprs"),
            Granted(2, apn="m2m.mnc001.mcc262.gprs"),
            Granted(5, apn="acme.private.mnc001.mcc262.gprs", addresses=(ADDRESS,)),
        ),
    )
    asked, granted = data_context(reading, "acme.private")
    assert (asked and asked.cid, granted and granted.cid) == (5, 5)
    assert data_context(reading, None)[1] == reading.granted[1]  # the lowest that is not the operator's own
    assert address_facts(reading, "acme.private")["source"] == "AT+CGCONTRDP"


def test_nothing_granted_falls_back_on_what_was_asked_for() -> None:
    idle, active = PdpContext(1, "IP", "acme.private"), PdpContext(3, "IP", "m2m", active=True)
    reading = Reading(contexts=(idle, active))
    assert data_context(reading, "acme.private") == (active, None)
    assert data_context(Reading(contexts=(PdpContext(2, "IP", "m2m"), idle)), "acme.private") == (idle, None)


def test_a_refused_apn_has_its_cause() -> None:
    reading = Reading(contexts=(PdpContext(1, "IP", "wrong"),), refusal=Refusal(esm_cause=27))
    assert apn_facts(reading, "acme") == {
        "context_id": 1,
        "apn_asked": "wrong",
        "pdp_type": "IP",
        "active": False,
        "esm_cause": 27,
    }


def test_the_ipv4_address_is_the_address_and_others_are_named_too() -> None:
    v6, none = ip_address("2001:db8::17"), ip_address("0.0.0.0")
    granted = Granted(1, apn="acme", addresses=(none, v6, ADDRESS), dns=(ip_address("10.99.0.53"),), mtu=1430)
    facts = address_facts(Reading(granted=(granted,)), "acme")
    assert (facts["address"], facts["also"], facts["address_class"]) == (
        "10.64.3.17",
        ("2001:db8::17",),
        "private",
    )
    assert (facts["dns"], facts["mtu"]) == (("10.99.0.53",), 1430)
    told_otherwise = Reading(contexts=(PdpContext(1, "IP", "acme", addresses=(ADDRESS,), active=True),))
    assert address_facts(told_otherwise, "acme")["source"] == "AT+CGPADDR"
