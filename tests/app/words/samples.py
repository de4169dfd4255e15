"""Chains as a run leaves them behind, for the tests of words and reports."""

from __future__ import annotations

from app.chain.findings import Code
from app.chain.hops import Evidence, EvidenceKind, Hop, HopResult, NotTested, State
from app.chain.run import ChainState

ICCID = "8931080019012345678"
IMEI = "867322030012345"

MODEM = HopResult(
    Hop.MODEM,
    State.PASSED,
    measured={
        "port": "/dev/ttyUSB2",
        "manufacturer": "Quectel",
        "model": "EG25-G",
        "revision": "EG25GGBR07A08M2G",
        "imei": IMEI,
        "dialect": "quectel",
    },
    evidence=(
        Evidence(EvidenceKind.AT, 3.2, "AT+CGSN", f"AT+CGSN\n{IMEI}\nOK"),
        Evidence(EvidenceKind.AT, 9.0, "ATI", "ATI\nQuectel\n<b>EG25</b>\nOK"),
    ),
    started_ms=0.0,
    duration_ms=212.0,
)
SIM = HopResult(
    Hop.SIM,
    State.PASSED,
    expected={"iccid": ICCID},
    measured={"state": "ready", "iccid": ICCID, "imsi": "204080123456789", "pin_tries_left": 3},
    started_ms=212.0,
    duration_ms=94.0,
)
REGISTRATION = HopResult(
    Hop.REGISTRATION,
    State.PASSED,
    expected={"rsrp_min_dbm": -110},
    measured={
        "status": "home",
        "rat": "LTE",
        "plmn": "20408",
        "band": "B20",
        "cell_id": "04CAA71F",
        "rsrp_dbm": -96,
        "rsrq_db": -11,
        "sinr_db": 11,
        "rating": "fair",
        "limited_by": "rsrp",
    },
    started_ms=306.0,
    duration_ms=331.0,
)
APN = HopResult(
    Hop.APN,
    State.WARNING,
    expected={"apn": "acme.private", "pdp_type": "IP"},
    measured={
        "context_id": 1,
        "apn_asked": "iot.public",
        "apn_granted": "iot.public.mnc001.mcc262.gprs",
        "pdp_type": "IP",
        "active": True,
    },
    findings=(
        Code.APN_DIFFERS.finding(
            {
                "context_id": 1,
                "apn_asked": "iot.public",
                "apn_granted": "iot.public.mnc001.mcc262.gprs",
                "apn_expected": "acme.private",
            }
        ),
    ),
    duration_ms=120.0,
)
ADDRESS = HopResult(
    Hop.ADDRESS,
    State.FAILED,
    expected={"static_ip": "10.64.3.17"},
    measured={"address": "100.72.3.9", "address_class": "carrier-nat", "source": "AT+CGPADDR"},
    findings=(
        Code.ADDRESS_CARRIER_NAT.finding(
            {
                "address": "100.72.3.9",
                "address_class": "carrier-nat",
                "source": "AT+CGPADDR",
                "apn_expected": "acme.private",
                "expected": "10.64.3.17",
            }
        ),
    ),
    evidence=(Evidence(EvidenceKind.AT, 640.0, "AT+CGPADDR", '+CGPADDR: 1,"100.72.3.9"'),),
    duration_ms=88.0,
)
ROUTE = HopResult(
    Hop.ROUTE,
    State.PASSED,
    measured={
        "targets": (
            {
                "target": "10.99.0.1",
                "address": "10.99.0.1",
                "interface": "wwan0",
                "interface_kind": "wwan",
                "local_address": "100.72.3.9",
                "mtu": 1428,
                "verdict": "ok",
            },
        )
    },
    duration_ms=3.0,
)


def blocked(hop: Hop, by: Hop) -> HopResult:
    return HopResult(hop, State.NOT_TESTED, not_tested=NotTested.PREREQUISITE, blocked_by=by)


CARRIER_NAT = ChainState(
    hops=(
        MODEM,
        SIM,
        REGISTRATION,
        APN,
        ADDRESS,
        ROUTE,
        blocked(Hop.REACH, Hop.ADDRESS),
        blocked(Hop.BROKER, Hop.REACH),
        blocked(Hop.DELIVERY, Hop.BROKER),
    ),
    started_utc="2026-11-22T14:03:20.000Z",
    duration_ms=1400.0,
    site_name="Pump station 12",
)

FLOW = {"sent": 20, "acknowledged": 20, "received": 20, "lost": 0, "duplicates": 0, "out_of_order": 0}

HEALTHY = ChainState(
    hops=(
        MODEM,
        SIM,
        REGISTRATION,
        HopResult(
            Hop.APN,
            State.PASSED,
            measured={"context_id": 1, "apn_granted": "acme.private", "pdp_type": "IP", "active": True},
            duration_ms=120.0,
        ),
        HopResult(
            Hop.ADDRESS,
            State.PASSED,
            expected={"static_ip": "10.64.3.17"},
            measured={"address": "10.64.3.17", "address_class": "private"},
            duration_ms=80.0,
        ),
        ROUTE,
        HopResult(
            Hop.REACH,
            State.PASSED,
            expected={"targets": ("SCADA",)},
            measured={
                "targets": (
                    {
                        "name": "SCADA",
                        "host": "10.99.0.1",
                        "port": 502,
                        "verdict": "open",
                        "connect_ms": 34.0,
                    },
                )
            },
            duration_ms=40.0,
        ),
        HopResult(
            Hop.BROKER,
            State.PASSED,
            expected={"url": "mqtts://broker.acme.example:8883", "version": "5"},
            measured={"version": "5", "reason_code": 0, "reason": "Success", "connect_ms": 48.0},
            evidence=(Evidence(EvidenceKind.PACKET, 700.0, "CONNACK", "20 03 00 00 00"),),
            duration_ms=60.0,
        ),
        HopResult(
            Hop.DELIVERY,
            State.PASSED,
            expected={"qos": (0, 1, 2)},
            measured={
                "flows": tuple({**FLOW, "qos": qos, "rtt_ms_p50": 31.0 * (qos + 1)} for qos in (0, 1, 2)),
                "reconnects": 0,
            },
            duration_ms=900.0,
        ),
    ),
    started_utc="2026-11-22T14:03:20.000Z",
    duration_ms=1900.0,
    site_name="Pump station 12",
)
