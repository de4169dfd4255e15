"""All topics of a session as a tree: counts, newest messages, bounded history, every loss counted.

The network thread puts messages in bulk; views ask for what has changed since they last asked. Cost of a
message does not depend on how many topics there are.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from app.mqtt.intake import RawMessage
from app.mqtt.messages import topic_text
from app.mqtt.topic_node import Entry, Kept, Retained, Topic, number_in

__all__ = ["Budget", "Changes", "Kept", "Retained", "StoreCounts", "Topic", "TopicStore"]

_ENTRY_BYTES = 160
"""What a message costs besides its payload: the tuple, the time, the bytes objects' heads, queue places."""

_DEEPEST = 128
"""Levels below this one stay together as one: a topic may have 65 535 of them."""


@dataclass(frozen=True, slots=True)
class Budget:
    """history_*: of the messages before the newest; the newest of each topic is always kept.

    payload_limit_bytes: what is kept of a single payload. topics: more are not taken in, but counted.
    """

    history_bytes: int = 256 << 20
    history_bytes_per_topic: int = 4 << 20
    history_messages_per_topic: int = 200
    payload_limit_bytes: int = 1 << 20
    topics: int = 2_000_000


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """evicted: messages no longer kept. cut: payloads kept in part. turned_away: of topics too many."""

    messages: int
    bytes: int
    topics: int
    history_messages: int
    history_bytes: int
    evicted: int
    cut: int
    turned_away: int


@dataclass(slots=True)
class Changes:
    """added: new places in the tree, parents before children. changed: topics with new messages."""

    added: list[Topic] = field(default_factory=list)
    changed: list[Topic] = field(default_factory=list)


