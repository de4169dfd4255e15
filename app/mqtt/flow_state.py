"""What the flow engine remembers: open flows, flows lately ended, and one state a session."""

from __future__ import annotations

from collections import OrderedDict, deque

from app.mqtt.flow_values import (
    BENIGN,
    Anomaly,
    FilterResult,
    Flow,
    FlowKind,
    Irregularity,
    Phase,
    Step,
    TracedPacket,
    Verdict,
)
from app.mqtt.packet_types import Direction, PacketType, Version
from app.mqtt.reasons import FIRST_ERROR, ReasonCode

STEP_LIMIT = 64
"""Steps and irregularities kept a flow: a peer that repeats itself for ever costs no more memory."""

DEFAULT_RECEIVE_MAXIMUM = 65_535


class LiveFlow:
    """A flow under way or lately ended. Changed by the engine only; others get `Flow` snapshots."""

    __slots__ = (
        "closing",
        "connection",
        "content",
        "direction",
        "filters",
        "generation",
        "id",
        "irregularities",
        "kind",
        "orphan",
        "packet_id",
        "phase",
        "reason",
        "resend_of",
        "resends",
        "session",
        "steps",
        "steps_dropped",
        "topic",
    )

    def __init__(
        self, flow_id: int, packet: TracedPacket, kind: FlowKind, direction: Direction, phase: Phase
    ) -> None:
        self.id = flow_id
        self.session = packet.session
        self.kind = kind
        self.direction = direction
        self.packet_id = packet.packet_id
        self.topic = packet.topic
        self.phase = phase
        self.generation = 0
        self.orphan = False
        self.closing: Verdict | None = None
        self.reason: int | None = None
        self.resends = 0
        self.resend_of: int | None = None
        self.connection = 0
        self.content = 0
        self.steps: list[Step] = []
        self.steps_dropped = 0
        self.irregularities: list[Irregularity] = []
        self.filters: tuple[FilterResult, ...] = ()

    def add(self, packet: TracedPacket, direction: Direction, connection: int, in_flight: int) -> None:
        if len(self.steps) >= STEP_LIMIT:
            self.steps_dropped += 1
            return
        self.steps.append(
            Step(
                packet.number,
                packet.type,
                direction,
                packet.at_ns,
                packet.written_ns,
                packet.dup,
                packet.reason,
                connection,
                in_flight,
            )
        )

    def mark(self, anomaly: Anomaly, number: int) -> None:
        if len(self.irregularities) < STEP_LIMIT:
            self.irregularities.append(Irregularity(anomaly, number))

    @property
    def is_publish(self) -> bool:
        return self.kind is FlowKind.QOS1 or self.kind is FlowKind.QOS2

    @property
    def is_open(self) -> bool:
        return self.phase is not Phase.CLOSED

    def verdict(self, connection: int | None) -> Verdict:
        """connection: the session's present one, None between two."""
        if self.closing is not None:
            return self.closing
        if self.is_open:
            return Verdict.PENDING if self.connection == connection else Verdict.INTERRUPTED
        refused = self._refused()
        if refused is not None:
            return refused
        if self.orphan:
            return Verdict.ORPHAN
        if any(entry.anomaly not in BENIGN for entry in self.irregularities):
            return Verdict.IRREGULAR
        return Verdict.COMPLETE_AFTER_RESEND if self.resends else Verdict.COMPLETE

    def _refused(self) -> Verdict | None:
        codes = [entry.code for entry in self.filters if entry.code is not None]
        bad = sum(code >= FIRST_ERROR for code in codes)
        if bad and bad < len(codes):
            return Verdict.PARTLY_REFUSED
        if self.kind is FlowKind.CONNECT:
            return Verdict.REFUSED if self.reason else None
        if (
            self.kind is FlowKind.QOS2
            and self.resends
            and self.reason == ReasonCode.PACKET_IDENTIFIER_NOT_FOUND
        ):
            return None  # section 3.7.2.1: no error while a session is being resumed
        return Verdict.REFUSED if bad or (self.reason or 0) >= FIRST_ERROR else None

    def snapshot(self, connection: int | None) -> Flow:
        return Flow(
            self.id,
            self.session,
            self.kind,
            self.direction,
            self.packet_id,
            self.generation,
            self.topic,
            self.phase,
            self.verdict(connection),
            self.reason,
            self.resends,
            self.resend_of,
            tuple(self.steps),
            self.steps_dropped,
            tuple(self.irregularities),
            self.filters,
        )


class SessionState:
    """One MQTT session over all its connections."""

    def __init__(self, recent_limit: int) -> None:
        self.version = Version.V311
        """Of the connection that carried the newest packet."""
        self.connection: int | None = None
        self.connections = 0
        self.announced = False
        """Whether the trace told of the present connection before its CONNECT."""
        self.connect_seen = False
        self.fresh = True
        """Whether the present connection has carried nothing yet."""
        self.open: dict[tuple[Direction, int], LiveFlow] = {}
        self.pings: deque[LiveFlow] = deque()
        self.handshake: LiveFlow | None = None
        """The CONNECT, or later the re-authentication, that is under way."""
        self.receive_maximum = dict.fromkeys(Direction, DEFAULT_RECEIVE_MAXIMUM)
        """By the direction of the PUBLISH packets that it limits."""
        self.in_flight: dict[Direction, set[int]] = {direction: set() for direction in Direction}
        """Identifiers of PUBLISH packets on this connection whose flow has not ended."""
        self.recent: OrderedDict[tuple[Direction, int], LiveFlow] = OrderedDict()
        self._recent_limit = recent_limit
        self._generations: dict[tuple[Direction, int], int] = {}

    def begin_connection(self) -> None:
        self.fresh = True
        self.connection = self.connections
        self.connections += 1
        for identifiers in self.in_flight.values():
            identifiers.clear()

    @property
    def last_connection(self) -> int:
        """The present connection; between two, the one before: packets already under way still come."""
        return self.connections - 1

    def next_generation(self, key: tuple[Direction, int]) -> int:
        """At most 2 x 65 535 keys a session."""
        generation = self._generations.get(key, -1) + 1
        self._generations[key] = generation
        return generation

    def remember(self, flow: LiveFlow) -> None:
        """Keep an ended flow for a while, so that a late or repeated packet finds it."""
        if flow.packet_id is None:
            return
        key = (flow.direction, flow.packet_id)
        self.recent[key] = flow
        self.recent.move_to_end(key)
        if len(self.recent) > self._recent_limit:
            self.recent.popitem(last=False)


def opposite(direction: Direction) -> Direction:
    return Direction.IN if direction is Direction.OUT else Direction.OUT


ANSWERED_BY: dict[FlowKind, frozenset[PacketType]] = {
    FlowKind.QOS1: frozenset({PacketType.PUBACK}),
    FlowKind.QOS2: frozenset({PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP}),
    FlowKind.SUBSCRIBE: frozenset({PacketType.SUBACK}),
    FlowKind.UNSUBSCRIBE: frozenset({PacketType.UNSUBACK}),
}
"""Packets that can be repetitions in a flow of that kind which has ended."""
