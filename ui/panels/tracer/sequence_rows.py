"""What the sequence diagram draws, line by line: packets with their times, ends of connections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.mqtt.flow_values import Flow, Leg, LegKind, Step, Verdict
from app.mqtt.packet_types import Direction, PacketType
from app.mqtt.trace import TraceRecord
from app.words import _
from app.words.figures import duration, size
from app.words.flows import note_reason

_LEFT_ALONE = frozenset({Verdict.INTERRUPTED, Verdict.UNANSWERED, Verdict.DISCARDED, Verdict.REPLACED})
_QUEUE_TOLD_NS = 1_000_000
"""A shorter stay in our own queue is not worth a word."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """One packet. lost: no answer came on its connection. again: it repeats an earlier one."""

    number: int
    label: str
    caption: str
    direction: Direction
    lost: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """The end of a connection between two packets."""

    label: str
    caption: str


Row = Arrow | Gap


def rows_of_flow(
    flow: Flow,
    packet: Callable[[int], TraceRecord | None],
    notes: Callable[[str, int, int], Sequence[TraceRecord]],
) -> list[Row]:
    """packet: the traced packet of a number. notes: of a session, between two numbers."""
    rows: list[Row] = []
    legs = _answer_legs(flow)
    seen: set[tuple[PacketType, Direction]] = set()
    before: Step | None = None
    for place, step in enumerate(flow.steps):
        crossed = before is not None and before.connection != step.connection
        if before is not None and crossed:
            rows.append(_gap(flow, before, step, notes))
        following = flow.steps[place + 1] if place + 1 < len(flow.steps) else None
        lost = _is_lost(flow, step, following)
        again = (step.type, step.direction) in seen
        seen.add((step.type, step.direction))
        leg = None if crossed else legs.get(step.number)
        caption = _caption(step, packet(step.number), leg, queue=_queue(flow, step), lost=lost)
        rows.append(Arrow(step.number, _label(flow, step, again), caption, step.direction, lost, again))
        before = step
    if flow.verdict in _LEFT_ALONE and before is not None:
        rows.append(_last_gap(flow))
    return rows


def rows_of_packet(record: TraceRecord) -> list[Row]:
    """A packet that belongs to no flow."""
    label = record.type.name if record.packet_id is None else f"{record.type.name} {record.packet_id}"
    return [Arrow(record.number, label, _size(record), record.direction)]


def _label(flow: Flow, step: Step, again: bool) -> str:
    label = step.type.name if flow.packet_id is None else f"{step.type.name} {flow.packet_id}"
    return _("{packet} again").format(packet=label) if again else label


def _caption(
    step: Step, record: TraceRecord | None, leg: Leg | None, *, queue: Leg | None, lost: bool
) -> str:
    parts = []
    if leg is not None:
        time = duration(leg.duration_ns / 1e6)
        parts.append(time if leg.kind is LegKind.PEER else _("{time} on our side").format(time=time))
    elif record is not None:
        parts.append(_size(record))
    if queue is not None and queue.duration_ns >= _QUEUE_TOLD_NS:
        parts.append(_("{time} in our queue").format(time=duration(queue.duration_ns / 1e6)))
    if lost:
        parts.append(_("not answered"))
    return " · ".join(parts)


def _size(record: TraceRecord) -> str:
    text = size(record.size_bytes)
    if record.type is not PacketType.PUBLISH:
        return text
    return _("QoS {qos} · {size}").format(qos=record.qos, size=text)


def _answer_legs(flow: Flow) -> dict[int, Leg]:
    return {leg.to_number: leg for leg in flow.legs if leg.kind is not LegKind.QUEUE}


def _queue(flow: Flow, step: Step) -> Leg | None:
    if step.written_ns is None:
        return None
    return Leg(LegKind.QUEUE, step.number, step.number, step.written_ns - step.at_ns)


def _is_lost(flow: Flow, step: Step, following: Step | None) -> bool:
    """Ours, and the last on its connection although more was to come."""
    if step.direction is not Direction.OUT:
        return False
    if following is None:
        return flow.verdict in _LEFT_ALONE
    return following.connection != step.connection


def _gap(
    flow: Flow,
    before: Step,
    after: Step,
    notes: Callable[[str, int, int], Sequence[TraceRecord]],
) -> Gap:
    reasons = [note_reason(note) for note in notes(flow.session, before.number, after.number)]
    silence = _("{time} until it went on").format(time=duration((after.at_ns - before.at_ns) / 1e6))
    reason = next((text for text in reasons if text), "")
    return Gap(_("connection ended"), f"{silence} · {reason}" if reason else silence)


def _last_gap(flow: Flow) -> Gap:
    if flow.verdict is Verdict.REPLACED:
        return Gap(_("given up"), _("identifier used again"))
    return Gap(_("connection ended"), "")
