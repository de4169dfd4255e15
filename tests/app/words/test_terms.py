"""Words for the values that facts hold; a value without a word is shown as it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.chain.rules.network import _VERDICTS
from app.modem.rating import Rating
from app.reach.classify import AddressClass
from app.reach.interfaces import InterfaceKind
from app.words.terms import (
    address_class,
    apn_name,
    interface_kind,
    limiting_figure,
    rating_name,
    reach_verdict,
    registration_status,
    sim_state,
    word_for,
)


@pytest.mark.parametrize(
    ("word", "values"),
    [
        (rating_name, [rating.value for rating in Rating]),
        (address_class, [kind.value for kind in AddressClass]),
        (interface_kind, [kind.value for kind in InterfaceKind]),
        (sim_state, ["ready", "pin", "puk", "missing", "failure", "busy", "unknown"]),
        (registration_status, ["home", "roaming", "searching", "denied", "idle", "emergency", "unknown"]),
    ],
)
def test_every_value_has_a_word_of_its_own(word: Callable[[str], str], values: list[str]) -> None:
    words = [word(value) for value in values]
    assert len(set(words)) == len(values)
    assert not any("-" in text and text in values for text in words), "a code is not a word"
    assert word("something-new") == "something-new"


@pytest.mark.parametrize("verdict", _VERDICTS)
def test_every_verdict_that_leads_to_a_finding_has_words(verdict: str) -> None:
    assert reach_verdict(verdict) != verdict


def test_an_apn_loses_the_ending_that_the_network_adds() -> None:
    assert apn_name("acme.private.MNC001.mcc262.GPRS") == "acme.private"
    assert apn_name("mnc.example") == "mnc.example"


def test_a_fact_is_worded_by_its_name() -> None:
    assert word_for("rating", "poor") == "poor"
    assert word_for("limited_by", "sinr") == limiting_figure("sinr") == "SINR"
    assert word_for("host", "home") == "home"
