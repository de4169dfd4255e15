"""One place in the topic tree: counters, the newest message, and as much of its past as the budget allows."""

from __future__ import annotations

import math
from enum import Enum
from typing import NamedTuple

from app.mqtt.messages import properties_of, topic_text
from app.mqtt.properties import Properties

RATE_WINDOW_S = 3.0
"""A rate is an average that forgets with this time constant."""

_RATE_WINDOW_NS = int(RATE_WINDOW_S * 1e9)

Entry = tuple[int, bytes, int, bytes, int]
"""at_ns, payload (kept part), the fixed header's flags, property bytes, size in bytes as received."""


class Retained(Enum):
    """What is known of a retained message under the topic."""

    NONE_SEEN = "none-seen"
    HELD = "held"
    """One arrived with RETAIN set when we subscribed."""
    CLEARED = "cleared"
    """After that an empty message came."""


class Kept(NamedTuple):
    """A message in the store. payload may be cut: size_bytes is what was received."""

    at_ns: int
    payload: bytes
    flags: int
    property_bytes: bytes
    size_bytes: int

    @property
    def qos(self) -> int:
        return self.flags >> 1 & 3

    @property
    def retain(self) -> bool:
        return self.flags & 1 != 0

    @property
    def dup(self) -> bool:
        return self.flags & 8 != 0

    @property
    def is_cut(self) -> bool:
        return len(self.payload) < self.size_bytes

    @property
    def properties(self) -> Properties:
        return properties_of(self.property_bytes)


class Topic:
    """A level of the tree; a topic with messages where `count` is not 0.

    Written in the network thread under the store's lock; single fields may be read from anywhere.
    count, bytes: of this topic. total, topics: with everything below, as of the last `TopicStore.changes`.
    """

    __slots__ = (
        "bytes",
        "children",
        "count",
        "counted",
        "evicted",
        "history",
        "is_marked",
        "key",
        "level",
        "newest",
        "parent",
        "rate_ns",
        "rate_per_s",
        "retained",
        "topics",
        "total",
    )

    def __init__(self, level: str, parent: Topic | None) -> None:
        self.level = level
        self.parent = parent
        self.children: dict[str, Topic] | None = None
        self.key = b""
        self.count = 0
        self.bytes = 0
        self.newest: Entry | None = None
        self.history: list[Entry] | None = None
        self.evicted = 0
        self.retained = Retained.NONE_SEEN
        self.is_marked = False  # in the store's list of changed topics
        self.counted = 0  # part of count that is in the totals
        self.total = 0
        self.topics = 0
        self.rate_ns = 0
        self.rate_per_s = 0.0

    @property
    def name(self) -> str:
        """The whole topic name; of the root the empty text."""
        if self.count:
            return topic_text(self.key)
        levels: list[str] = []
        node: Topic = self
        while node.parent is not None:
            levels.append(node.level)
            node = node.parent
        return "/".join(reversed(levels))

    @property
    def last(self) -> Kept | None:
        """The newest message."""
        newest = self.newest
        return None if newest is None else Kept._make(newest)

    def below(self) -> list[Topic]:
        """The children, in the order in which they were first seen."""
        children = self.children
        return [] if children is None else list(children.values())

    def age_ms(self, now_ns: int) -> float | None:
        """Since the newest message came."""
        newest = self.newest
        return None if newest is None else (now_ns - newest[0]) / 1e6

    def rate(self, now_ns: int) -> float:
        """Messages a second of this topic lately."""
        return self.rate_per_s * math.exp((self.rate_ns - now_ns) / 1e9 / RATE_WINDOW_S)

    def note_rate(self, messages: int, now_ns: int) -> None:
        """Take in the messages that came since the last call."""
        # A first-order filter solved backwards: stable for any step, and cheaper than an exponential.
        elapsed_ns = now_ns - self.rate_ns
        weight_ns = _RATE_WINDOW_NS + elapsed_ns
        self.rate_per_s = (self.rate_per_s * _RATE_WINDOW_NS + messages * 1e9) / weight_ns
        self.rate_ns = now_ns


def number_in(payload: bytes) -> float | None:
    """The number that a payload is, if it is nothing but a finite number in text."""
    if not 0 < len(payload) <= 40:
        return None
    try:
        value = float(payload)
    except ValueError:
        return None
    return value if math.isfinite(value) and b"_" not in payload else None
