"""The tracer's filter: every word must fit, in any order."""

from __future__ import annotations

import pytest

from app.mqtt.codec import encode
from app.mqtt.packet_types import Version
from app.mqtt.packets import Packet, Pingreq, Puback, Publish
from app.mqtt.trace import Note, Trace, TraceRecord
from app.mqtt.trace_filter import TraceFilter

V5 = Version.V5


@pytest.fixture(scope="module")
def records() -> list[TraceRecord]:
    trace = Trace()

    def put(packet: Packet, *, inbound: bool = False) -> None:
        raw = encode(packet, V5)
        if inbound:
            trace.inbound(1, "field-12", V5, raw, 1, {})
        else:
            trace.outbound(1, 2, "field-12", V5, raw)

    trace.note(Note.CONNECTED, "field-12", V5, "10.64.3.1:8883")  # 1
    put(Publish("pump12/Flow", b"x", qos=1, packet_id=41))  # 2
    put(Puback(41, 0x87), inbound=True)  # 3
    put(Publish("pump12/level", b"x", qos=0, retain=True), inbound=True)  # 4
    put(Publish("pump12/flow", b"x", qos=1, packet_id=42, dup=True))  # 5
    put(Pingreq())  # 6
    trace.note(Note.CONNECTION_LOST, "field-12", V5, "closed")  # 7
    return trace.since(1)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [1, 2, 3, 4, 5, 6, 7]),
        ("publish", [2, 4, 5]),
        ("PUBLISH qos 1", [2, 5]),
        ("qos 0", [4]),
        ("qos", []),
        ("id 41", [2, 3]),
        ("reason 135", [3]),
        ("flow", [2, 5]),
        ("dup", [5]),
        ("-dup flow", [2]),
        ("retain", [4]),
        ("in", [3, 4]),
        ("out", [2, 5, 6]),
        ("field-12 -publish -ping", [1, 3, 7]),
        ("lost", [7]),
        ("10.64", [1]),
        ("-", [1, 2, 3, 4, 5, 6, 7]),  # a word like any other: it is in the session's name
        ("id 99999999999999999999", []),
    ],
)
def test_words(records, text, numbers):
    wanted = TraceFilter(text)
    found = {record.number for record in records if wanted.matches(record)}
    assert found == set(numbers)


def test_an_empty_filter_says_so():
    assert not TraceFilter("   ")
    assert TraceFilter(" qos  1 ").text == "qos 1"
