"""A sentence for every agreement, and the interface in it."""

from __future__ import annotations

import pytest

from app.chain.rules.static_address import Agreement
from app.words.static_address import AGREEMENTS, agreement_sentence


def test_every_agreement_has_its_own_sentence() -> None:
    assert {one.value for one in Agreement} == set(AGREEMENTS)
    sentences = {agreement_sentence(one) for one in AGREEMENTS}
    assert len(sentences) == len(AGREEMENTS)
    assert all(sentence.endswith(".") for sentence in sentences)


@pytest.mark.parametrize(
    ("by", "kind", "words"),
    [("wlan0", "wifi", "wlan0 (Wi-Fi)"), ("wlan0", "", "wlan0 "), ("", "", "does not")],
)
def test_the_interface_is_named_where_it_is_known(by: str, kind: str, words: str) -> None:
    assert words in agreement_sentence("elsewhere", by=by, kind=kind)


def test_an_unknown_code_says_nothing() -> None:
    assert agreement_sentence("new") == ""
