"""A trace as a table: one row a packet, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from app.core.clock import Clock
from app.mqtt.capture.csv_table import COLUMNS, header, row
from app.mqtt.codec import encode
from app.mqtt.packets import Puback, Publish, Version
from app.mqtt.trace import Note, Trace

CLOCK = Clock(1_000_000, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))


def cells(trace: Trace, flow: int | None = None, verdict: str | None = None) -> list[dict[str, str]]:
    table = header() + b"".join(row(record, CLOCK, flow, verdict) for record in trace.since(1))
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


def test_a_packet_each_row() -> None:
    trace = Trace()
    publish = encode(Publish('a "b", ü', b"x", qos=1, retain=True, packet_id=7), Version.V5)
    trace.outbound(2_000_000, 2_250_000, "s", Version.V5, publish)
    trace.inbound(3_000_000, "s", Version.V5, encode(Puback(7, 0x87), Version.V5), 1, {})
    first, second = cells(trace, 5, "refused")
    assert first == dict.fromkeys(COLUMNS, "") | {
        "number": "1",
        "at": "2026-01-02T03:04:05.001Z",
        "at_ms": "1.0",
        "written_ms": "1.25",
        "session": "s",
        "direction": "out",
        "version": "5",
        "type": "PUBLISH",
        "packet_id": "7",
        "qos": "1",
        "dup": "0",
        "retain": "1",
        "topic": 'a "b", ü',
        "size_bytes": str(len(publish)),
        "flow": "5",
        "verdict": "refused",
    }
    assert (second["reason_code"], second["reason"], second["qos"]) == ("135", "Not authorized", "")


def test_a_note_is_a_row_too() -> None:
    trace = Trace()
    trace.note(Note.CONNECTION_LOST, "s", Version.V5, "keep-alive")
    (shown,) = cells(trace)
    assert (shown["note"], shown["text"], shown["type"]) == ("connection-lost", "keep-alive", "")


@pytest.mark.parametrize("topic", ["=1+1", "-x", "@sum", "\tx", "+x"])
def test_text_from_outside_is_no_formula(topic: str) -> None:
    trace = Trace()
    trace.inbound(2_000_000, "=s", Version.V5, encode(Publish("t", b""), Version.V5), 1, {0: topic})
    (shown,) = cells(trace)
    assert (shown["topic"], shown["session"]) == (f"'{topic}", "'=s")
