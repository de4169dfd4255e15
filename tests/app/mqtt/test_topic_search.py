"""Search over names and newest payloads."""

from __future__ import annotations

from app.mqtt.topic_search import search
from app.mqtt.topics import TopicStore


def store() -> TopicStore:
    made = TopicStore()
    made.put(
        1,
        [
            (b"acme/pump12/flow", b'{"l_min": 41.7}', 0, b""),
            (b"acme/pump13/status", b"ERROR 12", 0, b""),
            (b"acme/Pump14/cmd", b"", 0, b""),
        ],
    )
    return made


def names(text: str) -> list[str]:
    return [topic.name for topic in search(store().topics(), text).topics]


def test_names_and_payloads_letter_case_aside():
    assert names("pump14") == ["acme/Pump14/cmd"]
    assert names("error") == ["acme/pump13/status"]
    assert names("ERROR") == ["acme/pump13/status"]
    assert names("l_min") == ["acme/pump12/flow"]
    assert names("nothing") == []


def test_all_hits_are_counted_though_few_are_shown():
    hits = search(store().topics(), "acme", limit=2)
    assert (len(hits.topics), hits.count) == (2, 3)
