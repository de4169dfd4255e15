"""Texts of VPN files: whole with and without evidence."""

import pytest

from app.reach.wireguard.config import WireguardReason
from app.words.advise import fault_advice
from app.words.vpn_files import TEXTS


def test_every_reason_has_words_and_there_are_no_others() -> None:
    assert set(TEXTS) == {reason.value for reason in WireguardReason}


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_they_are_whole_with_and_without_evidence(code: str) -> None:
    for evidence in ({"line": "3", "key": "MTU"}, {}):
        words = fault_advice(code, evidence, "WireguardReason")
        for part in (words.title, words.cause, words.remedy):
            assert part
            assert "{" not in part
            assert "None" not in part


def test_the_line_is_told() -> None:
    assert "line 3" in fault_advice("wireguard-value", {"line": "3", "key": "MTU"}, "WireguardReason").cause
