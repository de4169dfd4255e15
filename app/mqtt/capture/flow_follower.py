"""Takes a trace record by record and tells which flow each belongs to and which flows it has ended."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from app.mqtt.flow_values import Flow, Phase
from app.mqtt.flows import FlowEngine
from app.mqtt.trace_record import Note, TraceRecord

_REMEMBERED = 40_000  # twice the ended flows that the engine keeps


class Seen(NamedTuple):
    """own: number of the record's flow. ended: flows that came to their end with it, each told once."""

    own: int | None
    ended: tuple[Flow, ...]


class FlowFollower:
    """Records in the order of the trace, from its beginning on."""

    def __init__(self) -> None:
        self._engine = FlowEngine()
        self._told: OrderedDict[int, None] = OrderedDict()

    def take(self, record: TraceRecord) -> Seen:
        if record.note is Note.CONNECTED:
            return Seen(None, self._ended(self._engine.connection_opened(record.session)))
        if record.note is Note.CONNECTION_LOST:
            return Seen(None, self._ended(self._engine.connection_lost(record.session)))
        own, changed = self._engine.observe(record)
        return Seen(own, self._ended(changed))

    def open_flows(self) -> tuple[Flow, ...]:
        """Flows that have not ended yet, oldest first."""
        return self._engine.open_flows()

    def _ended(self, numbers: tuple[int, ...]) -> tuple[Flow, ...]:
        ended = []
        for number in numbers:
            flow = self._engine.flow(number)
            if flow is None or flow.phase is not Phase.CLOSED or number in self._told:
                continue
            self._told[number] = None
            ended.append(flow)
        while len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
        return tuple(ended)
