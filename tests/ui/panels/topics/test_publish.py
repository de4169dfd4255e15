"""The form that publishes: it asks only for what can be sent, and says exactly what was typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.panels.topics.publish import PublishCard


@pytest.fixture
def card(qtbot) -> PublishCard:
    made = PublishCard()
    qtbot.addWidget(made)
    made.sendings = []
    made.sent.connect(lambda *message: made.sendings.append(message))
    return made


def press(card: PublishCard) -> None:
    QTest.mouseClick(card.button, Qt.MouseButton.LeftButton)


def test_without_a_topic_nothing_can_be_sent(card):
    assert not card.button.isEnabled()
    press(card)
    assert card.sendings == []


def test_what_was_typed_is_what_is_asked_for(card):
    card.topic.setText("acme/pump12/cmd")
    card.payload.setPlainText("ö <b>1</b>\n2")
    card.qos.setCurrentIndex(2)
    card.retain.setChecked(True)
    press(card)
    assert card.sendings == [("acme/pump12/cmd", "ö <b>1</b>\n2".encode(), 2, True)]


def test_an_empty_payload_is_a_message_too(card):
    card.topic.setText("a")
    press(card)
    assert card.sendings == [("a", b"", 0, False)]


@pytest.mark.parametrize("topic", ["acme/#", "+/flow", "#"])
def test_wildcards_are_for_subscribing(card, topic):
    card.topic.setText(topic)
    assert not card.button.isEnabled()
    assert "no +" in card.outcome.text()
    card.topic.setText("acme/flow")
    assert card.button.isEnabled()
    assert card.outcome.text() == ""


def test_what_became_of_it_stays_until_the_next_topic(card):
    card.topic.setText("a")
    card.tell("Acknowledged <b>at once</b>")
    assert card.outcome.text() == "Acknowledged <b>at once</b>"
    assert card.outcome.textFormat() is Qt.TextFormat.PlainText
    card.topic.setText("b")
    assert card.outcome.text() == ""


def test_every_field_can_be_reached_and_has_a_name(card):
    for field in (card.topic, card.payload, card.qos):
        assert field.accessibleName()
    assert card.payload.tabChangesFocus()
