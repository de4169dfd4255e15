"""Traces for the tests of the tracer, a tenth of a second between two packets."""

from __future__ import annotations

from app.mqtt.codec import encode
from app.mqtt.packet_types import Version
from app.mqtt.packets import Connack, Connect, Packet, Puback, Pubcomp, Publish, Pubrec, Pubrel
from app.mqtt.trace import Note, Trace
from app.mqtt.trace_view import TraceView

V5 = Version.V5


def make_trace(*packets: Packet | Note) -> Trace:
    """A tenth of a second apart; the packets that a broker sends come in."""
    trace = Trace()
    for place, packet in enumerate(packets):
        at_ns = place * 100_000_000
        if isinstance(packet, Note):
            trace.note(packet, "s", V5, "closed" if packet is Note.CONNECTION_LOST else "")
        elif isinstance(packet, Connack | Puback | Pubrec | Pubcomp):
            trace.inbound(at_ns, "s", V5, encode(packet, V5), 1, {})
        else:
            trace.outbound(at_ns, at_ns, "s", V5, encode(packet, V5))
    return trace


def make_view(trace: Trace) -> TraceView:
    view = TraceView(trace)
    view.take()
    return view


def resumed_exchange() -> Trace:
    """QoS 2 with the connection ended after the PUBREL; the PUBLISH is number 3."""
    return make_trace(
        Connect("s", clean_start=False),
        Connack(),
        Publish("t", b"x", qos=2, packet_id=42),
        Pubrec(42),
        Pubrel(42),
        Note.CONNECTION_LOST,
        Note.CONNECTED,
        Connect("s", clean_start=False),
        Connack(session_present=True),
        Pubrel(42),
        Pubcomp(42),
    )
