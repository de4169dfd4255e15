"""Comments inside a capture file."""

from __future__ import annotations

from app.mqtt.packets import Direction, Puback, Publish, Version
from app.mqtt.trace import Note, Trace
from app.words.captures import file_comment, flow_comment, note_comment
from tests.app.mqtt.traced import Script


def test_a_flow_says_how_it_ended() -> None:
    script = Script()
    script.send(Publish("t", b"x", qos=1, packet_id=7), Direction.OUT)
    flow = script.send(Puback(7, 0x87), Direction.IN)
    assert flow is not None
    assert flow_comment(flow, Version.V5) == (
        "QoS 1, id 7: Refused after 10 ms. The broker says: Not authorized."
    )


def test_a_note_says_why_the_connection_ended() -> None:
    trace = Trace()
    trace.note(Note.CONNECTED, "s", Version.V5, "127.0.0.1:1883")
    trace.note(Note.CONNECTION_LOST, "s", Version.V5, "keep-alive")
    connected, lost = (note_comment(record) for record in trace.since(1))
    assert connected == "connected: 127.0.0.1:1883"
    assert lost == "disconnected: The broker no longer answers on this connection"


def test_what_is_missing_is_said() -> None:
    assert file_comment(0) == ""
    assert file_comment(1) == "1 older packet was no longer kept and is not in this file."
    assert file_comment(12).startswith("12 older packets were")
