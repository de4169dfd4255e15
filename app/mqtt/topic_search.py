"""Finds topics by their name and their newest payload."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.mqtt.topics import Topic

HITS_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Hits:
    """topics: the first HITS_LIMIT. count: of all."""

    topics: tuple[Topic, ...]
    count: int


def search(topics: Iterable[Topic], text: str, limit: int = HITS_LIMIT) -> Hits:
    """Topics whose name or newest payload contains text, letter case aside."""
    wanted = text.casefold()
    wanted_bytes = text.encode().lower()
    found: list[Topic] = []
    count = 0
    for topic in topics:
        newest = topic.newest
        in_payload = newest is not None and wanted_bytes in newest[1].lower()
        if in_payload or wanted in topic.name.casefold():
            count += 1
            if len(found) < limit:
                found.append(topic)
    return Hits(tuple(found), count)
