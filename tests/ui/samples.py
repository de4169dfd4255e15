"""Chain states made by hand: values only, as a check publishes them."""

from __future__ import annotations

from dataclasses import replace

from app.chain.findings import Code
from app.chain.hops import Evidence, EvidenceKind, Hop, HopResult, NotTested, State
from app.chain.run import ChainState
from app.core.observable import Signal
from app.modem.service import Modem
from app.words import hop_name

STARTED = "2026-11-22T14:03:20.000Z"

_AT = EvidenceKind.AT

PASSED = {
    Hop.MODEM: HopResult(
        Hop.MODEM,
        State.PASSED,
        measured={
            "manufacturer": "Quectel",
            "model": "EG25-G",
            "revision": "EG25GGBR07A08M2G",
            "port": "/dev/ttyUSB2",
        },
        evidence=(Evidence(_AT, 3.1, "ATI", "Quectel\nEG25\nRevision: EG25GGBR07A08M2G"),),
        started_ms=0.4,
        duration_ms=212.0,
    ),
    Hop.SIM: HopResult(
        Hop.SIM,
        State.PASSED,
        expected={"iccid": "8931080019012345678"},
        measured={"state": "ready", "iccid": "8931080019012345678"},
        evidence=(Evidence(_AT, 220.0, "AT+QCCID", "+QCCID: 8931080019012345678"),),
        started_ms=212.0,
        duration_ms=94.0,
    ),
    Hop.REGISTRATION: HopResult(
        Hop.REGISTRATION,
        State.PASSED,
        measured={
            "status": "home",
            "rat": "LTE",
            "operator": "Telekom.de",
            "band": "B20",
            "cell_id": "04CAA71F",
            "rsrp_dbm": -96,
            "rsrq_db": -11.0,
            "sinr_db": 11.0,
            "rating": "good",
            "limited_by": "sinr",
        },
        evidence=(
            Evidence(_AT, 310.0, "AT+CEREG?", '+CEREG: 2,1,"77B8","04CAA71F",7'),
            Evidence(_AT, 340.0, 'AT+QENG="servingcell"', '+QENG: "servingcell","NOCONN","LTE","FDD",262,01'),
        ),
        started_ms=306.0,
        duration_ms=331.0,
    ),
    Hop.APN: HopResult(
        Hop.APN,
        State.PASSED,
        expected={"apn": "acme.private", "pdp_type": "IP"},
        measured={
            "context_id": 1,
            "apn_asked": "acme.private",
            "apn_granted": "acme.private",
            "active": True,
        },
        started_ms=637.0,
        duration_ms=120.0,
    ),
    Hop.ADDRESS: HopResult(
        Hop.ADDRESS,
        State.PASSED,
        expected={"static_ip": "10.64.3.17"},
        measured={"address": "10.64.3.17", "address_class": "private", "source": "AT+CGPADDR"},
        started_ms=757.0,
        duration_ms=88.0,
    ),
    Hop.ROUTE: HopResult(
        Hop.ROUTE,
        State.PASSED,
        measured={
            "targets": (
                {
                    "target": "broker.acme.example",
                    "address": "203.0.113.10",
                    "interface": "wwan0",
                    "interface_kind": "wwan",
                    "mtu": 1428,
                    "verdict": "passed",
                },
            )
        },
        started_ms=0.5,
        duration_ms=3.0,
    ),
    Hop.REACH: HopResult(
        Hop.REACH,
        State.PASSED,
        expected={"targets": ("SCADA",)},
        measured={
            "targets": (
                {"name": "SCADA", "host": "10.99.0.1", "port": 502, "verdict": "open", "connect_ms": 52.3},
            )
        },
        started_ms=845.0,
        duration_ms=64.0,
    ),
    Hop.BROKER: HopResult(
        Hop.BROKER,
        State.PASSED,
        expected={"url": "mqtts://broker.acme.example:8883", "version": "5"},
        measured={
            "url": "mqtts://broker.acme.example:8883",
            "version": "5",
            "reason_code": 0,
            "reason": "Success",
            "session_present": False,
            "connect_ms": 148.0,
        },
        started_ms=909.0,
        duration_ms=151.0,
    ),
    Hop.DELIVERY: HopResult(
        Hop.DELIVERY,
        State.PASSED,
        expected={"qos": (0, 1, 2)},
        measured={
            "flows": tuple(
                {
                    "qos": qos,
                    "sent": 20,
                    "acknowledged": 20,
                    "received": 20,
                    "lost": 0,
                    "duplicates": 0,
                    "out_of_order": 0,
                    "rtt_ms_p50": 96.0 + 18 * qos,
                    "rtt_ms_max": 210.0,
                    "ack_ms_p50": 51.0,
                }
                for qos in (0, 1, 2)
            ),
            "reconnects": 0,
        },
        started_ms=1060.0,
        duration_ms=812.0,
    ),
}


