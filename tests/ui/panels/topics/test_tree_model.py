"""The lazy tree: Qt's own model test, pages, growth without movement, odd topic names."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt

from app.mqtt.topics import TopicStore
from ui.panels.topics.hits_model import HitsModel
from ui.panels.topics.tree_model import PAGE, RETAINED_ROLE, Column, TopicTreeModel

ODD = ["constructor", "__proto__/x", "//", "a//b", "<b>bold</b>", "ü/\u202e/\U0001f600", "x" * 65_000]


def put(store: TopicStore, *topics: str, payload: bytes = b"1", flags: int = 0) -> None:
    store.put(1, [(topic.encode(), payload, flags, b"") for topic in topics])


@pytest.fixture
def store() -> TopicStore:
    return TopicStore()


@pytest.fixture
def model(store, qapp) -> TopicTreeModel:
    made = TopicTreeModel()
    made.show_store(store)
    return made


def texts(model: TopicTreeModel, parent: QModelIndex | None = None) -> list[str]:
    parent = parent or QModelIndex()
    return [str(model.index(row, 0, parent).data()) for row in range(model.rowCount(parent))]


def test_qts_model_test(store, model, qtmodeltester):
    put(store, "acme/pump12/flow", "acme/pump12/pressure", "acme/pump13/flow", "$SYS/broker/uptime", *ODD)
    model.update_from(store.changes())
    qtmodeltester.check(model)


def test_rows_are_added_and_never_moved(store, model):
    put(store, "b/1", "a/1")
    model.update_from(store.changes())
    assert texts(model) == ["b", "a"]
    kept = model.index(0, 0)
    model.fetchMore(kept)
    put(store, "b/0", "c/1")
    model.update_from(store.changes())
    assert texts(model) == ["b", "a", "c"]
    assert texts(model, kept) == ["1", "0"]


def test_children_are_made_when_they_are_looked_at(store, model):
    put(store, *(f"wide/{number}" for number in range(PAGE * 2 + 5)))
    model.update_from(store.changes())
    wide = model.index(0, 0)
    assert model.hasChildren(wide)
    assert model.rowCount(wide) == 0
    for expected in (PAGE, 2 * PAGE, 2 * PAGE + 5):
        assert model.canFetchMore(wide)
        model.fetchMore(wide)
        assert model.rowCount(wide) == expected
    assert not model.canFetchMore(wide)


def test_values_counts_and_retained(store, model):
    put(store, "acme/status", payload=b"online", flags=1)
    put(store, "acme/flow", payload=b'{"l": 1}')
    put(store, "acme/flow", payload=b'{"l": 2}')
    model.update_from(store.changes())
    acme = model.index(0, 0)
    model.fetchMore(acme)
    row = [model.index(1, column, acme).data() for column in (Column.TOPIC, Column.VALUE, Column.MESSAGES)]
    assert row == ["flow", '{"l": 2}', "2"]
    assert model.index(0, Column.TOPIC, acme).data(RETAINED_ROLE) is True
    assert model.index(0, Column.MESSAGES).data() == "3"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Topic"


def test_a_deep_topic_can_be_found(store, model):
    put(store, *(f"wide/{number}/leaf" for number in range(PAGE + 3)))
    model.update_from(store.changes())
    topic = store.topic(f"wide/{PAGE + 1}/leaf")
    index = model.index_of(topic)
    assert model.topic_at(index) is topic
    assert index.parent().parent().data() == "wide"


def test_hits(store, qapp, qtmodeltester):
    put(store, "a/1", "a/2")
    hits = HitsModel()
    hits.show_topics(store.topics())
    qtmodeltester.check(hits)
    assert [hits.index(row, 0).data() for row in range(2)] == ["a/1", "a/2"]
    put(store, "a/3")
    inserted = []
    hits.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    hits.show_topics(store.topics())
    assert inserted == [(2, 2)]
