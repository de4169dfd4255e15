"""Where flows are kept: open ones, ended ones and sessions, each within its bound."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from app.mqtt.flow_state import LiveFlow, SessionState
from app.mqtt.flow_values import Flow, FlowKind, Phase, TracedPacket, Verdict
from app.mqtt.packet_types import Direction

OPEN_PING_LIMIT = 64
"""Unanswered PINGREQ packets kept a session."""


@dataclass(frozen=True, slots=True)
class FlowLimits:
    """How much is kept; the oldest goes first.

    history: ended flows in all; recent: ended flows a session that late packets still find.
    """

    open: int = 200_000
    history: int = 20_000
    recent: int = 1_024
    sessions: int = 1_024


DEFAULT_LIMITS = FlowLimits()


class FlowStore:
    """Gives flows their numbers, ends them, and notes which have changed."""

    def __init__(self, limits: FlowLimits) -> None:
        self._limits = limits
        self._next_id = 0
        self._changed: dict[int, None] = {}
        self._own: int | None = None
        self._ended: OrderedDict[int, LiveFlow] = OrderedDict()
        self.sessions: OrderedDict[str, SessionState] = OrderedDict()
        self.open: OrderedDict[int, LiveFlow] = OrderedDict()
        self.evicted = 0
        self.forgotten = 0

    def session(self, name: str) -> SessionState:
        """The session's state; a session seen for the first time has a connection already."""
        session = self.sessions.get(name)
        if session is None:
            if len(self.sessions) >= self._limits.sessions:
                self._drop_oldest_session()
            session = self.sessions[name] = SessionState(self._limits.recent)
            session.begin_connection()
        return session

    def snapshot(self, number: int) -> Flow | None:
        live = self.open.get(number) or self._ended.get(number)
        if live is None:
            return None
        session = self.sessions.get(live.session)
        return live.snapshot(None if session is None else session.connection)

    def take_changed(self) -> tuple[int, ...]:
        """Numbers of the flows changed since the last call."""
        changed = tuple(self._changed)
        self._changed.clear()
        return changed

    def take_own(self) -> int | None:
        """The flow that got a step since the last call."""
        own, self._own = self._own, None
        return own

    def touch(self, flow: LiveFlow) -> None:
        self._changed[flow.id] = None

    def begin(
        self,
        session: SessionState,
        packet: TracedPacket,
        kind: FlowKind,
        direction: Direction,
        phase: Phase,
    ) -> LiveFlow:
        """A new flow, still without steps."""
        flow = LiveFlow(self._next_id, packet, kind, direction, phase)
        flow.connection = session.last_connection
        self._next_id += 1
        if len(self.open) >= self._limits.open:
            self._evict_oldest_flow()
        self.open[flow.id] = flow
        self.touch(flow)
        return flow

    def add_step(
        self, session: SessionState, flow: LiveFlow, packet: TracedPacket, direction: Direction
    ) -> None:
        flow.add(packet, direction, session.last_connection, len(session.in_flight[flow.direction]))
        self._own = flow.id
        self.touch(flow)

    def give_up(self, session: SessionState, flow: LiveFlow, verdict: Verdict) -> None:
        """End a flow that did not come to its own end."""
        flow.closing = verdict
        flow.phase = Phase.CLOSED
        self.end(session, flow)

    def end(self, session: SessionState, flow: LiveFlow) -> None:
        """Move an ended flow to where late packets still find it."""
        if flow.packet_id is not None:
            key = (flow.direction, flow.packet_id)
            if session.open.get(key) is flow:
                del session.open[key]
                if flow.is_publish and flow.connection == session.last_connection:
                    session.in_flight[flow.direction].discard(flow.packet_id)
            session.remember(flow)
        if session.handshake is flow:
            session.handshake = None
        self.touch(flow)
        self.open.pop(flow.id, None)
        self._ended[flow.id] = flow
        if len(self._ended) > self._limits.history:
            self._ended.popitem(last=False)
            self.forgotten += 1

    def _evict_oldest_flow(self) -> None:
        flow = next(iter(self.open.values()))
        session = self.sessions[flow.session]
        if flow in session.pings:
            session.pings.remove(flow)
        self.give_up(session, flow, Verdict.EVICTED)
        self.evicted += 1

    def _drop_oldest_session(self) -> None:
        session = self.sessions[next(iter(self.sessions))]
        handshake = [] if session.handshake is None else [session.handshake]
        for flow in [*session.open.values(), *session.pings, *handshake]:
            self.give_up(session, flow, Verdict.EVICTED)
            self.evicted += 1
        self.sessions.popitem(last=False)
