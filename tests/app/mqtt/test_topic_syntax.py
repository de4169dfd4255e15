"""Topic filters: the examples of sections 4.7.1 and 4.8.2, and their wrong neighbours."""

from __future__ import annotations

import pytest

from app.mqtt.packet_types import Version
from app.mqtt.topic_syntax import filter_breaches, has_wildcard, is_shared


@pytest.mark.parametrize(
    "text",
    [
        "#",
        "+",
        "/",
        "/+",
        "+/+",
        "sport/#",
        "sport/tennis/player1/#",
        "+/tennis/#",
        "sport/+/player1",
        "$SYS/#",
    ],
)
def test_good_filters(text: str) -> None:
    assert filter_breaches(text, Version.V5) == []
    assert filter_breaches(text, Version.V311) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["topic-empty"]),
        ("sport/tennis#", ["multi-level-wildcard"]),
        ("sport/tennis/#/ranking", ["multi-level-wildcard"]),
        ("##", ["multi-level-wildcard"]),
        ("sport+", ["single-level-wildcard"]),
        ("a/b+/c", ["single-level-wildcard"]),
        ("a+/#b", ["multi-level-wildcard", "single-level-wildcard"]),
    ],
)
def test_bad_filters(text: str, codes: list[str]) -> None:
    assert [rule.code for rule in filter_breaches(text, Version.V5)] == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("$share/g/a/#", []),
        ("$share/g//a", []),
        ("$share//a", ["share-name-missing"]),
        ("$share/g", ["share-name-invalid"]),
        ("$share/g/", ["share-name-invalid"]),
        ("$share/g+/a", ["share-name-invalid"]),
        ("$share/g#/a", ["share-name-invalid"]),
        ("$share/g/a#", ["multi-level-wildcard"]),
    ],
)
def test_shared_filters_exist_in_mqtt_5_only(text: str, codes: list[str]) -> None:
    assert [rule.code for rule in filter_breaches(text, Version.V5)] == codes
    assert is_shared(text, Version.V5)
    assert not is_shared(text, Version.V311)


def test_wildcards_in_a_name() -> None:
    assert has_wildcard("a/+") and has_wildcard("a#b")
    assert not has_wildcard("a/b")
