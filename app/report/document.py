"""The document of `linkwright check --json`, schema 1. Its keys are described in docs/json/check.md."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.chain.hops import Evidence, Finding, HopResult, State, Value
from app.report.masks import masked_evidence, masked_fact
from app.version import PROGRAM, VERSION
from app.words import advice, caption, expected, headline, measured, not_tested

if TYPE_CHECKING:
    from app.chain.run import ChainState

SCHEMA = 1

Json = dict[str, Any]


def check_document(chain: ChainState, *, masked: bool = True) -> Json:
    """The state of the chain as plain JSON values. masked: identities show only their last four digits."""
    return {
        "schema": SCHEMA,
        "kind": "check",
        "program": {"name": PROGRAM, "version": VERSION},
        "site": chain.site_name,
        "started": chain.started_utc,
        "duration_ms": round(chain.duration_ms, 3),
        "verdict": verdict(chain),
        "headline": headline(chain),
        "masked": masked,
        "hops": [_hop(result, chain, masked) for result in chain.hops],
    }


def verdict(chain: ChainState) -> str:
    """failed, warning or passed: the worst that a tested hop has; not-tested when none was tested."""
    states = {result.state for result in chain.hops}
    for state in (State.FAILED, State.WARNING, State.PASSED):
        if state in states:
            return str(state.value)
    return str(State.NOT_TESTED.value)


def _hop(result: HopResult, chain: ChainState, masked: bool) -> Json:
    return {
        "hop": result.hop.value,
        "state": result.state.value,
        "started_ms": result.started_ms,
        "duration_ms": result.duration_ms,
        "caption": caption(result),
        "expected": _facts(result.expected, masked),
        "expected_text": expected(result),
        "measured": _facts(result.measured, masked),
        "measured_text": measured(result),
        "not_tested": _not_tested(result),
        "findings": [_finding(finding, chain, masked) for finding in result.findings],
        "evidence": [_evidence(evidence, masked) for evidence in result.evidence],
    }


def _not_tested(result: HopResult) -> Json | None:
    if result.not_tested is None:
        return None
    return {
        "reason": result.not_tested.value,
        "blocked_by": result.blocked_by.value if result.blocked_by else None,
        "text": not_tested(result),
    }


def _finding(finding: Finding, chain: ChainState, masked: bool) -> Json:
    words = advice(finding, chain)
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "title": words.title,
        "cause": words.cause,
        "remedy": words.remedy,
        "facts": _facts(finding.facts, masked),
    }


def _evidence(evidence: Evidence, masked: bool) -> Json:
    return {
        "kind": evidence.kind.value,
        "at_ms": evidence.at_ms,
        "source": evidence.source,
        "text": masked_evidence(evidence) if masked else evidence.text,
    }


def _facts(facts: Mapping[str, Value], masked: bool) -> Json:
    return {name: _plain(masked_fact(name, value) if masked else value) for name, value in facts.items()}


def _plain(value: Value) -> Any:
    """Immutable mappings and tuples as the dicts and lists that `json` writes; only what JSON can hold."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
