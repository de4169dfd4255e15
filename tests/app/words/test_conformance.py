"""Words of the broker card."""

from __future__ import annotations

from app.mqtt.conformance.trials import TRIALS
from app.mqtt.conformance.values import Line, Verdict, WhyNot
from app.words.conformance import TRIAL_NAMES, seen, trial_name, verdict_name, wanted, why_not


def line(verdict: Verdict, **facts: object) -> Line:
    return Line(**{"code": "will", "rule": "R", "verdict": verdict, "expected": {}, "observed": {}, **facts})


def test_every_trial_and_every_verdict_has_a_name_of_its_own() -> None:
    assert set(TRIAL_NAMES) == {trial.code for trial in TRIALS}
    assert len({trial_name(trial.code) for trial in TRIALS}) == len(TRIALS)
    assert len({verdict_name(verdict) for verdict in Verdict}) == len(Verdict)
    assert all(why_not(why) for why in WhyNot)


def test_a_breach_says_what_was_expected_and_only_that() -> None:
    broken = line(
        Verdict.BROKEN,
        expected={"qos_0_to_2": 0, "qos_1_to_2": 1},
        observed={"qos_0_to_2": 2, "qos_1_to_2": 1},
    )
    assert seen(broken) == "0 → 2: 2, 1 → 2: 1"
    assert wanted(broken) == "0 → 2: 0"
    assert wanted(line(Verdict.KEPT, expected={"arrived": 1}, observed={"arrived": 1})) == ""


def test_what_did_not_come_about_says_why() -> None:
    assert "version" in seen(line(Verdict.NOT_TRIED, why=WhyNot.VERSION))
    assert "timeout" in seen(line(Verdict.UNCLEAR, fault="timeout"))
    assert seen(line(Verdict.NOTED, observed={"topics": 3, "version": None})) == "topics: 3"
