"""A trace as JSON values, one a line: packets, notes and flows. The keys are those of docs/json/trace.md."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.mqtt.flow_values import Flow
from app.mqtt.packet_types import PacketType
from app.mqtt.reasons import reason_name
from app.mqtt.trace_record import TraceRecord

if TYPE_CHECKING:
    from app.core.clock import Clock

Json = dict[str, Any]


def packet_line(record: TraceRecord, clock: Clock, *, with_hex: bool) -> Json:
    """A packet, or a note about the connection."""
    shown: Json = {
        "schema": 1,
        "kind": "note" if record.note else "packet",
        "number": record.number,
        "at": clock.rfc3339(record.at_ns),
        "at_ms": clock.since_start_ms(record.at_ns),
        "session": record.session,
    }
    if record.note is not None:
        return {**shown, "note": record.note.value, "text": record.text}
    written = record.written_ns
    shown |= {
        "written_ms": None if written is None else clock.since_start_ms(written),
        "direction": record.direction.value,
        "type": record.type.name,
        "packet_id": record.packet_id,
        "size_bytes": record.size_bytes,
    }
    if record.type is PacketType.PUBLISH:
        flags = {"qos": record.qos, "dup": record.dup, "retain": record.retain}
        shown |= {"topic": record.topic, **flags}
    if record.reason is not None:
        shown["reason_code"] = record.reason
        shown["reason"] = reason_name(record.type, record.reason, record.version)
    if with_hex:
        shown["hex"] = record.raw.hex()
    return shown


def flow_line(flow: Flow) -> Json:
    """An exchange as it stands."""
    return {
        "schema": 1,
        "kind": "flow",
        "id": flow.id,
        "session": flow.session,
        "flow": flow.kind.value,
        "direction": flow.direction.value,
        "packet_id": flow.packet_id,
        "topic": flow.topic,
        "verdict": flow.verdict.value,
        "waits_for": None if flow.phase.value == "closed" else flow.phase.value,
        "reason_code": flow.reason,
        "resends": flow.resends,
        "packets": [step.number for step in flow.steps],
        "duration_ms": round(flow.duration_ns / 1e6, 3),
        "legs": [
            {
                "kind": leg.kind.value,
                "from": leg.from_number,
                "to": leg.to_number,
                "duration_ms": round(leg.duration_ns / 1e6, 3),
            }
            for leg in flow.legs
        ],
        "anomalies": [{"code": each.anomaly.value, "packet": each.number} for each in flow.irregularities],
    }


def end_line(packets: int, dropped: int) -> Json:
    """The last line. packets: notes counted in. dropped: those of them that were let go unseen."""
    return {"schema": 1, "kind": "end", "packets": packets, "dropped": dropped}


def as_bytes(lines: list[Json]) -> bytes:
    """NDJSON, in ASCII whatever the texts hold."""
    return "".join(json.dumps(line, allow_nan=False) + "\n" for line in lines).encode("ascii")
