"""Every finding and every expected failure has title, cause and remedy, whatever is known of it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chain.findings import Code
from app.chain.hops import Hop, Value
from app.site.problems import SiteFault, SiteReason
from app.words import Advice, advice, fault_advice, fault_advice_of
from app.words.advise import FINDINGS
from app.words.faults import FAULTS
from app.words.sentences import Text, fields_of, wordings_of
from tests.app.words.samples import CARRIER_NAT, ICCID

FULL: dict[str, Value] = {
    "iccid": ICCID,
    "iccid_expected": "8931080019012349999",
    "operator": "Acme Mobile",
    "plmn": "26201",
    "plmn_expected": "20408",
    "context_id": 1,
    "apn_asked": "iot.public",
    "apn_granted": "iot.public",
    "apn_expected": "acme.private",
    "address": "100.72.3.9",
    "expected": "10.64.3.17",
    "emm_cause": 15,
    "esm_cause": 33,
    "rating": "poor",
    "limited_by": "rsrp",
    "rsrp_dbm": -121,
    "host": "10.99.0.1",
    "port": 502,
    "qos": 1,
    "sent": 20,
    "lost": 2,
}


def assert_whole(words: Advice) -> None:
    for text in (words.title, words.cause, words.remedy):
        assert text
        assert "None" not in text
        assert not re.search(r"[{}]|  | ,|\(\)|\.\.", text), text
    assert not words.title.endswith(".")
    assert words.cause.endswith(".")
    assert words.remedy.endswith((".", "?"))


@pytest.mark.parametrize("code", Code)
def test_every_finding_has_words_with_all_facts_and_with_none(code: Code) -> None:
    assert_whole(advice(code.finding()))
    assert_whole(advice(code.finding(FULL)))
    assert_whole(advice(code.finding(FULL), CARRIER_NAT))
    assert_whole(advice(code.finding(dict.fromkeys(FULL))))


def test_there_are_no_words_for_codes_that_do_not_exist() -> None:
    spare = set(FINDINGS) - {code.text for code in Code}
    assert spare == {
        # Said by faults outside a check.
        "modem-port-shared",
        "modem-port-blocked",
        "modem-port-address",
        "modem-port-closed",
        "modem-restarted",
        "modem-command-needs-consent",
        "modem-open-already",
        "at-command-invalid",
        "at-queue-full",
        "broker-bad-credentials",
    }


@pytest.mark.parametrize(("family", "code"), FAULTS)
def test_every_expected_failure_has_words(family: str, code: str) -> None:
    known = {"path": "x.toml", "line": "3", "problems": "2", "limit_bytes": "65536", "suffixes": ".html"}
    assert_whole(fault_advice(code, known, family))
    bare = fault_advice(code, {}, family)
    assert "None" not in bare.title + bare.cause + bare.remedy


def reasons() -> list[tuple[str, str]]:
    """Enum and value of every reason that a fault of the program can have, read from its sources."""
    found = []
    for file in sorted((Path(__file__).parents[3] / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name.endswith("Reason"):
                found += [
                    (node.name, str(ast.literal_eval(member.value)))
                    for member in node.body
                    if isinstance(member, ast.Assign)
                ]
    return found


def test_no_reason_of_the_program_is_without_words() -> None:
    assert ("PortReason", "busy") in reasons()
    assert [reason for reason in reasons() if reason not in FAULTS] == []


def test_an_unknown_failure_still_has_words() -> None:
    assert_whole(fault_advice("brand-new", {}))
    assert "brand-new" in fault_advice("brand-new", {}).title


def test_a_code_of_several_subjects_is_told_by_its_family() -> None:
    assert "port" in fault_advice("busy", {"port": "/dev/ttyUSB2"}, "PortReason").title
    fault = SiteFault(SiteReason.NOT_FOUND, "x.site.toml")
    assert fault_advice_of(fault).title == "There is no site file x.site.toml"


def test_the_carrier_nat_finding_is_the_one_of_the_design() -> None:
    words = advice(CARRIER_NAT[Hop.ADDRESS].findings[0], CARRIER_NAT)
    assert words == Advice(
        "The SIM has a carrier-NAT address, not its static IP",
        "Context 1 is attached to the APN iot.public. The site file asks for acme.private. "
        "Only the private APN assigns the static address, so no server can reach this device.",
        "Set the APN of context 1 to acme.private and attach again. If the network then refuses it with "
        "cause 33, ask the carrier to provision this APN for ICCID …5678.",
    )


def test_a_missing_subscription_names_apn_and_card() -> None:
    facts = {"apn_asked": "acme.private", "apn_expected": "acme.private", "esm_cause": 33, "context_id": 1}
    words = advice(Code.APN_NOT_SUBSCRIBED.finding(facts), CARRIER_NAT)
    assert words.title == "The carrier has not set up the APN acme.private for this SIM"
    assert "Ask the carrier to provision the APN acme.private for ICCID …5678." in words.remedy


def test_a_weak_signal_names_the_figure_that_limits() -> None:
    words = advice(Code.SIGNAL_WEAK.finding({"limited_by": "sinr", "sinr_db": -6.5, "least": 0}))
    assert words.title == "The signal is weak: SINR −6.5 dB"
    assert "at least 0 dB" in words.cause


def test_an_identity_of_the_site_file_or_the_card_is_cut_short() -> None:
    words = advice(Code.SIM_OTHER_CARD.finding(FULL))
    assert ICCID not in words.cause
    assert "…5678" in words.cause and "…9999" in words.cause


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.just(())
NAMES = sorted(
    {
        name
        for text in FINDINGS.values()
        for sentence in (text.title, *text.cause, *text.remedy)
        for wording in wordings_of(sentence)
        for name in fields_of(wording)
    }
)


@given(st.sampled_from(list(Code)), st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8))
def test_no_facts_whatever_break_the_words(code: Code, facts: dict[str, Value]) -> None:
    words = advice(code.finding(facts))
    assert words.title and words.cause and words.remedy
    assert all(text.isprintable() for text in (words.title, words.cause, words.remedy))


@pytest.mark.parametrize("text", [*FINDINGS.values(), *FAULTS.values()])
def test_texts_are_plain_sentences(text: Text) -> None:
    for sentence in (text.title, *text.cause, *text.remedy):
        for wording in wordings_of(sentence):
            assert "!" not in wording
            assert not re.search(r"\b(please|sorry|oops|simply)\b", wording, re.IGNORECASE)
