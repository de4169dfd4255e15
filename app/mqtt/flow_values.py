"""A flow: the packets that belong to one exchange, the times between them, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, Protocol

from app.mqtt.packet_types import Direction, PacketType, Version


class TracedPacket(Protocol):
    """What the flow engine reads of a traced packet.

    at_ns: when it was read, or queued by our side; written_ns: when our side had written it fully.
    direction: `out` from the client to the server, `in` the other way.
    version: of the connection that carried it.
    reason: the reason code, None where the packet has none.
    """

    @property
    def number(self) -> int: ...
    @property
    def at_ns(self) -> int: ...
    @property
    def written_ns(self) -> int | None: ...
    @property
    def session(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def version(self) -> Version: ...
    @property
    def raw(self) -> bytes: ...
    @property
    def type(self) -> PacketType: ...
    @property
    def packet_id(self) -> int | None: ...
    @property
    def qos(self) -> int: ...
    @property
    def dup(self) -> bool: ...
    @property
    def topic(self) -> str | None: ...
    @property
    def reason(self) -> int | None: ...


class FlowKind(Enum):
    CONNECT = "connect"
    AUTH = "auth"
    QOS1 = "qos1"
    QOS2 = "qos2"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    PING = "ping"


class Phase(Enum):
    """What the flow waits for; the names are those of the packets."""

    AWAIT_CONNACK = "await-connack"
    AWAIT_CLIENT_AUTH = "await-client-auth"
    AWAIT_SERVER_AUTH = "await-server-auth"
    AWAIT_PUBACK = "await-puback"
    AWAIT_PUBREC = "await-pubrec"
    AWAIT_PUBREL = "await-pubrel"
    AWAIT_PUBCOMP = "await-pubcomp"
    AWAIT_SUBACK = "await-suback"
    AWAIT_UNSUBACK = "await-unsuback"
    AWAIT_PINGRESP = "await-pingresp"
    CLOSED = "closed"


class Verdict(Enum):
    """How the flow stands, in one code."""

    PENDING = "pending"
    """Under way."""
    INTERRUPTED = "interrupted"
    """The connection broke; the flow goes on if the session is resumed."""
    COMPLETE = "complete"
    COMPLETE_AFTER_RESEND = "complete-after-resend"
    IRREGULAR = "irregular"
    """Came to its end, but with packets that have no place in it: see the anomalies."""
    REFUSED = "refused"
    """The peer answered with an error code."""
    PARTLY_REFUSED = "partly-refused"
    """Some of the filters were refused."""
    UNANSWERED = "unanswered"
    """The connection ended before the answer came."""
    DISCARDED = "discarded"
    """The session was not resumed, so both sides forgot the flow."""
    REPLACED = "replaced"
    """Its packet identifier was given to another message before it ended."""
    ORPHAN = "orphan"
    """Its beginning was never seen."""
    EVICTED = "evicted"
    """Given up to keep memory bounded."""


class Anomaly(Enum):
    """A packet that does not fit into its flow."""

    WRONG_TYPE = "wrong-type"
    OUT_OF_ORDER = "out-of-order"
    ORPHAN_ACK = "orphan-ack"
    DUPLICATE_ACK = "duplicate-ack"
    LATE_ACK = "late-ack"
    ID_REUSED = "id-reused"
    RESENT_WITHOUT_DUP = "resent-without-dup"
    RESENT_ON_SAME_CONNECTION = "resent-on-same-connection"
    RESENT_AFTER_ACK = "resent-after-ack"
    RESENT_AFTER_REFUSAL = "resent-after-refusal"
    DUP_WITHOUT_FIRST = "dup-without-first"
    PUBLISH_AFTER_PUBREL = "publish-after-pubrel"
    RECEIVE_MAXIMUM_EXCEEDED = "receive-maximum-exceeded"
    SECOND_CONNECT = "second-connect"
    COUNT_MISMATCH = "count-mismatch"
    GRANTED_ABOVE_REQUESTED = "granted-above-requested"


ANOMALY_RULES: dict[Anomaly, str] = {
    Anomaly.WRONG_TYPE: "MQTT-3.3.4-1",
    Anomaly.OUT_OF_ORDER: "MQTT-3.3.4-1",
    Anomaly.ORPHAN_ACK: "MQTT-2.2.1-5",
    Anomaly.ID_REUSED: "MQTT-2.2.1-3",
    Anomaly.RESENT_WITHOUT_DUP: "MQTT-3.3.1-1",
    Anomaly.RESENT_ON_SAME_CONNECTION: "MQTT-4.4.0-1",
    Anomaly.RESENT_AFTER_REFUSAL: "MQTT-4.4.0-2",
    Anomaly.PUBLISH_AFTER_PUBREL: "MQTT-4.3.3-6",
    Anomaly.RECEIVE_MAXIMUM_EXCEEDED: "MQTT-3.3.4-7",
    Anomaly.SECOND_CONNECT: "MQTT-3.1.0-2",
    Anomaly.COUNT_MISMATCH: "MQTT-3.8.4-6",
    Anomaly.GRANTED_ABOVE_REQUESTED: "MQTT-3.8.4-7",
}
"""The statement of MQTT 5 that the client's packet goes against, where there is one."""

