"""Gaps, alternatives and conditions in sentences; how a fact is shown."""

from __future__ import annotations

import pytest

from app.chain.hops import Value
from app.words.sentences import OneOf, When, as_shown, equals, has, one, plain, several, wordings_of


def test_a_sentence_with_an_unknown_fact_is_left_out() -> None:
    sentences = ("A {x}.", "B {y}.", "C.")
    assert several(sentences, {"x": 1}) == "A 1. C."
    assert several(sentences, {"x": None, "y": "z"}) == "B z. C."


def test_the_first_wording_that_can_be_said_is_said() -> None:
    choice = OneOf("with {a} and {b}", "with {a}", "bare")
    assert one(choice, {"a": 1, "b": 2}) == "with 1 and 2"
    assert one(choice, {"a": 1}) == "with 1"
    assert one(choice, {}) == "bare"
    assert one(OneOf("{a}"), {}) == ""


def test_conditions() -> None:
    assert one(When(equals("qos", 1, 2), "acknowledged"), {"qos": 1}) == "acknowledged"
    assert one(When(equals("qos", 1, 2), "acknowledged"), {"qos": 0}) == ""
    assert one(When(has("a"), "yes"), {"a": 0}) == ""
    nested = OneOf(When(has("a"), "a {b}"), "rest")
    assert list(wordings_of(nested)) == ["a {b}", "rest"]


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("rsrp_dbm", -96, "−96 dBm"),
        ("sinr_db", 2.5, "2.5 dB"),
        ("rtt_ms", 212.4, "212 ms"),
        ("rtt_ms_p50", 3400.0, "3.4 s"),
        ("rooms", 2, "2"),
        ("limit_s", 10.0, "10 s"),
        ("timeout_s", "5.0", "5 s"),
        ("timeout_s", "soon", "soon"),
        ("not_after", "2026-11-19T20:08:22.000Z", "2026-11-19 20:08:22 UTC"),
        ("size_bytes", 4200, "4.2 kB"),
        ("iccid", "8931080019012345678", "…5678"),
        ("note", "SIM 8931080019012345678", "SIM •••••••••••••••5678"),
        ("rating", "fair", "fair"),
        ("status", "denied", "refused"),
        ("apn_granted", "acme.private.mnc001.mcc262.gprs", "acme.private"),
        ("dns", ("10.0.0.1", "10.0.0.2"), "10.0.0.1, 10.0.0.2"),
        ("active", True, "yes"),
        ("pci", 301, "301"),
        ("x", None, None),
        ("x", "", None),
        ("x", (), None),
        ("x", {}, None),
        ("x", float("nan"), None),
        ("x", float("inf"), None),
    ],
)
def test_how_a_fact_is_shown(name: str, value: Value, text: str | None) -> None:
    assert as_shown(name, value) == text


def test_braces_and_control_characters_from_outside_do_no_harm() -> None:
    assert one("the host {host}", {"host": "{x}\x1b[31m\nfoo"}) == "the host {x} [31m foo"
    assert len(plain("x" * 10_000)) <= 160