class TopicStore:
    """The tree of one session; `put` fits as a session's message sink."""

    def __init__(self, budget: Budget | None = None) -> None:
        self.budget = budget or Budget()
        self.root = Topic("", None)
        self._lock = threading.Lock()
        self._by_key: dict[bytes, Topic] = {}
        self._with_history: list[Topic] = []
        self._hand = -1  # where the last eviction stopped in them
        self._changes = Changes()
        self._messages = 0
        self._bytes = 0
        self._history_messages = 0
        self._history_bytes = 0
        self._evicted = 0
        self._cut = 0
        self._turned_away = 0

    # For the network thread.

    def put(self, at_ns: int, messages: list[RawMessage]) -> None:
        """Take in what one read of the network gave."""
        with self._lock:
            find = self._by_key.get
            mark = self._changes.changed.append
            payload_limit = self.budget.payload_limit_bytes
            count_limit = self.budget.history_messages_per_topic
            # Below this a topic's messages cannot pass its budget of bytes before that of messages.
            small = self.budget.history_bytes_per_topic // (count_limit + 1)
            size_sum = history_sum = history_count = 0
            for key, payload, flags, properties in messages:
                topic = find(key) or self._add(key, at_ns)
                if topic is None:
                    continue
                size = len(payload)
                size_sum += size
                if size > payload_limit:
                    payload = payload[:payload_limit]
                    self._cut += 1
                if flags & 1 or not size:
                    _note_retained(topic, flags, size)
                older = topic.newest
                topic.newest = (at_ns, payload, flags, properties, size)
                topic.count += 1
                topic.bytes += size
                if not topic.is_marked:
                    topic.is_marked = True
                    mark(topic)
                if older is not None:
                    history = topic.history or self._begin_history(topic)
                    cost = len(older[1]) + len(older[3]) + _ENTRY_BYTES
                    history.append(older)
                    history_count += 1
                    history_sum += cost
                    if cost > small or len(history) > count_limit:
                        self._trim(topic, history)
            self._messages += len(messages)
            self._bytes += size_sum
            self._history_messages += history_count
            self._history_bytes += history_sum
            if self._history_bytes > self.budget.history_bytes:
                self._evict()

    # For views and commands.

    def changes(self, now_ns: int | None = None) -> Changes:
        """What is new since the last call; brings totals and rates up to date. For one caller."""
        now = time.perf_counter_ns() if now_ns is None else now_ns
        with self._lock:
            changes, self._changes = self._changes, Changes()
            above: dict[Topic, int] = {}
            for topic in changes.changed:
                topic.is_marked = False
                new = topic.count - topic.counted
                if not topic.counted:
                    _count_topic(topic)
                topic.counted = topic.count
                topic.total += new
                topic.note_rate(new, now)
                parent = topic.parent
                if parent is not None:
                    above[parent] = above.get(parent, 0) + new
            _add_to_totals(above)
        return changes

    def counts(self) -> StoreCounts:
        with self._lock:
            return StoreCounts(
                self._messages,
                self._bytes,
                len(self._by_key),
                self._history_messages,
                self._history_bytes,
                self._evicted,
                self._cut,
                self._turned_away,
            )

    def topic(self, name: str) -> Topic | None:
        """The topic of that name, if a message of it has come."""
        return self._by_key.get(name.encode(errors="surrogatepass"))

    def topics(self) -> list[Topic]:
        """Every topic that has had a message, in the order of their first one."""
        with self._lock:
            return list(self._by_key.values())

    def messages(self, topic: Topic) -> list[Kept]:
        """What is kept of a topic, oldest first."""
        with self._lock:
            entries: list[Entry] = list(topic.history or ())
            if topic.newest is not None:
                entries.append(topic.newest)
        return [Kept._make(entry) for entry in entries]

    def numbers(self, topic: Topic) -> list[tuple[int, float]]:
        """Times in ns and values of the messages that are plain numbers, oldest first."""
        found = ((kept.at_ns, number_in(kept.payload)) for kept in self.messages(topic))
        return [(at_ns, value) for at_ns, value in found if value is not None]

    def clear(self) -> None:
        """Forget everything, counters included."""
        with self._lock:
            self.root = Topic("", None)
            self._by_key.clear()
            self._with_history = []
            self._hand = -1
            self._changes = Changes()
            self._messages = self._bytes = self._history_messages = self._history_bytes = 0
            self._evicted = self._cut = self._turned_away = 0

    # Inside, under the lock.

    def _add(self, key: bytes, at_ns: int) -> Topic | None:
        """The place of a topic that is seen for the first time."""
        if len(self._by_key) >= self.budget.topics:
            self._turned_away += 1
            return None
        node = self.root
        added = self._changes.added.append
        for level in topic_text(key).split("/", _DEEPEST - 1):
            children = node.children
            if children is None:
                children = node.children = {}
            child = children.get(level)
            if child is None:
                child = children[level] = Topic(level, node)
                added(child)
            node = child
        if not node.key:
            node.key = key
        self._by_key[key] = node
        node.rate_ns = at_ns
        return node

    def _begin_history(self, topic: Topic) -> list[Entry]:
        """The history of a topic that has none, or had to give all of it up."""
        if topic.history is None:
            topic.history = []
            self._with_history.append(topic)
        return topic.history

    def _trim(self, topic: Topic, history: list[Entry]) -> None:
        """Bring one topic back into its own budget."""
        surplus = max(len(history) - self.budget.history_messages_per_topic, 0)
        bytes_left = sum(map(_cost, history[surplus:]))
        while bytes_left > self.budget.history_bytes_per_topic:
            bytes_left -= _cost(history[surplus])
            surplus += 1
        if surplus:
            self._drop(topic, history, surplus)

    def _evict(self) -> None:
        """Go round the topics and halve each one's history, until a tenth of the budget is free again."""
        goal = self.budget.history_bytes * 9 // 10
        topics = self._with_history
        unchanged = 0
        while self._history_bytes > goal and unchanged < len(topics):
            self._hand = (self._hand + 1) % len(topics)
            topic = topics[self._hand]
            unchanged = 0 if topic.history else unchanged + 1
            if topic.history:
                self._drop(topic, topic.history, (len(topic.history) + 1) // 2)

    def _drop(self, topic: Topic, history: list[Entry], count: int) -> None:
        """Forget the oldest messages of a topic."""
        cost = sum(map(_cost, history[:count]))
        del history[:count]
        topic.evicted += count
        self._history_bytes -= cost
        self._history_messages -= count
        self._evicted += count


def _cost(entry: Entry) -> int:
    return len(entry[1]) + len(entry[3]) + _ENTRY_BYTES


def _count_topic(topic: Topic) -> None:
    """A topic has had its first message: count it in all levels above."""
    node: Topic | None = topic
    while node is not None:
        node.topics += 1
        node = node.parent


def _add_to_totals(news: dict[Topic, int]) -> None:
    """Add numbers of new messages to these nodes and all above; siblings share the way up."""
    while news:
        above: dict[Topic, int] = {}
        for node, new in news.items():
            node.total += new
            if node.parent is not None:
                above[node.parent] = above.get(node.parent, 0) + new
        news = above


def _note_retained(topic: Topic, flags: int, size: int) -> None:
    if size and flags & 1:
        topic.retained = Retained.HELD
    elif not size and (flags & 1 or topic.retained is Retained.HELD):
        topic.retained = Retained.CLEARED
