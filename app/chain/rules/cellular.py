"""Rules for the hops that the modem answers for: modem, SIM, registration, APN, address.

Sources: 3GPP TS 24.301 annexes A and B for the causes; facts "modem" 0.4, 0.5, 4.3 to 4.5 for what they
mean to a private APN with a static address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address

from app.chain.findings import Code
from app.chain.hops import Finding, Hop, Measurement, Severity, Value
from app.site.model import Site

# EMM causes by which a network refuses a guest (24.301 A.2): PLMN, roaming in this area, EPS in this PLMN.
_ROAMING_REFUSED = frozenset({11, 13, 14})
_EMM_ESM_FAILURE = 19

_APN_REFUSALS = {27: Code.APN_UNKNOWN, 29: Code.APN_AUTHENTICATION, 33: Code.APN_NOT_SUBSCRIBED}

_SIM_STATES = {
    "missing": Code.SIM_MISSING,
    "pin": Code.SIM_PIN_LOCKED,
    "puk": Code.SIM_PUK_LOCKED,
    "failure": Code.SIM_FAILURE,
    "busy": Code.SIM_BUSY,
}

_PORT_FAULTS = {
    "not-found": Code.MODEM_NOT_FOUND,
    "busy": Code.MODEM_PORT_BUSY,
    "denied": Code.MODEM_PORT_DENIED,
    "silent": Code.MODEM_SILENT,
    "not-at": Code.MODEM_NOT_AT,
    "vanished": Code.MODEM_VANISHED,
}

_OPERATOR_SUFFIX = re.compile(r"\.mnc\d{2,3}\.mcc\d{3}\.gprs$", re.IGNORECASE)


def judge_modem(_site: Site, measured: Measurement) -> tuple[Finding, ...]:
    if refused := _port_finding(Hop.MODEM, measured):
        return refused
    if not measured.facts.get("model"):
        return (Code.MODEM_UNKNOWN.finding(measured.facts),)
    return ()


def judge_sim(site: Site, measured: Measurement) -> tuple[Finding, ...]:
    if refused := _port_finding(Hop.SIM, measured):
        return refused
    facts = measured.facts
    state = facts.get("state")
    if state != "ready":
        return (_SIM_STATES.get(str(state), Code.SIM_UNREADABLE).finding(facts),)
    expected = site.sim.iccid if site.sim else None
    if expected and (iccid := facts.get("iccid")) and not _same_iccid(expected, str(iccid)):
        return (Code.SIM_OTHER_CARD.finding({**facts, "iccid_expected": expected}),)
    return ()


def judge_registration(site: Site, measured: Measurement) -> tuple[Finding, ...]:
    if refused := _port_finding(Hop.REGISTRATION, measured):
        return refused
    facts = measured.facts
    status = facts.get("status")
    if status not in ("home", "roaming"):
        return (_refusal(facts).finding(facts),)
    findings = []
    if status == "roaming" and site.sim and not site.sim.roaming:
        findings.append(Code.ROAMING_UNEXPECTED.finding(facts))
    expected = site.sim.operator if site.sim else None
    if expected and facts.get("plmn") and facts["plmn"] != expected:
        findings.append(Code.OPERATOR_UNEXPECTED.finding({**facts, "plmn_expected": expected}))
    return (*findings, *_signal_findings(site, facts))


def _refusal(facts: Mapping[str, Value]) -> Code:
    """Which registration finding fits a modem that is not registered."""
    if facts.get("radio_on") is False:
        return Code.RADIO_OFF
    if facts.get("emm_cause") == _EMM_ESM_FAILURE or facts.get("esm_cause") in _APN_REFUSALS:
        return Code.REGISTRATION_STOPPED_BY_APN
    match facts.get("status"):
        case "denied":
            refused_guest = facts.get("emm_cause") in _ROAMING_REFUSED
            return Code.REGISTRATION_DENIED_ROAMING if refused_guest else Code.REGISTRATION_DENIED
        case "searching" | "idle" | "emergency":
            return Code.REGISTRATION_SEARCHING
    return Code.REGISTRATION_UNREADABLE


def _signal_findings(site: Site, facts: Mapping[str, Value]) -> tuple[Finding, ...]:
    """The site's own limits where it has them, otherwise the rating of `app.modem.rating`."""
    limits: dict[str, float | None] = {
        "rsrp_dbm": site.signal.rsrp_min_dbm,
        "rsrq_db": site.signal.rsrq_min_db,
        "sinr_db": site.signal.sinr_min_db,
    }
    for name, least in limits.items():
        level = facts.get(name)
        if least is not None and isinstance(level, int | float) and level < least:
            limited: dict[str, Value] = {"limited_by": name.split("_")[0], "least": least, "level": level}
            return (Code.SIGNAL_WEAK.finding({**facts, **limited}),)
    rating = facts.get("rating")
    if rating is None:
        return (Code.SIGNAL_UNKNOWN.finding(facts),)
    judged_by_site = limits.get(f"{facts.get('limited_by')}_dbm") or limits.get(
        f"{facts.get('limited_by')}_db"
    )
    if rating in ("poor", "none") and judged_by_site is None:
        return (Code.SIGNAL_WEAK.finding(facts),)
    return ()


