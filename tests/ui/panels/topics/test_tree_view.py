"""The tree as it is seen: a small one lies open, a large one and the broker's own stay shut."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QModelIndex

from app.mqtt.topics import TopicStore
from ui.panels.topics.tree_model import Column, TopicTreeModel
from ui.panels.topics.tree_view import TopicTree


class Shown:
    """A tree on the screen, and the store that feeds it."""

    def __init__(self) -> None:
        self.store = TopicStore()
        self.model = TopicTreeModel()
        self.model.show_store(self.store)
        self.tree = TopicTree(self.model)

    def put(self, *topics: str, payload: bytes = b"1", flags: int = 0) -> None:
        now_ns = time.perf_counter_ns()
        self.store.put(now_ns, [(topic.encode(), payload, flags, b"") for topic in topics])
        self.model.update_from(self.store.changes())

    def is_open(self, path: str) -> bool:
        """Whether what is below this place is to be seen; the view itself asks for what it shows."""
        index = QModelIndex()
        for level in path.split("/"):
            rows = [self.model.index(row, 0, index) for row in range(self.model.rowCount(index))]
            index = next((row for row in rows if row.data() == level), QModelIndex())
            if not index.isValid():
                return False
        return self.tree.isExpanded(index)


@pytest.fixture
def shown(qtbot) -> Shown:
    made = Shown()
    qtbot.addWidget(made.tree)
    made.tree.resize(700, 300)
    made.tree.show()
    return made


def test_the_upper_levels_of_a_small_tree_lie_open(shown, qtbot):
    shown.put("acme/pump12/flow/raw")
    qtbot.waitUntil(lambda: shown.is_open("acme/pump12"))
    assert shown.is_open("acme")
    assert not shown.is_open("acme/pump12/flow")


def test_the_brokers_own_topics_stay_shut(shown):
    shown.put("$SYS/broker/uptime", "acme/flow")
    model = shown.model
    assert [shown.tree.isExpanded(model.index(row, 0)) for row in (0, 1)] == [False, True]


def test_a_wide_tree_stays_shut(shown):
    shown.put(*(f"site{number}/flow" for number in range(60)))
    assert not any(shown.tree.isExpanded(shown.model.index(row, 0)) for row in range(60))


def test_what_somebody_has_shut_stays_shut_when_more_comes(shown):
    shown.put("acme/pump12/flow")
    acme = shown.model.index(0, 0)
    shown.tree.collapse(acme)
    shown.put("acme/pump13/flow")
    assert not shown.tree.isExpanded(acme)


def pixels(shown: Shown, column: Column) -> bytes:
    """How a cell of the first row is painted."""
    rect = shown.tree.visualRect(shown.model.index(0, column))
    image = shown.tree.viewport().grab(rect).toImage()
    return bytes(image.constBits())


def test_a_retained_topic_wears_a_badge(shown):
    shown.put("status", payload=b"online")
    without = pixels(shown, Column.TOPIC)
    shown.put("status", payload=b"online", flags=1)
    assert pixels(shown, Column.TOPIC) != without


def test_what_has_just_come_is_marked_for_a_moment(shown, qtbot):
    shown.put("flow")
    fresh = pixels(shown, Column.VALUE)
    qtbot.wait(450)
    assert pixels(shown, Column.VALUE) != fresh


def test_markup_in_names_and_values_is_text(shown):
    shown.put("<b>x", payload=b"<img src=x>")
    row = [shown.model.index(0, column).data() for column in (Column.TOPIC, Column.VALUE)]
    assert row == ["<b>x", "<img src=x>"]
    assert pixels(shown, Column.TOPIC)
