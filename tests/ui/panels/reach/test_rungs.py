"""The ladder's rows from results of a check."""

from __future__ import annotations

from dataclasses import replace

from app.chain.findings import Code
from app.chain.hops import Hop, HopResult, NotTested, State
from app.chain.run import ChainState
from tests.ui.samples import PASSED, blank, healthy
from ui.panels.reach.rungs import Rung, findings, rungs, target_name, target_text

TLS = {
    "name": "broker",
    "host": "b.example",
    "port": 8883,
    "address": "203.0.113.10",
    "verdict": "ok",
    "dns_ms": 31.0,
    "connect_ms": 18.0,
    "tls_ms": 44.0,
    "tls_version": "TLSv1.3",
    "days_left": 61.4,
}


def test_a_row_for_each_host() -> None:
    route, scada = rungs(healthy())
    assert route.text.startswith("broker.acme.example by wwan0 (modem)")
    assert scada == Rung(State.PASSED, "SCADA", "10.99.0.1:502, TCP 52 ms", 52.3)


def test_layers_of_a_tls_host() -> None:
    assert target_text(TLS) == (
        "b.example → 203.0.113.10, DNS 31 ms, TCP 18 ms, TLS 1.3 44 ms, certificate 61 days left"
    )
    assert target_name("broker") == "Broker"


def test_the_host_that_a_finding_is_about_is_marked() -> None:
    bad = {"name": "SCADA", "host": "10.99.0.1", "port": 502, "verdict": "refused"}
    good = {**bad, "port": 503, "verdict": "open"}
    finding = Code.TCP_REFUSED.finding(bad)
    reach = HopResult(Hop.REACH, State.FAILED, measured={"targets": (good, bad)}, findings=(finding,))
    chain = ChainState((reach,))
    assert [rung.state for rung in rungs(chain)] == [State.PASSED, State.FAILED]
    assert rungs(chain)[1].text.endswith("refused")
    assert findings(chain) == (finding,)


def test_forbidden_hosts() -> None:
    silent = {"name": "1.1.1.1", "host": "1.1.1.1", "port": 53, "verdict": "silent", "forbidden": True}
    assert target_text(silent) == "silent, as it must be"
    assert target_text({**silent, "verdict": "open"}) == "answers, and must not"


def test_what_was_not_measured_says_why() -> None:
    untested = replace(PASSED[Hop.REACH], state=State.NOT_TESTED, measured={}, not_tested=NotTested.CANCELLED)
    assert rungs(ChainState((untested,)))[0].text == "Not tested: the check was cancelled"
    assert {rung.text for rung in rungs(blank())} == {"not run"}