def judge_apn(site: Site, measured: Measurement) -> tuple[Finding, ...]:
    if refused := _port_finding(Hop.APN, measured):
        return refused
    expected = site.sim.apn if site.sim else None
    pdp_type = site.sim.pdp_type if site.sim else None
    facts = {**measured.facts, "apn_expected": expected}
    granted = facts.get("apn_granted")
    if not facts.get("active"):
        return (_apn_refusal(facts.get("esm_cause")).finding(facts),)
    findings = []
    if expected and granted is not None and not same_apn(expected, str(granted)):
        findings.append(Code.APN_DIFFERS.finding(facts))
    if pdp_type and facts.get("pdp_type") and facts["pdp_type"] != pdp_type:
        findings.append(Code.APN_TYPE_DIFFERS.finding({**facts, "pdp_type_expected": pdp_type}))
    return tuple(findings)


def _apn_refusal(esm_cause: Value) -> Code:
    if not isinstance(esm_cause, int):
        return Code.APN_INACTIVE
    return _APN_REFUSALS.get(esm_cause, Code.APN_REFUSED)


def judge_address(site: Site, measured: Measurement) -> tuple[Finding, ...]:
    if refused := _port_finding(Hop.ADDRESS, measured):
        return refused
    facts = {**measured.facts, "apn_expected": site.sim.apn if site.sim else None}
    address = facts.get("address")
    if not address:
        return (Code.ADDRESS_MISSING.finding(facts),)
    static_ip = site.sim.static_ip if site.sim else None
    subnet = site.sim.subnet if site.sim else None
    given = ip_address(str(address))
    if static_ip is None and subnet is None:
        return ()  # nothing is expected, and an address behind a carrier's NAT is what most contracts give
    if given == static_ip or (static_ip is None and subnet is not None and given in subnet):
        return ()
    facts["expected"] = str(static_ip or subnet)
    if subnet is not None and given in subnet:
        return (Code.ADDRESS_OTHER_IN_SUBNET.finding(facts),)
    if facts.get("address_class") == "carrier-nat":
        return (Code.ADDRESS_CARRIER_NAT.finding(facts),)
    return (Code.ADDRESS_NOT_STATIC.finding(facts),)


def same_apn(one: str, other: str) -> bool:
    """Whether two APNs name the same: letter case and the operator identifier do not count (23.003 9.1)."""
    return _OPERATOR_SUFFIX.sub("", one).lower() == _OPERATOR_SUFFIX.sub("", other).lower()


def _same_iccid(expected: str, read: str) -> bool:
    """Some modems leave the check digit out, some site sheets too (ITU-T E.118)."""
    shorter, longer = sorted((expected, read.rstrip("Ff")), key=len)
    return longer.startswith(shorter) and len(longer) - len(shorter) <= 1


def _port_finding(hop: Hop, measured: Measurement) -> tuple[Finding, ...]:
    """The finding for a modem that could not be asked; of whichever hop was asking."""
    if measured.fault is None:
        return ()
    code = _PORT_FAULTS.get(measured.fault, Code.MODEM_PORT_FAILED)
    facts = {**measured.facts, **measured.fault_evidence, "reason": measured.fault}
    return (code.finding(facts, hop=hop, severity=Severity.FAILED),)
