"""Names and numbers of causes, and the words for them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from app.modem.causes import NAMES, Cause, Family, cause, cme_of_text, cms_of_text, network_cause_of_cme

TABLE = tomllib.loads((Path(__file__).parents[3] / "resources" / "causes.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("SIM not inserted", 10),
        ("sim NOT  inserted.", 10),
        ("Operation not allowed", 3),
        ("no network service", 30),
        ("Network not allowed, emergency calls only", 32),
        ("invalid command line", 50),
        ("a vendor's own words", None),
        ("", None),
    ],
)
def test_cme_as_text(text: str, number: int | None) -> None:
    assert cme_of_text(text) == number


def test_cms_as_text() -> None:
    assert cms_of_text("SIM PUK required") == 316


@pytest.mark.parametrize(
    ("number", "family", "value"),
    [
        (103, Family.EMM, 3),
        (111, Family.EMM, 11),
        (119, Family.EMM, 19),
        (127, Family.ESM, 27),
        (133, Family.ESM, 33),
        (177, Family.ESM, 8),
        (178, Family.ESM, 65),
        (179, Family.ESM, 66),
        (194, Family.ESM, 52),
        (199, Family.ESM, 112),
    ],
)
def test_network_cause_behind_a_cme_error(number: int, family: Family, value: int) -> None:
    assert network_cause_of_cme(number) == cause(family, value)


@pytest.mark.parametrize("number", [0, 10, 50, 100, 148, 500, 5847, -1])
def test_what_is_no_network_cause_is_never_guessed(number: int) -> None:
    assert network_cause_of_cme(number) is None


def test_a_vendors_number_has_no_name() -> None:
    assert cause(Family.CME, 5847) == Cause(Family.CME, 5847, None)
    assert cause(Family.EMM, 15).code == "emm-15"


def test_every_number_has_words_under_its_name() -> None:
    assert set(TABLE) == {family.value for family in Family}
    for family in Family:
        entries = TABLE[family.value]
        assert {int(number): entry["name"] for number, entry in entries.items()} == dict(NAMES[family])
        for number, entry in entries.items():
            assert set(entry) <= {"name", "words", "remedy"}, number
            assert entry["words"] and not entry["words"].endswith("."), number
            assert "remedy" not in entry or entry["remedy"].endswith("."), number
