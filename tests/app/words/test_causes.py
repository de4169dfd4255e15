"""The causes of a refusal in plain words, from the table in resources."""

from __future__ import annotations

import tomllib

from app.words import catalogue
from app.words.causes import FILE, cause_facts


def test_a_known_cause_has_words_and_mostly_a_remedy() -> None:
    facts = cause_facts({"esm_cause": 33, "emm_cause": 19})
    assert facts["esm_words"] == "this SIM is not provisioned for this APN"
    assert set(facts) == {"esm_words", "esm_remedy", "emm_words", "emm_remedy"}


def test_an_unknown_cause_has_none() -> None:
    assert cause_facts({"esm_cause": 250, "emm_cause": None}) == {}
    assert cause_facts({"esm_cause": "33"}) == {}
    assert cause_facts({}) == {}


def test_words_follow_the_language() -> None:
    try:
        catalogue.use("de")
        assert cause_facts({"esm_cause": 33})["esm_words"] == (
            "diese SIM ist für diesen APN nicht freigeschaltet"
        )
    finally:
        catalogue.use("en")


def test_words_are_clauses_and_remedies_are_sentences() -> None:
    table = tomllib.loads(FILE.read_text("utf-8"))
    for family in ("emm", "esm"):
        for number, entry in table[family].items():
            words, remedy = entry.get("words"), entry.get("remedy", "X.")
            assert words and not words.endswith("."), (family, number)
            assert remedy.endswith("."), (family, number)
