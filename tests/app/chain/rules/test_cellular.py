"""Each rule of the modem's hops: what it finds, and what it lets pass."""

from __future__ import annotations

import pytest

from app.chain.hops import Hop, Measurement, Severity
from app.chain.rules.cellular import (
    judge_address,
    judge_apn,
    judge_modem,
    judge_registration,
    judge_sim,
    same_apn,
)
from app.site.model import About, Signal, Sim, Site


def site(**sim: object) -> Site:
    signal = sim.pop("signal", Signal())
    return Site(site=About(name="x"), sim=Sim(**sim), signal=signal)


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("not-found", "modem-not-found"),
        ("busy", "modem-port-busy"),
        ("denied", "modem-port-denied"),
        ("silent", "modem-silent"),
        ("not-at", "modem-not-at"),
        ("vanished", "modem-vanished"),
        ("something-new", "modem-port-failed"),
    ],
)
def test_port_faults(fault, code):
    measured = Measurement(fault=fault, fault_evidence={"port": "ttyUSB2"})
    (finding,) = judge_modem(site(), measured)
    assert (finding.code, finding.facts["port"]) == (code, "ttyUSB2")


def test_a_modem_that_vanishes_later_is_a_finding_of_the_hop_that_asked():
    (finding,) = judge_apn(site(), Measurement(fault="vanished"))
    assert (finding.code, finding.hop) == ("modem-vanished", Hop.APN)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("missing", "sim-missing"),
        ("pin", "sim-pin-locked"),
        ("puk", "sim-puk-locked"),
        ("failure", "sim-failure"),
        ("busy", "sim-busy"),
        ("unknown", "sim-unreadable"),
    ],
)
def test_sim_states(state, code):
    assert codes(judge_sim(site(), Measurement({"state": state}))) == [code]


def test_the_card_is_the_one_of_the_sheet_with_or_without_check_digit():
    sheet = site(iccid="8931080019012345678")
    assert judge_sim(sheet, Measurement({"state": "ready", "iccid": "8931080019012345678"})) == ()
    assert judge_sim(sheet, Measurement({"state": "ready", "iccid": "89310800190123456785"})) == ()
    assert judge_sim(sheet, Measurement({"state": "ready", "iccid": "8931080019012345678F"})) == ()
    assert codes(judge_sim(sheet, Measurement({"state": "ready", "iccid": "8931080019012345999"}))) == [
        "sim-other-card"
    ]


@pytest.mark.parametrize(
    ("facts", "code", "severity"),
    [
        ({"status": "denied", "emm_cause": 13}, "registration-denied-roaming", Severity.FAILED),
        ({"status": "denied", "emm_cause": 8}, "registration-denied", Severity.FAILED),
        ({"status": "denied"}, "registration-denied", Severity.FAILED),
        ({"status": "denied", "emm_cause": 19}, "registration-stopped-by-apn", Severity.WARNING),
        ({"status": "searching", "esm_cause": 33}, "registration-stopped-by-apn", Severity.WARNING),
        ({"status": "searching"}, "registration-searching", Severity.FAILED),
        ({"status": "idle", "radio_on": False}, "radio-off", Severity.FAILED),
        ({"status": "unknown"}, "registration-unreadable", Severity.FAILED),
        ({"status": "home", "rating": "poor", "limited_by": "rsrp"}, "signal-weak", Severity.WARNING),
        ({"status": "home"}, "signal-unknown", Severity.WARNING),
    ],
)
def test_registration(facts, code, severity):
    (finding,) = judge_registration(site(), Measurement(facts))
    assert (finding.code, finding.severity) == (code, severity)


def test_registered_with_a_fair_signal_passes():
    facts = {"status": "roaming", "rating": "fair", "limited_by": "sinr", "plmn": "26201"}
    assert judge_registration(site(operator="26201"), Measurement(facts)) == ()


def test_a_guest_where_the_sheet_forbids_it_and_another_operator():
    facts = {"status": "roaming", "rating": "good", "plmn": "20408"}
    found = judge_registration(site(operator="26201", roaming=False), Measurement(facts))
    assert codes(found) == ["roaming-unexpected", "operator-unexpected"]


def test_the_sites_own_limit_decides_over_the_rating():
    facts = {"status": "home", "rsrp_dbm": -113, "rating": "poor", "limited_by": "rsrp"}
    tolerant = site(signal=Signal(rsrp_min_dbm=-115))
    strict = site(signal=Signal(rsrp_min_dbm=-110))
    assert judge_registration(tolerant, Measurement(facts)) == ()
    (finding,) = judge_registration(strict, Measurement(facts))
    assert (finding.code, finding.facts["least"]) == ("signal-weak", -110)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"active": True, "apn_granted": "ACME.private.mnc001.mcc262.gprs"}, []),
        ({"active": True, "apn_granted": "iot.public"}, ["apn-differs"]),
        ({"active": True, "apn_granted": "acme.private", "pdp_type": "IPV6"}, ["apn-type-differs"]),
        ({"active": False, "esm_cause": 27}, ["apn-unknown"]),
        ({"active": False, "esm_cause": 33}, ["apn-not-subscribed"]),
        ({"active": False, "esm_cause": 29}, ["apn-authentication"]),
        ({"active": False, "esm_cause": 26}, ["apn-refused"]),
        ({"active": False}, ["apn-inactive"]),
    ],
)
def test_apn(facts, found):
    assert codes(judge_apn(site(apn="acme.private", pdp_type="IP"), Measurement(facts))) == found


def test_a_stale_cause_does_not_count_while_the_context_is_active():
    facts = {"active": True, "apn_granted": "acme.private", "esm_cause": 33}
    assert judge_apn(site(apn="acme.private"), Measurement(facts)) == ()


@pytest.mark.parametrize(
    ("sheet", "address", "address_class", "found"),
    [
        ({"static_ip": "10.64.3.17"}, "10.64.3.17", "private", []),
        ({"static_ip": "10.64.3.17"}, "100.72.3.9", "carrier-nat", ["address-carrier-nat"]),
        ({"static_ip": "10.64.3.17"}, "10.64.3.99", "private", ["address-not-static"]),
        (
            {"static_ip": "10.64.3.17", "subnet": "10.64.3.0/24"},
            "10.64.3.99",
            "private",
            ["address-other-in-subnet"],
        ),
        ({"subnet": "10.64.3.0/24"}, "10.64.3.99", "private", []),
        ({"subnet": "10.64.3.0/24"}, "10.65.3.99", "private", ["address-not-static"]),
        ({}, "100.72.3.9", "carrier-nat", []),
        ({}, None, "none", ["address-missing"]),
        ({"static_ip": "10.64.3.17"}, "", "none", ["address-missing"]),
    ],
)
def test_address(sheet, address, address_class, found):
    measured = Measurement({"address": address, "address_class": address_class})
    assert codes(judge_address(site(**sheet), measured)) == found


def test_apns_compare_without_case_and_operator_identifier():
    assert same_apn("Acme.Private", "acme.private.MNC01.MCC262.GPRS")
    assert not same_apn("acme.private", "acme.privat")
