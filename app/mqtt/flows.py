"""Pairs packets into flows: every request with its answers, over reconnects, with what does not fit marked.

Sans-IO: packets come in with their times, numbers of flows that changed come out; `flow(number)` gives the
snapshot. `flow_table` decides what a packet means, this module finds the flow that it belongs to.
"""

from __future__ import annotations

from typing import NamedTuple

from app.mqtt.codec import decode
from app.mqtt.flow_state import (
    ANSWERED_BY,
    DEFAULT_RECEIVE_MAXIMUM,
    LiveFlow,
    SessionState,
    opposite,
)
from app.mqtt.flow_store import DEFAULT_LIMITS, OPEN_PING_LIMIT, FlowLimits, FlowStore
from app.mqtt.flow_subscriptions import answered, requested
from app.mqtt.flow_table import (
    OPENING_PHASES,
    ORPHAN_OPENINGS,
    SENT_BY_RESPONDER,
    Effect,
    Sender,
    Transition,
    transition,
)
from app.mqtt.flow_values import Anomaly, Flow, FlowKind, Phase, TracedPacket, Verdict
from app.mqtt.packet_types import Direction, PacketType, Version
from app.mqtt.packets import Connack, Connect
from app.mqtt.properties import Property
from app.mqtt.reasons import FIRST_ERROR

_PUBLISH_KINDS = {1: FlowKind.QOS1, 2: FlowKind.QOS2}
_REQUESTS = {PacketType.SUBSCRIBE: FlowKind.SUBSCRIBE, PacketType.UNSUBSCRIBE: FlowKind.UNSUBSCRIBE}
_ANSWERS = frozenset(
    {
        PacketType.PUBACK,
        PacketType.PUBREC,
        PacketType.PUBREL,
        PacketType.PUBCOMP,
        PacketType.SUBACK,
        PacketType.UNSUBACK,
    }
)
_QUESTIONS = {
    PacketType.PUBACK: PacketType.PUBLISH,
    PacketType.PUBREC: PacketType.PUBLISH,
    PacketType.PUBCOMP: PacketType.PUBREL,
    PacketType.SUBACK: PacketType.SUBSCRIBE,
    PacketType.UNSUBACK: PacketType.UNSUBSCRIBE,
}
_GIVEN_UP = frozenset({Verdict.DISCARDED, Verdict.UNANSWERED, Verdict.REPLACED, Verdict.EVICTED})


class Observed(NamedTuple):
    """What a packet did: the flow that it belongs to, and every flow that changed."""

    flow: int | None
    changed: tuple[int, ...]


