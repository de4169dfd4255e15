"""Packets, notes and flows of a trace as JSON lines."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from app.core.clock import Clock
from app.mqtt.capture.flow_follower import FlowFollower
from app.mqtt.capture.json_lines import as_bytes, end_line, flow_line, packet_line
from app.mqtt.codec import encode
from app.mqtt.packets import Direction, PacketType, Puback, Publish, Suback, Version
from app.mqtt.trace import Note, Trace

CLOCK = Clock(1_000_000, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))


def test_reasons_have_the_names_of_their_version() -> None:
    trace = Trace()
    for version, packet in ((Version.V5, Suback(1, (0x87,))), (Version.V311, Suback(1, (0x80,)))):
        trace.inbound(2_000_000, "s", version, encode(packet, version), 1, {})
    trace.outbound(2_000_000, 2_250_000, "s", Version.V5, encode(Puback(7), Version.V5))
    shown = [packet_line(record, CLOCK, with_hex=False) for record in trace.since(1)]
    assert [(each.get("reason_code"), each.get("reason")) for each in shown] == [
        (0x87, "Not authorized"),
        (0x80, "Failure"),
        (0, "Success"),
    ]
    assert shown[2] == {
        "schema": 1,
        "kind": "packet",
        "number": 3,
        "at": "2026-01-02T03:04:05.001Z",
        "at_ms": 1.0,
        "session": "s",
        "written_ms": 1.25,
        "direction": Direction.OUT.value,
        "type": PacketType.PUBACK.name,
        "packet_id": 7,
        "size_bytes": 4,
        "reason_code": 0,
        "reason": "Success",
    }


def test_a_flow_has_its_packets_and_legs() -> None:
    trace, follower = Trace(), FlowFollower()
    publish = encode(Publish("t", b"x", qos=1, packet_id=7), Version.V5)
    trace.outbound(2_000_000, 2_250_000, "s", Version.V5, publish)
    trace.inbound(3_250_000, "s", Version.V5, encode(Puback(7, 0x10), Version.V5), 1, {})
    (flow,) = [flow for record in trace.since(1) for flow in follower.take(record).ended]
    line = flow_line(flow)
    assert (line["flow"], line["verdict"], line["reason_code"]) == ("qos1", "complete", 0x10)
    assert (line["packets"], line["duration_ms"]) == ([1, 2], 1.25)
    assert [(leg["kind"], leg["duration_ms"]) for leg in line["legs"]] == [("queue", 0.25), ("peer", 1.0)]


def test_notes_and_the_end_are_lines_of_ascii() -> None:
    trace = Trace()
    trace.note(Note.CONNECTED, "gerät", Version.V5, "127.0.0.1:1883")
    lines = [packet_line(trace.since(1)[0], CLOCK, with_hex=True), end_line(1, 2)]
    note, end = [json.loads(line) for line in as_bytes(lines).decode("ascii").splitlines()]
    assert (note["kind"], note["note"], note["text"]) == ("note", "connected", "127.0.0.1:1883")
    assert note["session"] == "gerät"
    assert end == {"schema": 1, "kind": "end", "packets": 1, "dropped": 2}
