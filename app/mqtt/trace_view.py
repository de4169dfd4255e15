"""A trace as somebody reads it: the packets that pass a filter, each with its flow, and the flows' times.

Kept are numbers; the packets stay in the trace and are fetched when they are looked at. Sans-IO: whoever
shows it asks `take` for what is new, a bounded piece at a time.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import TYPE_CHECKING, NamedTuple

from app.mqtt.flow_values import Flow, Phase, Verdict
from app.mqtt.flows import FlowEngine
from app.mqtt.packet_types import Direction, PacketType
from app.mqtt.trace_filter import TraceFilter
from app.mqtt.trace_record import Note, TraceRecord

if TYPE_CHECKING:
    from app.mqtt.trace import Trace

LATENCIES_KEPT = 500
_NOTES_KEPT = 1_000
_PAGE = 64
_CACHED = 4_096
_ANSWERED = frozenset({Verdict.COMPLETE, Verdict.COMPLETE_AFTER_RESEND})


class Taken(NamedTuple):
    """numbers: of the new packets that pass the filter. more: there is more to take at once."""

    numbers: list[int]
    more: bool


class TraceView:
    """Reads a trace from its beginning, however old it is."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._filter = TraceFilter()
        self._scanned = 1  # the next record to hold against the filter
        self._observed = 1  # the next record that the flow engine has not seen
        self._flow_of: OrderedDict[int, int] = OrderedDict()
        self._timed: OrderedDict[int, None] = OrderedDict()
        self._notes: deque[TraceRecord] = deque(maxlen=_NOTES_KEPT)
        self._leaving: set[str] = set()
        self._asked_for: deque[int] = deque(maxlen=_NOTES_KEPT)
        self._cache: OrderedDict[int, TraceRecord] = OrderedDict()
        self.engine = FlowEngine()
        self.latencies_ms: deque[float] = deque(maxlen=LATENCIES_KEPT)
        """Of the newest flows that we began and the broker answered: from queued to the last answer."""

    @property
    def filter(self) -> TraceFilter:
        return self._filter

    @property
    def first_number(self) -> int:
        """The oldest packet that there still is."""
        return self._trace.first_number

    @property
    def waiting(self) -> int:
        """Records that were not taken yet."""
        return self._trace.next_number - self._scanned

    def show(self, wanted: TraceFilter) -> None:
        """Begin again with another filter: what was taken so far is void."""
        self._filter = wanted
        self._scanned = 1

    def clear(self) -> None:
        """Forget every packet of the trace; flows under way go on."""
        self._trace.clear()
        self._observed = self._scanned = self._trace.next_number
        self.latencies_ms.clear()
        self._notes.clear()
        self._cache.clear()
        self._flow_of.clear()

    def take(self, limit: int = 1_000) -> Taken:
        """Look at the next records, at most `limit`."""
        records = self._trace.since(self._scanned, limit)
        numbers = []
        for record in records:
            if record.number >= self._observed:
                self._observe(record)
            if self._filter.matches(record):
                numbers.append(record.number)
        if records:
            self._scanned = records[-1].number + 1
        self._forget()
        return Taken(numbers, len(records) == limit)

    def record(self, number: int) -> TraceRecord | None:
        """One packet; None where the trace no longer has it. Neighbours are fetched along."""
        found = self._cache.get(number)
        if found is None:
            for record in self._trace.since(number, _PAGE):
                self._cache[record.number] = record
            while len(self._cache) > _CACHED:
                self._cache.popitem(last=False)
            found = self._cache.get(number)
        return found

    def flow_of(self, number: int) -> Flow | None:
        """The flow that the packet belongs to, as it stands now."""
        flow = self._flow_of.get(number)
        return None if flow is None else self.engine.flow(flow)

    def notes(self, session: str, first: int, last: int) -> list[TraceRecord]:
        """What happened to the session's connections between two packets."""
        return [note for note in self._notes if note.session == session and first < note.number < last]

    def was_asked_for(self, note: TraceRecord) -> bool:
        """Whether the connection ended because somebody had said goodbye: a DISCONNECT without an error."""
        return note.number in self._asked_for

    def _observe(self, record: TraceRecord) -> None:
        self._observed = record.number + 1
        if record.note is not None:
            self._notes.append(record)
            opened = record.note is Note.CONNECTED
            if not opened and record.session in self._leaving:
                self._asked_for.append(record.number)
            self._leaving.discard(record.session)
            told = self.engine.connection_opened if opened else self.engine.connection_lost
            told(record.session)
            return
        if record.type is PacketType.DISCONNECT and not record.reason:
            self._leaving.add(record.session)
        own, changed = self.engine.observe(record)
        if own is not None:
            self._flow_of[record.number] = own
        for number in changed:
            self._time(number)

    def _time(self, number: int) -> None:
        """Take the flow's duration once, when it has come to a good end."""
        flow = self.engine.flow(number)
        if flow is None or flow.phase is not Phase.CLOSED or flow.direction is not Direction.OUT:
            return
        if flow.verdict in _ANSWERED and number not in self._timed:
            self._timed[number] = None
            self.latencies_ms.append(flow.duration_ns / 1e6)
            if len(self._timed) > 2 * LATENCIES_KEPT:
                self._timed.popitem(last=False)

    def _forget(self) -> None:
        """Let go of the flows' packets that the trace no longer has."""
        first = self._trace.first_number
        while self._flow_of and next(iter(self._flow_of)) < first:
            self._flow_of.popitem(last=False)
