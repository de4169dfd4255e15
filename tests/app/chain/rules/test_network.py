"""Rules for route, VPN and reach."""

from __future__ import annotations

import pytest

from app.chain.hops import Measurement
from app.chain.rules.network import judge_reach, judge_route, judge_vpn
from app.site.model import About, Site

SITE = Site(site=About(name="x"))


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


def test_each_target_without_a_route_is_named():
    targets = ({"target": "a", "verdict": "ok"}, {"target": "b", "verdict": "no-route"})
    (finding,) = judge_route(SITE, Measurement({"targets": targets}))
    assert (finding.code, finding.facts["target"]) == ("route-missing", "b")


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"interface_kind": "wifi", "verdict": "answered"}, ["route-off-vpn"]),
        ({"interface_kind": "vpn", "verdict": "silent"}, ["vpn-inside-silent"]),
        ({"interface_kind": "vpn", "verdict": "answered"}, []),
    ],
)
def test_vpn(facts, found):
    assert codes(judge_vpn(SITE, Measurement(facts))) == found


@pytest.mark.parametrize(
    ("verdict", "found"),
    [
        ("open", []),
        ("ok", []),
        ("no-such-name", ["dns-no-such-name"]),
        ("dns-silent", ["dns-silent"]),
        ("refused", ["tcp-refused"]),
        ("silent", ["tcp-silent"]),
        ("unreachable", ["tcp-unreachable"]),
        ("expired", ["tls-certificate-expired"]),
        ("not-yet-valid", ["tls-certificate-not-yet-valid"]),
        ("host-mismatch", ["tls-host-mismatch"]),
        ("self-signed", ["tls-untrusted"]),
        ("untrusted", ["tls-untrusted"]),
        ("not-tls", ["tls-not-tls"]),
    ],
)
def test_reach(verdict, found):
    target = {"name": "Broker", "host": "b.example", "port": 8883, "verdict": verdict}
    findings = judge_reach(SITE, Measurement({"targets": (target,)}))
    assert codes(findings) == found
    assert all(finding.facts["host"] == "b.example" for finding in findings)


def test_a_certificate_that_ends_soon_is_a_warning():
    def found(days_left: int) -> list[str]:
        return codes(
            judge_reach(SITE, Measurement({"targets": ({"verdict": "ok", "days_left": days_left},)}))
        )

    assert (found(13), found(14)) == (["tls-expires-soon"], [])


def test_what_must_not_answer():
    def found(verdict: str) -> list[str]:
        target = {"name": "1.1.1.1", "verdict": verdict, "forbidden": True}
        return codes(judge_reach(SITE, Measurement({"targets": (target,)})))

    assert (found("open"), found("silent"), found("unreachable")) == (["isolation-leak"], [], [])