class FlowEngine:
    """All flows of all sessions of one trace, within the bounds of `limits`.

    late_after_ms: an answer slower than this is marked late.
    """

    def __init__(
        self,
        *,
        late_after_ms: float = 5_000,
        limits: FlowLimits = DEFAULT_LIMITS,
    ) -> None:
        self._late_after_ns = int(late_after_ms * 1_000_000)
        self._store = FlowStore(limits)

    @property
    def evicted(self) -> int:
        """Open flows given up for the bounds."""
        return self._store.evicted

    @property
    def forgotten(self) -> int:
        """Ended flows that are no longer kept."""
        return self._store.forgotten

    def observe(self, packet: TracedPacket) -> Observed:
        """Take one packet, in the order of the trace."""
        session = self._store.session(packet.session)
        session.version = packet.version
        direction = Direction(packet.direction)
        packet_type = packet.type
        is_publish = packet_type is PacketType.PUBLISH
        kind = _PUBLISH_KINDS.get(packet.qos) if is_publish else _REQUESTS.get(packet_type)
        if packet_type is PacketType.PINGREQ:
            self._pingreq(session, packet, direction)
        elif packet_type is PacketType.PINGRESP:
            self._pingresp(session, packet, direction)
        elif packet_type is PacketType.CONNECT:
            self._connect(session, packet, direction)
        elif packet_type is PacketType.CONNACK:
            self._connack(session, packet, direction)
        elif packet_type is PacketType.AUTH:
            self._auth(session, packet, direction)
        elif packet_type is PacketType.DISCONNECT:
            self._break(session)
        elif packet.packet_id is None:
            pass  # a PUBLISH of QoS 0, or bytes too few to say what they belong to
        elif kind is not None:
            self._request(session, packet, kind, direction)
        elif packet_type in _ANSWERS:
            self._answer(session, packet, direction)
        session.fresh = False
        return Observed(self._store.take_own(), self._store.take_changed())

    def connection_opened(self, session_name: str) -> tuple[int, ...]:
        """A new network connection of the session: the next CONNECT belongs to it."""
        session = self._store.session(session_name)
        if not session.fresh:
            self._reconnect(session)
        session.announced = True
        return self._store.take_changed()

    def connection_lost(self, session_name: str) -> tuple[int, ...]:
        """The network connection of the session has ended, however."""
        self._break(self._store.session(session_name))
        return self._store.take_changed()

    def flow(self, number: int) -> Flow | None:
        """The flow as it stands; None where it is no longer kept."""
        return self._store.snapshot(number)

    def open_flows(self) -> tuple[Flow, ...]:
        """Every flow that has not ended, oldest first."""
        flows = (self._store.snapshot(number) for number in self._store.open)
        return tuple(flow for flow in flows if flow is not None)

    def in_flight(self, session_name: str, direction: Direction) -> int:
        """PUBLISH packets sent that way on the present connection whose flow has not ended."""
        session = self._store.sessions.get(session_name)
        return 0 if session is None else len(session.in_flight[direction])

    def receive_maximum(self, session_name: str, direction: Direction) -> int:
        """How many may be in flight that way: what the receiving side said, or 65 535."""
        session = self._store.sessions.get(session_name)
        return DEFAULT_RECEIVE_MAXIMUM if session is None else session.receive_maximum[direction]

    # Requests.

    def _request(
        self, session: SessionState, packet: TracedPacket, kind: FlowKind, direction: Direction
    ) -> None:
        """A PUBLISH with QoS, a SUBSCRIBE or an UNSUBSCRIBE: the first of its flow, or sent again."""
        key = (direction, packet.packet_id or 0)
        content = hash(packet.raw[1:])
        flow = session.open.get(key)
        if flow is not None and _is_same_request(flow, kind, packet, content):
            same_connection = flow.connection == session.last_connection
            step = transition(flow.kind, flow.phase, Sender.INITIATOR, packet.type)
            if step.effect is Effect.RESEND:
                if not packet.dup and flow.is_publish:
                    flow.mark(Anomaly.RESENT_WITHOUT_DUP, packet.number)
                if same_connection:
                    flow.mark(Anomaly.RESENT_ON_SAME_CONNECTION, packet.number)
            self._count_in_flight(session, flow, packet)
            self._apply(session, flow, step, packet, direction)
            return
        new = self._store.begin(session, packet, kind, direction, OPENING_PHASES[kind])
        new.content = content
        new.generation = session.next_generation(key)
        if flow is not None:
            new.mark(Anomaly.ID_REUSED, packet.number)
            self._store.give_up(session, flow, Verdict.REPLACED)
        session.open[key] = new
        if packet.dup and new.is_publish:
            self._link_resend(session, new, packet)
        if new.is_publish:
            self._count_in_flight(session, new, packet)
        else:
            new.filters = requested(packet.raw, session.version)
        self._store.add_step(session, new, packet, direction)

    def _link_resend(self, session: SessionState, flow: LiveFlow, packet: TracedPacket) -> None:
        """A DUP that begins a flow: find the ended flow whose message it repeats."""
        earlier = session.recent.get((flow.direction, packet.packet_id or 0))
        if earlier is None or not _is_same_request(earlier, flow.kind, packet, flow.content):
            flow.mark(Anomaly.DUP_WITHOUT_FIRST, packet.number)
            return
        flow.resend_of = earlier.id
        verdict = earlier.verdict(session.connection)
        if verdict is Verdict.REFUSED:
            flow.mark(Anomaly.RESENT_AFTER_REFUSAL, packet.number)
        elif verdict not in _GIVEN_UP:
            flow.mark(Anomaly.RESENT_AFTER_ACK, packet.number)

    def _count_in_flight(self, session: SessionState, flow: LiveFlow, packet: TracedPacket) -> None:
        if packet.type is not PacketType.PUBLISH:
            return
        identifiers = session.in_flight[flow.direction]
        identifiers.add(packet.packet_id or 0)
        if len(identifiers) > session.receive_maximum[flow.direction]:
            flow.mark(Anomaly.RECEIVE_MAXIMUM_EXCEEDED, packet.number)

    def _pingreq(self, session: SessionState, packet: TracedPacket, direction: Direction) -> None:
        if len(session.pings) >= OPEN_PING_LIMIT:
            self._store.give_up(session, session.pings.popleft(), Verdict.UNANSWERED)
        flow = self._store.begin(session, packet, FlowKind.PING, direction, Phase.AWAIT_PINGRESP)
        session.pings.append(flow)
        self._store.add_step(session, flow, packet, direction)

    # Answers.

    def _answer(self, session: SessionState, packet: TracedPacket, direction: Direction) -> None:
        """An acknowledgement, or the PUBREL of a QoS 2 flow."""
        by_responder = packet.type in SENT_BY_RESPONDER
        initiator = opposite(direction) if by_responder else direction
        key = (initiator, packet.packet_id or 0)
        flow = session.open.get(key)
        if flow is None:
            ended = session.recent.get(key)
            if ended is not None and packet.type in ANSWERED_BY.get(ended.kind, ()):
                self._repeat(session, ended, packet, direction)
            else:
                self._orphan(session, packet, direction, initiator)
            return
        sender = Sender.RESPONDER if by_responder else Sender.INITIATOR
        step = transition(flow.kind, flow.phase, sender, packet.type)
        resent = step.effect is Effect.RESEND
        if resent and flow.connection == session.last_connection:
            flow.mark(Anomaly.RESENT_ON_SAME_CONNECTION, packet.number)
        self._apply(session, flow, step, packet, direction)

    def _repeat(
        self, session: SessionState, flow: LiveFlow, packet: TracedPacket, direction: Direction
    ) -> None:
        """A packet for a flow that has ended already."""
        if flow.closing in _GIVEN_UP:
            flow.mark(Anomaly.LATE_ACK, packet.number)
        elif packet.type is PacketType.PUBREL:
            flow.resends += 1
            flow.mark(Anomaly.RESENT_AFTER_ACK, packet.number)
        elif _is_excess(flow, packet.type):
            flow.mark(Anomaly.DUPLICATE_ACK, packet.number)
        self._store.add_step(session, flow, packet, direction)

    def _orphan(
        self, session: SessionState, packet: TracedPacket, direction: Direction, initiator: Direction
    ) -> None:
        """An answer to something that was not seen: before the trace began, or never sent."""
        kind, phase = ORPHAN_OPENINGS.get(packet.type, (FlowKind.AUTH, Phase.CLOSED))
        flow = self._store.begin(session, packet, kind, initiator, phase)
        flow.orphan = True
        flow.mark(Anomaly.ORPHAN_ACK, packet.number)
        flow.reason = packet.reason
        if packet.type is PacketType.PUBREC and (packet.reason or 0) >= FIRST_ERROR:
            flow.phase = Phase.CLOSED
        if packet.packet_id is not None:
            key = (initiator, packet.packet_id)
            flow.generation = session.next_generation(key)
            if flow.is_open:
                session.open[key] = flow
        self._store.add_step(session, flow, packet, direction)
        if not flow.is_open:
            self._store.end(session, flow)

    def _pingresp(self, session: SessionState, packet: TracedPacket, direction: Direction) -> None:
        if not session.pings:
            self._orphan(session, packet, direction, opposite(direction))
            return
        flow = session.pings.popleft()
        self._apply(
            session,
            flow,
            transition(flow.kind, flow.phase, Sender.RESPONDER, packet.type),
            packet,
            direction,
        )

    def _apply(
        self,
        session: SessionState,
        flow: LiveFlow,
        step: Transition,
        packet: TracedPacket,
        direction: Direction,
    ) -> None:
        """Do to the flow what the table says."""
        from_responder = direction is not flow.direction
        if step.effect is Effect.RESEND:
            flow.resends += 1
        elif step.anomaly is not None:
            if step.anomaly is not Anomaly.DUPLICATE_ACK or _is_excess(flow, packet.type):
                flow.mark(step.anomaly, packet.number)
        elif from_responder:
            self._mark_late(flow, packet)
            if packet.reason is not None:
                flow.reason = packet.reason
            if packet.type is PacketType.SUBACK or packet.type is PacketType.UNSUBACK:
                flow.filters, anomaly = answered(flow.filters, packet.raw, session.version)
                if anomaly is not None:
                    flow.mark(anomaly, packet.number)
        flow.phase = step.phase
        refused = packet.type is PacketType.PUBREC and (packet.reason or 0) >= FIRST_ERROR
        if refused and step.effect is Effect.ADVANCE:
            flow.phase = Phase.CLOSED
        flow.connection = session.last_connection
        if flow.phase is Phase.CLOSED:
            self._store.end(session, flow)
        self._store.add_step(session, flow, packet, direction)

    def _mark_late(self, flow: LiveFlow, packet: TracedPacket) -> None:
        if not flow.steps:
            return
        asked = flow.steps[-1]
        sent_ns = asked.at_ns if asked.written_ns is None else asked.written_ns
        if packet.at_ns - sent_ns > self._late_after_ns:
            flow.mark(Anomaly.LATE_ACK, packet.number)

    # Connections.

    def _connect(self, session: SessionState, packet: TracedPacket, direction: Direction) -> None:
        second = session.announced and session.connect_seen
        if not session.fresh and not session.announced:
            self._reconnect(session)
        session.connect_seen = True
        decoded = decode(packet.raw, session.version).packet
        if isinstance(decoded, Connect):
            limit = decoded.properties.number(Property.RECEIVE_MAXIMUM)
            session.receive_maximum[Direction.IN] = limit or DEFAULT_RECEIVE_MAXIMUM
            session.receive_maximum[Direction.OUT] = DEFAULT_RECEIVE_MAXIMUM
            if decoded.clean_start:
                self._discard(session)
        flow = self._store.begin(session, packet, FlowKind.CONNECT, direction, Phase.AWAIT_CONNACK)
        if second:
            flow.mark(Anomaly.SECOND_CONNECT, packet.number)
        if session.handshake is not None:
            self._store.give_up(session, session.handshake, Verdict.UNANSWERED)
        session.handshake = flow
        self._store.add_step(session, flow, packet, direction)

    def _connack(self, session: SessionState, packet: TracedPacket, direction: Direction) -> None:
        flow = session.handshake
        if flow is None or flow.kind is not FlowKind.CONNECT:
            self._orphan(session, packet, direction, opposite(direction))
            return
        step = transition(flow.kind, flow.phase, Sender.RESPONDER, packet.type)
        self._apply(session, flow, step, packet, direction)
        decoded = decode(packet.raw, session.version).packet
        if not isinstance(decoded, Connack) or decoded.reason_code:
            return
        limit = decoded.properties.number(Property.RECEIVE_MAXIMUM)
        session.receive_maximum[Direction.OUT] = limit or DEFAULT_RECEIVE_MAXIMUM
        # MQTT 3.1 has no Session Present: there the client's own flag, dealt with at CONNECT, decides.
        if session.version is not Version.V31 and not decoded.session_present:
            self._discard(session)

    def _discard(self, session: SessionState) -> None:
        """The old session is not resumed: what was under way on its connections will never end."""
        for flow in [each for each in session.open.values() if each.connection != session.connection]:
            self._store.give_up(session, flow, Verdict.DISCARDED)

    def _auth(self, session: SessionState, packet: TracedPacket, direction: Direction) -> None:
        flow = session.handshake
        if flow is None:
            if direction is Direction.IN:
                self._orphan(session, packet, direction, direction)
                return
            flow = self._store.begin(session, packet, FlowKind.AUTH, direction, Phase.AWAIT_SERVER_AUTH)
            session.handshake = flow
            self._store.add_step(session, flow, packet, direction)
            return
        sender = Sender.INITIATOR if direction is flow.direction else Sender.RESPONDER
        step = transition(flow.kind, flow.phase, sender, packet.type)
        if flow.kind is FlowKind.AUTH and sender is Sender.RESPONDER and not packet.reason:
            step = Transition(Phase.CLOSED, Effect.ADVANCE)
        self._apply(session, flow, step, packet, direction)

    def _reconnect(self, session: SessionState) -> None:
        self._break(session)
        session.begin_connection()

    def _break(self, session: SessionState) -> None:
        """The connection is gone: questions stay unanswered, messages wait for the session to be resumed."""
        if session.connection is None:
            return
        session.connection = None
        session.announced = session.connect_seen = session.fresh = False
        if session.handshake is not None:
            self._store.give_up(session, session.handshake, Verdict.UNANSWERED)
        while session.pings:
            self._store.give_up(session, session.pings.popleft(), Verdict.UNANSWERED)
        for flow in list(session.open.values()):
            if flow.is_publish:
                self._store.touch(flow)
            else:
                self._store.give_up(session, flow, Verdict.UNANSWERED)


def _is_same_request(flow: LiveFlow, kind: FlowKind, packet: TracedPacket, content: int) -> bool:
    """Whether the packet repeats the flow's first one.

    Without DUP the bytes must be the same. With DUP the topic decides: Message Expiry counts down, and an
    alias of the last connection is a name on the next.
    """
    if flow.kind is not kind or flow.orphan:
        return False
    if flow.content == content:
        return True
    return packet.dup and (flow.topic == packet.topic or not flow.topic or not packet.topic)


def _is_excess(flow: LiveFlow, answer: PacketType) -> bool:
    """Whether the flow has as many answers of that type as it has questions."""
    question = _QUESTIONS.get(answer)
    answers = sum(step.type is answer for step in flow.steps)
    return answers >= sum(step.type is question for step in flow.steps)
