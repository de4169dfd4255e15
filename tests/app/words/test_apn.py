"""Which cause and remedy an APN finding names."""

from __future__ import annotations

from app.chain.findings import Code
from app.words import advice


def test_a_misspelt_apn_is_set_right() -> None:
    facts = {"apn_asked": "acme.privat", "apn_expected": "acme.private", "context_id": 1, "esm_cause": 27}
    words = advice(Code.APN_UNKNOWN.finding(facts))
    assert words.title == "The network does not know the APN acme.privat"
    assert "cause 27: " in words.cause
    assert "Context 1 asks for acme.privat. The site file asks for acme.private." in words.cause
    assert "Set the APN of context 1 to acme.private and attach again." in words.remedy


def test_an_apn_that_is_written_as_in_the_site_file_is_the_carriers_to_set_up() -> None:
    facts = {"apn_asked": "Acme.Private", "apn_expected": "acme.private", "esm_cause": 27}
    words = advice(Code.APN_UNKNOWN.finding(facts))
    assert "the carrier has not set it up" in words.cause
    assert "Set the APN" not in words.remedy


def test_a_cause_without_words_is_still_named() -> None:
    words = advice(Code.APN_REFUSED.finding({"esm_cause": 250}))
    assert "It gave cause 250, which has no meaning that Linkwright knows." in words.cause
    known = advice(Code.APN_REFUSED.finding({"esm_cause": 26}))
    assert known.cause.startswith("It gave cause 26: ")
    assert known.cause != words.cause


def test_a_default_of_the_network_is_told_from_a_wrong_setting() -> None:
    facts = {"apn_expected": "acme.private", "apn_granted": "iot.public", "apn_asked": "acme.private"}
    words = advice(Code.APN_DIFFERS.finding(facts))
    assert "the network gave another" in words.cause
    assert words.remedy.startswith("Ask the carrier")
