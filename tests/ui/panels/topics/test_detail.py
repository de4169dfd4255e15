"""One topic in detail: its forms, its course, its history, and no work when nothing is new."""

from __future__ import annotations

import time

import pytest

from app.core.clock import Clock
from app.mqtt.topics import Budget, TopicStore
from ui.panels.topics.detail import TopicDetail

VALUE, DIFFERENCE, TEXT, HEX, PROPERTIES = range(5)


class Shown:
    def __init__(self, budget: Budget | None = None) -> None:
        self.store = TopicStore(budget)
        self.detail = TopicDetail(Clock.start())

    def put(self, payload: bytes, topic: str = "acme/flow", flags: int = 0, properties: bytes = b"") -> None:
        self.store.put(time.perf_counter_ns(), [(topic.encode(), payload, flags, properties)])
        self.detail.show_topic(self.store, self.store.topic("acme/flow"))

    def form(self, which: int) -> str:
        self.detail.forms.setCurrentIndex(which)
        return self.detail.text.toPlainText()


@pytest.fixture
def shown(qtbot) -> Shown:
    made = Shown()
    qtbot.addWidget(made.detail)
    return made


def test_without_a_topic_it_says_so(shown):
    shown.detail.show_topic(shown.store, None)
    assert shown.detail.name.text == "No topic selected"
    assert shown.detail.facts.text() == ""
    assert shown.detail.text.toPlainText() == ""


def test_a_level_without_a_message_of_its_own(shown):
    shown.put(b"1")
    shown.detail.show_topic(shown.store, shown.store.topic("acme/flow").parent)
    assert shown.detail.facts.text() == "No message of its own yet"


def test_the_same_payload_in_its_forms(shown):
    shown.put(b'{"l_min": 41.7, "t": 1}')
    shown.put(b'{"l_min": 42.0, "t": 1}')
    assert shown.form(VALUE) == '{\n  "l_min": 42.0,\n  "t": 1\n}'
    changed = [line for line in shown.form(DIFFERENCE).splitlines() if line[0] in "+-"]
    assert changed == ['-  "l_min": 41.7,', '+  "l_min": 42.0,']
    assert shown.form(TEXT) == '{"l_min": 42.0, "t": 1}'
    assert "7b 22 6c 5f" in shown.form(HEX)
    assert shown.form(PROPERTIES) == "This message has no properties."


def test_one_message_has_nothing_to_be_compared_with(shown):
    shown.put(b"1")
    assert shown.form(DIFFERENCE) == "There is no earlier message to compare with."
    shown.put(b"1")
    assert shown.form(DIFFERENCE) == "The same as the message before."


def test_properties_are_listed(shown):
    shown.put(b"1", properties=b"\x01\x01\x26\x00\x04unit\x00\x05l/min")
    lines = shown.form(PROPERTIES).splitlines()
    assert lines[0].endswith(": 1")
    assert "unit" in lines[1] and "l/min" in lines[1]


def test_the_facts_of_the_newest_message(shown):
    shown.put(b"online", flags=0b0011)
    parts = shown.detail.facts.text().split(" · ")
    assert parts[:3] == ["QoS 1", "retained", "6 B"]
    assert parts[-1].endswith(" ago")


def test_what_was_cut_or_dropped_is_said(qtbot):
    shown = Shown(Budget(payload_limit_bytes=10, history_messages_per_topic=3))
    qtbot.addWidget(shown.detail)
    for _ in range(6):
        shown.put(b"x" * 50)
    facts = shown.detail.facts.text()
    assert "10 B kept" in facts
    assert "2 older ones dropped" in facts


def test_numbers_have_a_course_and_each_can_be_chosen(shown):
    for number in (1, 3, 2):
        shown.put(b'{"a": %d, "b": {"c": %d}}' % (number, 10 * number))
    assert [shown.detail.leaf.itemText(i) for i in range(shown.detail.leaf.count())] == ["a", "b.c"]
    shown.detail.leaf.setCurrentIndex(1)
    assert shown.detail.course.values == (10.0, 30.0, 20.0)
    shown.store.put(time.perf_counter_ns(), [(b"acme/flow", b'{"a": 4, "b": {"c": 40}}', 0, b"")])
    shown.detail.refresh()
    assert shown.detail.leaf.currentText() == "b.c"
    assert shown.detail.course.values == (10.0, 30.0, 20.0, 40.0)
    assert shown.detail.history.rowCount() == 4


def test_text_has_no_course(shown):
    shown.put(b"41.7")
    assert not shown.detail._plot_card.isHidden()
    shown.put(b"open")
    assert shown.detail._plot_card.isHidden()


def test_the_text_stays_where_it_is_read_when_more_comes(shown):
    detail = shown.detail
    detail.resize(400, 500)
    detail.show()
    text = b"\n".join(b"line %d" % number for number in range(300))
    shown.put(text)
    bar = detail.text.verticalScrollBar()
    bar.setValue(50)
    shown.put(b"other", topic="acme/other")
    detail.refresh()
    assert bar.value() == 50
    shown.put(text + b"\nand one more")
    assert bar.value() == 50
    detail.hide()
