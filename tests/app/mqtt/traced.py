"""A trace written by hand: packets with times, ready for the flow engine."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.mqtt.codec import encode, summarise
from app.mqtt.flow_values import Flow
from app.mqtt.flows import FlowEngine
from app.mqtt.packets import Direction, Packet, PacketType, Version

MS = 1_000_000


@dataclass(frozen=True, slots=True)
class Traced:
    number: int
    at_ns: int
    written_ns: int | None
    session: str
    direction: str
    version: Version
    raw: bytes
    type: PacketType
    packet_id: int | None
    qos: int
    dup: bool
    topic: str | None
    reason: int | None


def traced(
    number: int,
    packet: Packet,
    direction: Direction,
    *,
    version: Version = Version.V5,
    at_ms: float | None = None,
    written_ms: float | None = None,
    session: str = "s",
) -> Traced:
    at_ns = int((number * 10 if at_ms is None else at_ms) * MS)
    seen = traced_raw(number, encode(packet, version), direction, version)
    written_ns = None if written_ms is None else int(written_ms * MS)
    return replace(seen, at_ns=at_ns, written_ns=written_ns, session=session)


def traced_raw(number: int, raw: bytes, direction: Direction, version: Version) -> Traced:
    """Any bytes as the trace would show them."""
    summary = summarise(raw, version)
    return Traced(
        number,
        number,
        None,
        "s",
        direction,
        version,
        raw,
        summary.type,
        summary.packet_id,
        summary.qos,
        summary.dup,
        summary.topic,
        summary.reason_code,
    )


class Script:
    """Feeds an engine packet by packet and gives the flows as they stand."""

    def __init__(self, engine: FlowEngine | None = None, version: Version = Version.V5) -> None:
        self.engine = engine or FlowEngine()
        self.version = version
        self.number = 0

    def out(self, packet: Packet, **more: float) -> Flow | None:
        return self._seen(packet, Direction.OUT, **more)

    def back(self, packet: Packet, **more: float) -> Flow | None:
        return self._seen(packet, Direction.IN, **more)

    def send(self, packet: Packet, direction: Direction) -> Flow | None:
        return self._seen(packet, direction)

    def _seen(self, packet: Packet, direction: Direction, **more: float) -> Flow | None:
        self.number += 1
        seen = self.engine.observe(traced(self.number, packet, direction, version=self.version, **more))
        return None if seen.flow is None else self.engine.flow(seen.flow)
