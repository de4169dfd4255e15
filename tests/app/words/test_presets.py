"""Every advisory and every silence has words."""

from __future__ import annotations

import pytest

from app.mqtt.advisories import AdvisoryCode
from app.mqtt.presets import Silence
from app.words.presets import ADVISORIES, SILENCES
from app.words.sentences import one, several


@pytest.mark.parametrize("code", AdvisoryCode)
def test_an_advisory_can_be_told_without_any_fact(code: AdvisoryCode) -> None:
    text = ADVISORIES[code.value]
    assert one(text.title, {})
    assert several(text.remedy, {})


def test_facts_are_shown_with_their_units() -> None:
    text = ADVISORIES["keep-alive"]
    assert "5 s" in one(text.title, {"keep_alive_s": 5})
    assert "128" in several(ADVISORIES["client-id-length"].cause, {"length_bytes": 129, "most_bytes": 128})


def test_words_and_codes_are_the_same_set() -> None:
    assert set(ADVISORIES) == {code.value for code in AdvisoryCode}
    assert set(SILENCES) == {silence.value for silence in Silence}
