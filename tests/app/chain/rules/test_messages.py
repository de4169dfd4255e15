"""Rules for the broker's answer and for what became of the messages."""

from __future__ import annotations

import pytest

from app.chain.hops import Hop, Measurement, Severity
from app.chain.rules.messages import judge_broker, judge_delivery
from app.site.model import About, Site

SITE = Site(site=About(name="x"))
GOOD = {"sent": 10, "acknowledged": 10, "received": 10, "lost": 0, "duplicates": 0, "out_of_order": 0}


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("not-mqtt", "broker-not-mqtt"),
        ("silent", "broker-silent"),
        ("closed", "broker-closed"),
        ("not-authorized", "broker-not-authorized"),
        ("bad-credentials", "broker-not-authorized"),
        ("version", "broker-version"),
        ("identifier", "broker-identifier"),
        ("refused", "broker-refused"),
        ("anything-else", "broker-unreachable"),
    ],
)
def test_broker_faults(fault, code):
    (finding,) = judge_broker(SITE, Measurement(fault=fault, fault_evidence={"bytes": "48545450"}))
    assert (finding.code, finding.hop, finding.facts["bytes"]) == (code, Hop.BROKER, "48545450")


def test_a_broker_that_accepts_passes():
    assert judge_broker(SITE, Measurement({"reason_code": 0})) == ()


def judged(**flow: int) -> list[tuple[str, Severity]]:
    measured = Measurement({"flows": ({**GOOD, **flow},), "reconnects": 0})
    return [(finding.code, finding.severity) for finding in judge_delivery(SITE, measured)]


def test_each_level_is_held_to_what_it_promises():
    assert judged(qos=0) == judged(qos=1) == judged(qos=2) == []
    assert judged(qos=0, lost=1) == [("delivery-lost", Severity.WARNING)]
    assert judged(qos=1, lost=1) == [("delivery-lost", Severity.FAILED)]
    assert judged(qos=1, duplicates=1) == [("delivery-duplicated", Severity.WARNING)]
    assert judged(qos=2, duplicates=1) == [("delivery-duplicated", Severity.FAILED)]
    assert judged(qos=1, acknowledged=9) == [("delivery-unacknowledged", Severity.FAILED)]
    assert judged(qos=0, acknowledged=0) == []
    assert judged(qos=2, out_of_order=1) == [("delivery-out-of-order", Severity.WARNING)]


def test_an_interruption_that_cost_nothing_is_still_told():
    measured = Measurement({"flows": ({"qos": 1, **GOOD},), "reconnects": 2})
    (finding,) = judge_delivery(SITE, measured)
    assert (finding.code, finding.facts["reconnects"]) == ("delivery-interrupted", 2)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("subscribe-refused", "subscribe-refused"),
        ("publish-refused", "publish-refused"),
        ("closed", "broker-closed"),
    ],
)
def test_delivery_faults_belong_to_the_delivery_hop(fault, code):
    (finding,) = judge_delivery(SITE, Measurement(fault=fault))
    assert (finding.code, finding.hop) == (code, Hop.DELIVERY)
