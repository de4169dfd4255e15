"""Which cause and remedy a finding about registration or signal names."""

from __future__ import annotations

import pytest

from app.chain.findings import Code
from app.words import advice


@pytest.mark.parametrize(
    ("status", "title"),
    [
        ("emergency", "The network allows only emergency calls"),
        ("idle", "The modem is not registered and does not search"),
        ("searching", "The modem searches and finds no network that takes it"),
    ],
)
def test_the_state_is_named(status: str, title: str) -> None:
    assert advice(Code.REGISTRATION_SEARCHING.finding({"status": status})).title == title


def test_a_searching_modem_with_and_without_signal() -> None:
    good = advice(Code.REGISTRATION_SEARCHING.finding({"status": "searching", "rating": "good"}))
    weak = advice(Code.REGISTRATION_SEARCHING.finding({"status": "searching", "rating": "none"}))
    blind = advice(Code.REGISTRATION_SEARCHING.finding({"status": "searching"}))
    assert "APN is refused" in good.cause and "ask the carrier" in good.remedy
    assert "too weak" in weak.cause
    assert "no coverage" in blind.cause


def test_a_refusal_names_cause_operator_and_card() -> None:
    facts = {"operator": "Acme", "emm_cause": 7, "iccid": "8931080019012345678"}
    words = advice(Code.REGISTRATION_DENIED.finding(facts))
    assert words.title == "The network Acme refuses this SIM"
    assert words.cause.startswith("It gave cause 7: ")
    assert "ICCID …5678" in words.remedy


@pytest.mark.parametrize(
    ("limited_by", "remedy"),
    [("rsrp", "antenna higher"), ("sinr", "directional antenna"), ("rsrq", "directional antenna")],
)
def test_the_figure_that_limits_decides_the_remedy(limited_by: str, remedy: str) -> None:
    words = advice(Code.SIGNAL_WEAK.finding({"limited_by": limited_by, "rsrp_dbm": -118, "sinr_db": -6}))
    assert limited_by.upper() in words.cause
    assert remedy in words.remedy
