"""Which flow a record belongs to, and each ended flow told once."""

from __future__ import annotations

from app.mqtt.capture.flow_follower import FlowFollower, Seen
from app.mqtt.codec import encode
from app.mqtt.flow_values import Verdict
from app.mqtt.packets import Packet, Pingreq, Puback, Publish, Version
from app.mqtt.trace import Note, Trace


def seen(follower: FlowFollower, *packets: Packet | Note) -> list[Seen]:
    trace = Trace()
    for packet in packets:
        if isinstance(packet, Note):
            trace.note(packet, "s", Version.V5)
        elif isinstance(packet, Puback):
            trace.inbound(1, "s", Version.V5, encode(packet, Version.V5), 1, {})
        else:
            trace.outbound(1, 1, "s", Version.V5, encode(packet, Version.V5))
    return [follower.take(record) for record in trace.since(1)]


def test_an_ended_flow_is_told_once() -> None:
    publish = Publish("t", b"x", qos=1, packet_id=7)
    first, second, again = seen(FlowFollower(), publish, Puback(7), Puback(7))
    assert first.own == second.own == again.own == 0
    assert first.ended == again.ended == ()
    assert [flow.verdict for flow in second.ended] == [Verdict.COMPLETE]


def test_a_lost_connection_ends_what_waits_for_an_answer() -> None:
    follower = FlowFollower()
    *_, lost = seen(follower, Note.CONNECTED, Pingreq(), Note.CONNECTION_LOST)
    assert lost.own is None
    assert [flow.verdict for flow in lost.ended] == [Verdict.UNANSWERED]


def test_open_flows_are_those_without_an_end() -> None:
    follower = FlowFollower()
    seen(follower, Publish("t", b"x", qos=1, packet_id=7), Publish("t", b"x"))
    assert [flow.packet_id for flow in follower.open_flows()] == [7]
