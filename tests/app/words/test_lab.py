"""Words about the lab's broker: every note has some."""

from __future__ import annotations

from app.lab.broker import BrokerNote
from app.words.lab import broker_note


def test_every_note_has_words():
    said = {note: broker_note(note.value) for note in BrokerNote}
    assert "3.1.1" in said[BrokerNote.ONLY_3_1_1]
    assert "QoS 2" in said[BrokerNote.QOS_RAISED]
