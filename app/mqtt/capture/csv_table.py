"""A trace as a table for a spreadsheet: one row a packet (RFC 4180, UTF-8)."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from app.mqtt.packet_types import PacketType
from app.mqtt.reasons import reason_name
from app.mqtt.trace_record import TraceRecord

if TYPE_CHECKING:
    from app.core.clock import Clock

COLUMNS = (
    "number", "at", "at_ms", "written_ms", "session", "direction", "version", "type", "packet_id", "qos",
    "dup", "retain", "topic", "size_bytes", "reason_code", "reason", "note", "text", "flow", "verdict",
)  # fmt: skip

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_Cell = str | int | float | None


def header() -> bytes:
    """The first line. It begins with a byte order mark, without which spreadsheets do not see UTF-8."""
    return b"\xef\xbb\xbf" + _line(COLUMNS)


def row(record: TraceRecord, clock: Clock, flow: int | None, verdict: str | None) -> bytes:
    """flow: number of the exchange that the packet belongs to. verdict: where the packet has ended it."""
    written = record.written_ns
    start: tuple[_Cell, ...] = (
        record.number,
        clock.rfc3339(record.at_ns),
        clock.since_start_ms(record.at_ns),
        None if written is None else clock.since_start_ms(written),
        _outside(record.session),
    )
    if record.note is not None:
        nothing = (None,) * 11
        return _line((*start, *nothing, record.note.value, _outside(record.text), flow, verdict))
    is_publish = record.type is PacketType.PUBLISH
    middle: tuple[_Cell, ...] = (
        record.direction.value,
        record.version.number,
        record.type.name,
        record.packet_id,
        record.qos if is_publish else None,
        int(record.dup) if is_publish else None,
        int(record.retain) if is_publish else None,
        _outside(record.topic or "") if is_publish else None,
        record.size_bytes,
        record.reason,
        None if record.reason is None else reason_name(record.type, record.reason, record.version),
    )
    return _line((*start, *middle, None, None, flow, verdict))


def _outside(text: str) -> str:
    """Text from outside, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _line(cells: tuple[_Cell, ...]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow(cells)
    return stream.getvalue().encode("utf-8", "replace")
