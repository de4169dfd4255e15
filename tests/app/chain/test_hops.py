"""Hops, and the state that findings make of a tested one."""

from __future__ import annotations

import pytest

from app.chain.findings import STOPS_DATA, Code
from app.chain.hops import CELLULAR, NETWORK, Hop, HopResult, Severity, State, state_of


def test_the_chain_is_the_modem_and_then_the_network() -> None:
    assert (*CELLULAR, *NETWORK) == tuple(Hop)


@pytest.mark.parametrize(
    ("codes", "state"),
    [
        ((), State.PASSED),
        ((Code.SIGNAL_WEAK,), State.WARNING),
        ((Code.SIGNAL_WEAK, Code.SIM_MISSING), State.FAILED),
    ],
)
def test_the_worst_finding_is_the_state(codes: tuple[Code, ...], state: State) -> None:
    assert state_of(tuple(code.finding() for code in codes)) is state


def test_a_result_that_nobody_ran_has_nothing() -> None:
    blank = HopResult(Hop.SIM)
    assert (blank.state, blank.findings, blank.started_ms, dict(blank.measured)) == (
        State.NOT_RUN,
        (),
        None,
        {},
    )


def test_each_finding_has_a_code_of_its_own_that_names_what_it_is() -> None:
    codes = [code.text for code in Code]
    assert len(set(codes)) == len(codes)
    for code in Code:
        finding = code.finding({"why": "x"})
        assert (finding.code, finding.hop, finding.severity) == (
            code.text,
            code.value.hop,
            code.value.severity,
        )


def test_a_rule_may_say_that_a_finding_is_of_another_hop_or_weight() -> None:
    finding = Code.MODEM_VANISHED.finding(hop=Hop.APN, severity=Severity.WARNING)
    assert (finding.hop, finding.severity) == (Hop.APN, Severity.WARNING)


def test_only_what_the_modem_itself_says_proves_that_no_data_flows() -> None:
    stopping = [code for code in Code if code.text in STOPS_DATA]
    assert {code.value.hop for code in stopping} <= set(CELLULAR) - {Hop.MODEM}
    assert {code.value.severity for code in stopping} == {Severity.FAILED}
    assert Code.SIM_MISSING in stopping