def blank(site: str = "Pump station 12") -> ChainState:
    """The hops of a site, not yet run."""
    hops = tuple(HopResult(hop, expected=result.expected) for hop, result in PASSED.items())
    return ChainState(hops=hops, site_name=site)


def healthy() -> ChainState:
    return ChainState(
        tuple(PASSED.values()), started_utc=STARTED, duration_ms=1872.0, site_name="Pump station 12"
    )


def carrier_nat() -> ChainState:
    """The address is wrong and what needs it was not tested: the case of the design pictures."""
    apn = replace(
        PASSED[Hop.APN],
        state=State.WARNING,
        measured={**PASSED[Hop.APN].measured, "apn_asked": "iot.public", "apn_granted": "iot.public"},
        findings=(
            Code.APN_DIFFERS.finding(
                {"apn_expected": "acme.private", "apn_granted": "iot.public", "context_id": 1}
            ),
        ),
    )
    address = replace(
        PASSED[Hop.ADDRESS],
        state=State.FAILED,
        measured={"address": "100.72.3.9", "address_class": "carrier-nat", "source": "AT+CGPADDR"},
        findings=(
            Code.ADDRESS_CARRIER_NAT.finding(
                {"address": "100.72.3.9", "static_ip": "10.64.3.17", "address_class": "carrier-nat"}
            ),
        ),
        evidence=tuple(
            Evidence(_AT, 760.0 + 4.2 * place, command, reply)
            for place, (command, reply) in enumerate(
                (
                    ("AT+CGPADDR=1", '+CGPADDR: 1,"100.72.3.9"'),
                    ("AT+CGPADDR=1", "OK"),
                    ("AT+CGCONTRDP=1", '+CGCONTRDP: 1,5,"iot.public","100.72.3.9","","100.72.0.1"'),
                    ("AT+CGCONTRDP=1", "OK"),
                )
            )
        ),
    )
    results = {**PASSED, Hop.APN: apn, Hop.ADDRESS: address}
    for hop in (Hop.REACH, Hop.BROKER, Hop.DELIVERY):
        results[hop] = HopResult(
            hop,
            State.NOT_TESTED,
            expected=PASSED[hop].expected,
            not_tested=NotTested.NO_DATA_SESSION,
            blocked_by=Hop.ADDRESS,
        )
    return ChainState(
        tuple(results.values()), started_utc=STARTED, duration_ms=1402.0, site_name="Pump station 12"
    )


def running() -> ChainState:
    """In the middle of a check."""
    results = dict(PASSED)
    results[Hop.APN] = replace(blank()[Hop.APN], state=State.RUNNING, started_ms=637.0)
    for hop in (Hop.ADDRESS, Hop.REACH, Hop.BROKER, Hop.DELIVERY):
        results[hop] = blank()[hop]
    return ChainState(
        tuple(results.values()),
        running=True,
        started_utc=STARTED,
        duration_ms=640.0,
        site_name="Pump station 12",
    )


def with_foreign_text(text: str) -> ChainState:
    """A healthy chain in which the modem calls itself text."""
    modem = replace(
        PASSED[Hop.MODEM],
        measured={**PASSED[Hop.MODEM].measured, "model": text},
        evidence=(Evidence(_AT, 3.1, "ATI", text),),
    )
    return replace(healthy(), hops=tuple({**PASSED, Hop.MODEM: modem}.values()))


class ShownCheck:
    """Holds a state and tells of the next, as the check does; it cannot run."""

    def __init__(self, state: ChainState) -> None:
        self.state = state
        self.changed: Signal[ChainState] = Signal()

    def show(self, state: ChainState) -> None:
        self.state = state
        self.changed.emit(state)


class ShownServices:
    """What the Overview asks for."""

    def __init__(self, state: ChainState) -> None:
        self.check = ShownCheck(state)
        self.modem = Modem()  # never opened


def names() -> list[str]:
    return [hop_name(hop) for hop in PASSED]