_SERVER_RULES: dict[Anomaly, str] = {
    Anomaly.ID_REUSED: "MQTT-2.2.1-4",
    Anomaly.RECEIVE_MAXIMUM_EXCEEDED: "MQTT-3.3.4-9",
}


def anomaly_rule(anomaly: Anomaly, direction: Direction) -> str | None:
    """The statement broken by a packet of a flow that was begun in that direction."""
    by_server = _SERVER_RULES.get(anomaly) if direction is Direction.IN else None
    return by_server or ANOMALY_RULES.get(anomaly)


BENIGN = frozenset({Anomaly.LATE_ACK, Anomaly.RESENT_AFTER_ACK, Anomaly.DUP_WITHOUT_FIRST})
"""Worth a mark, but no breach: an ack may be slow, and a resend follows where the wire lost the ack."""


class Step(NamedTuple):
    """One packet of a flow.

    connection: which connection of the session carried it, counted from 0.
    in_flight: PUBLISH packets of this direction without their last ack, this packet counted in.
    """

    number: int
    type: PacketType
    direction: Direction
    at_ns: int
    written_ns: int | None
    dup: bool
    reason: int | None
    connection: int
    in_flight: int


class LegKind(Enum):
    QUEUE = "queue"
    """Our side: from queued to fully written."""
    OWN = "own"
    """Our side: from the peer's packet to our next one."""
    PEER = "peer"
    """The wire and the peer: from our packet written to the peer's next one."""


class Leg(NamedTuple):
    """The time between two moments of a flow; both numbers are the same for the time in our own queue."""

    kind: LegKind
    from_number: int
    to_number: int
    duration_ns: int


class FilterResult(NamedTuple):
    """One filter of a SUBSCRIBE or UNSUBSCRIBE; code is None until the answer came."""

    filter: str
    requested_qos: int | None
    code: int | None


class Irregularity(NamedTuple):
    """An anomaly and the packet that shows it."""

    anomaly: Anomaly
    number: int


@dataclass(frozen=True, slots=True)
class Flow:
    """A snapshot of one exchange.

    direction: of the packet that began it.
    generation: how many flows of this session and direction had this packet identifier before.
    resend_of: the flow whose message this one repeats although that flow had ended.
    steps: in order of observation, at most `STEP_LIMIT`; `steps_dropped` counts the rest.
    """

    id: int
    session: str
    kind: FlowKind
    direction: Direction
    packet_id: int | None
    generation: int
    topic: str | None
    phase: Phase
    verdict: Verdict
    reason: int | None
    resends: int
    resend_of: int | None
    steps: tuple[Step, ...]
    steps_dropped: int
    irregularities: tuple[Irregularity, ...]
    filters: tuple[FilterResult, ...]

    @property
    def duration_ns(self) -> int:
        """From the first packet queued to the last one seen."""
        return self.steps[-1].at_ns - self.steps[0].at_ns

    @property
    def legs(self) -> tuple[Leg, ...]:
        """The times between consecutive packets, our own queue apart."""
        legs: list[Leg] = []
        previous: Step | None = None
        for step in self.steps:
            if previous is not None:
                sent_ns = previous.at_ns if previous.written_ns is None else previous.written_ns
                kind = LegKind.OWN if step.direction is Direction.OUT else LegKind.PEER
                legs.append(Leg(kind, previous.number, step.number, max(step.at_ns - sent_ns, 0)))
            if step.written_ns is not None:
                legs.append(Leg(LegKind.QUEUE, step.number, step.number, step.written_ns - step.at_ns))
            previous = step
        return tuple(legs)
