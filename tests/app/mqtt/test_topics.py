"""The topic store: tree, counts, budgets, and every loss counted."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mqtt.intake import RawMessage
from app.mqtt.topics import Budget, Kept, Retained, Topic, TopicStore

LIVE, RETAINED = 0x30, 0x31
S = 1_000_000_000


def message(topic: str, payload: bytes = b"", flags: int = LIVE) -> RawMessage:
    return topic.encode(errors="surrogatepass"), payload, flags, b""


def stored(*messages: RawMessage, budget: Budget | None = None) -> TopicStore:
    store = TopicStore(budget)
    for number, each in enumerate(messages):
        store.put(number, [each])
    return store


def found(store: TopicStore, name: str) -> Topic:
    topic = store.topic(name)
    assert topic is not None
    return topic


def test_tree_counts_and_newest_message() -> None:
    store = stored(message("a/b", b"1"), message("a/c", b"22"), message("a/b", b"333"), message("a", b""))
    store.changes()
    b = found(store, "a/b")
    assert (b.count, b.bytes, b.level, b.name) == (2, 4, "b", "a/b")
    assert b.last == Kept(2, b"333", LIVE, b"", 3)
    assert [child.level for child in store.root.below()] == ["a"]
    assert [child.level for child in found(store, "a").below()] == ["b", "c"]
    assert (store.root.total, store.root.topics) == (4, 3)
    assert (found(store, "a").total, found(store, "a").topics, found(store, "a").count) == (4, 3, 1)
    counts = store.counts()
    assert (counts.messages, counts.bytes, counts.topics) == (4, 6, 3)


def test_level_without_messages_has_a_name_too() -> None:
    store = stored(message("a/b/c"))
    middle = store.root.below()[0].below()[0]
    assert (middle.name, middle.count, middle.last) == ("a/b", 0, None)
    assert store.topic("a/b") is None


@pytest.mark.parametrize(
    "name",
    [
        "constructor",
        "__proto__",
        "toString/x",
        "/",
        "//",
        "a//b",
        "/a",
        "a/",
        " ",
        "é/\u202e/🚰",
        "$SYS/x",
        "a\nb",
    ],
)
def test_odd_names_are_just_names(name: str) -> None:
    store = stored(message(name, b"x"), message(name, b"y"))
    topic = found(store, name)
    assert (topic.name, topic.count) == (name, 2)
    levels = []
    node: Topic | None = topic
    while node is not None and node.parent is not None:
        levels.append(node.level)
        node = node.parent
    assert "/".join(reversed(levels)) == name


def test_topic_that_is_not_utf_8_is_shown_with_its_bytes() -> None:
    store = TopicStore()
    store.put(1, [(b"a/\xff", b"x", LIVE, b"")])
    assert store.topics()[0].name == "a/\\xff"


def test_sixty_five_thousand_levels_make_a_bounded_tree() -> None:
    store = stored(message("/" * 65_535, b"x"))
    depth = 0
    node = store.root
    while node.below():
        node = node.below()[0]
        depth += 1
    assert depth == 128
    assert node.name == "/" * 65_535


def test_two_spellings_that_look_alike_are_two_topics_in_one_place_or_two() -> None:
    """Bytes that are not UTF-8 and the text that shows them may meet; nothing is lost."""
    store = TopicStore()
    store.put(1, [(b"\xff", b"1", LIVE, b""), (b"\\xff", b"2", LIVE, b"")])
    store.changes()
    assert store.counts().messages == 2
    assert store.root.total == 2


def test_changes_are_told_once() -> None:
    store = stored(message("a/b", b"1"), message("a/b", b"2"), message("a/c", b"3"))
    first = store.changes()
    assert [topic.name for topic in first.added] == ["a", "a/b", "a/c"]
    assert [topic.name for topic in first.changed] == ["a/b", "a/c"]
    assert store.changes().changed == []
    store.put(9, [message("a/c", b"4")])
    again = store.changes()
    assert (again.added, [topic.name for topic in again.changed]) == ([], ["a/c"])
    assert store.root.total == 4


def test_history_keeps_the_newest_of_a_topic_within_its_count() -> None:
    budget = Budget(history_messages_per_topic=3)
    store = stored(*(message("a", b"%d" % number) for number in range(10)), budget=budget)
    topic = found(store, "a")
    assert [kept.payload for kept in store.messages(topic)] == [b"6", b"7", b"8", b"9"]
    assert (topic.evicted, store.counts().evicted, store.counts().history_messages) == (6, 6, 3)


def test_history_keeps_within_its_bytes_for_each_topic() -> None:
    budget = Budget(history_bytes_per_topic=3_000)
    store = stored(*(message("a", bytes(1_000)) for _ in range(10)), budget=budget)
    topic = found(store, "a")
    assert store.counts().history_bytes <= 3_000
    assert len(store.messages(topic)) == 3
    assert topic.evicted == 7


def test_global_budget_takes_from_every_topic_in_turn() -> None:
    budget = Budget(history_bytes=20_000)
    rounds = [message(f"t{number}", bytes(1_000)) for _ in range(10) for number in range(4)]
    store = stored(*rounds, budget=budget)
    counts = store.counts()
    assert 9_000 < counts.history_bytes <= 20_000
    kept = [len(store.messages(topic)) for topic in store.topics()]
    assert min(kept) >= 2
    assert sum(kept) + counts.evicted == 40


def test_newest_message_of_each_topic_survives_an_empty_budget() -> None:
    budget = Budget(history_bytes=0)
    store = stored(*(message(f"t{number % 3}", bytes(100)) for number in range(30)), budget=budget)
    assert [len(store.messages(topic)) for topic in store.topics()] == [1, 1, 1]
    assert store.counts().evicted == 27


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 400)), max_size=120),
    st.integers(0, 3_000),
    st.integers(0, 1_500),
    st.integers(0, 4),
)
def test_every_message_is_kept_or_counted_as_dropped(
    sent: list[tuple[int, int]], history_bytes: int, per_topic: int, count: int
) -> None:
    budget = Budget(history_bytes, per_topic, count)
    store = stored(*(message(f"t{number}", bytes(size)) for number, size in sent), budget=budget)
    counts = store.counts()
    kept = [store.messages(topic) for topic in store.topics()]
    assert sum(map(len, kept)) + counts.evicted == counts.messages == len(sent)
    assert sum(map(len, kept)) == counts.history_messages + counts.topics
    assert counts.history_bytes <= history_bytes
    assert sum(topic.evicted for topic in store.topics()) == counts.evicted
    for topic, messages in zip(store.topics(), kept, strict=True):
        assert messages[-1] == topic.last
        assert [each.at_ns for each in messages] == sorted(each.at_ns for each in messages)


def test_payload_is_cut_at_the_limit_with_its_size_beside() -> None:
    store = stored(message("a", bytes(2_000)), budget=Budget(payload_limit_bytes=1_000))
    kept = store.messages(found(store, "a"))[0]
    assert (len(kept.payload), kept.size_bytes, kept.is_cut) == (1_000, 2_000, True)
    assert (store.counts().cut, store.counts().bytes, found(store, "a").bytes) == (1, 2_000, 2_000)


def test_topics_beyond_the_limit_are_turned_away_and_counted() -> None:
    store = stored(*(message(f"t{number}", b"x") for number in range(5)), budget=Budget(topics=3))
    store.put(9, [message("t1", b"y")])
    counts = store.counts()
    assert (counts.topics, counts.turned_away, counts.messages) == (3, 2, 6)
    assert found(store, "t1").count == 2


def test_retained_state_follows_the_messages() -> None:
    store = TopicStore()
    steps = [
        (message("a", b"live"), Retained.NONE_SEEN),
        (message("a", b""), Retained.NONE_SEEN),
        (message("a", b"kept", RETAINED), Retained.HELD),
        (message("a", b"live"), Retained.HELD),
        (message("a", b""), Retained.CLEARED),
        (message("a", b"live"), Retained.CLEARED),
        (message("a", b"kept", RETAINED), Retained.HELD),
        (message("a", b"", RETAINED), Retained.CLEARED),
    ]
    for number, (each, expected) in enumerate(steps):
        store.put(number, [each])
        assert found(store, "a").retained is expected


def test_numbers_of_a_topic() -> None:
    texts = [b"1", b"2.5", b"on", b"-3e2", b"nan", b"1_0", b""]
    store = stored(*(message("a", text) for text in texts))
    assert store.numbers(found(store, "a")) == [(0, 1.0), (1, 2.5), (3, -300.0)]


def test_rate_and_age() -> None:
    store = TopicStore()
    topic = None
    for second in range(1, 31):
        store.put(second * S, [message("a", b"x")] * 10)
        store.changes(second * S)
        topic = found(store, "a")
        if second == 1:
            topic.rate_ns, topic.rate_per_s = S, 0.0
    assert topic is not None
    assert topic.rate(30 * S) == pytest.approx(10, rel=0.01)
    assert topic.rate(60 * S) < 0.01
    assert topic.age_ms(31 * S) == 1000


def test_clear_forgets_everything() -> None:
    store = stored(message("a", b"1"), message("a", b"2"))
    store.clear()
    assert (store.topics(), store.root.below(), store.counts().messages) == ([], [], 0)
    store.put(1, [message("b", b"x")])
    assert store.root.below()[0].level == "b"


def test_reading_while_the_network_thread_writes() -> None:
    store = TopicStore(Budget(history_messages_per_topic=5))
    done = threading.Event()

    def write() -> None:
        for number in range(200):
            store.put(number, [message(f"t/{(number * 50 + each) % 997}", b"1") for each in range(50)])
        done.set()

    thread = threading.Thread(target=write)
    thread.start()
    while not done.is_set():
        store.changes()
        for topic in store.topics()[:50]:
            assert store.messages(topic)
            assert topic.below() == []
    thread.join()
    store.changes()
    assert store.root.total == store.counts().messages == 10_000
    assert store.root.topics == store.counts().topics == 997
