"""A trace in files: each form, secrets masked unless asked, and disks that are full."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.core.clock import Clock
from app.mqtt.capture.flow_follower import FlowFollower
from app.mqtt.codec import encode
from app.mqtt.packets import (
    Auth,
    Connack,
    Connect,
    Properties,
    Property,
    Puback,
    Publish,
    Version,
)
from app.mqtt.trace import Note, Trace
from app.report.trace_file import (
    SUFFIXES,
    TraceFile,
    TraceFileFault,
    TraceFileReason,
    check_name,
    growing,
    save,
)
from tests.app.mqtt.capture.reading import blocks, options, packets

V5 = Version.V5
CLOCK = Clock(1_000, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
PROVED = Properties(((Property.AUTHENTICATION_METHOD, "m"), (Property.AUTHENTICATION_DATA, b"proof-1")))


@pytest.fixture
def trace() -> Trace:
    trace = Trace()
    trace.note(Note.CONNECTED, "s", V5, "192.0.2.7:8883")
    trace.outbound(2_000, 2_500, "s", V5, encode(Connect("dev", username="u?token=abc"), V5))
    trace.inbound(3_000, "s", V5, encode(Connack(), V5), 1, {})
    trace.outbound(4_000, 4_500, "s", V5, encode(Publish("t", b"x", qos=1, packet_id=7), V5))
    trace.inbound(5_000, "s", V5, encode(Puback(7, 0x87), V5), 1, {})
    trace.outbound(6_000, 6_500, "s", V5, encode(Publish("t", b"x", qos=2, packet_id=8), V5))
    return trace


def test_pcapng_has_the_verdicts_as_comments(trace: Trace, tmp_path: Path) -> None:
    assert save(trace, tmp_path / "x.pcapng", CLOCK) == 6
    written = (tmp_path / "x.pcapng").read_bytes()
    comments = [comment for packet in packets(written) for comment in packet.comments]
    assert comments[0] == "connected: 192.0.2.7:8883"
    assert comments[1].startswith("Connecting: Connected after")
    assert comments[2].startswith("QoS 1, id 7: Refused after")
    assert "Not authorized" in comments[2]
    assert packets(written)[3].at_ns == 1_767_323_045_000_001_500
    last = blocks(written)[-1]
    assert [value.decode() for _, value in options(last.body[12:])] == [
        "QoS 2, id 8: Under way. The answer has not come yet."
    ]


def test_ndjson_has_packets_flows_and_an_end(trace: Trace, tmp_path: Path) -> None:
    save(trace, tmp_path / "x.ndjson", CLOCK)
    lines = [json.loads(line) for line in (tmp_path / "x.ndjson").read_text("ascii").splitlines()]
    kinds = ["note", "packet", "packet", "flow", "packet", "packet", "flow", "packet", "flow", "end"]
    assert [line["kind"] for line in lines] == kinds
    assert lines[4]["hex"] == trace.since(4)[0].raw.hex()
    assert lines[-1] == {"schema": 1, "kind": "end", "packets": 6, "dropped": 0}


def test_csv_has_the_verdict_where_the_flow_ends(trace: Trace, tmp_path: Path) -> None:
    save(trace, tmp_path / "x.CSV", CLOCK)
    text = (tmp_path / "x.CSV").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["verdict"] for row in rows] == ["", "", "complete", "", "refused", ""]
    assert rows[3]["flow"] == rows[4]["flow"] != rows[2]["flow"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_the_trace_dropped_is_told(suffix: str, tmp_path: Path) -> None:
    trace = Trace(limit_records=2)
    for number in range(5):
        trace.outbound(number, number, "s", V5, encode(Publish("t", b"x"), V5))
    assert save(trace, tmp_path / f"x{suffix}", CLOCK) == 2
    written = (tmp_path / f"x{suffix}").read_bytes()
    if suffix == ".pcapng":
        assert b"3 older packets were no longer kept" in written
    if suffix == ".ndjson":
        assert json.loads(written.splitlines()[-1])["dropped"] == 3
    assert written


@pytest.mark.parametrize("masked", [True, False])
@pytest.mark.parametrize("suffix", [".pcapng", ".ndjson"])
def test_secrets_are_in_the_file_only_when_asked_for(suffix: str, masked: bool, tmp_path: Path) -> None:
    """The trace of our own sessions has none left; one that was read from elsewhere has."""
    path, follower = tmp_path / f"x{suffix}", FlowFollower()
    trace = Trace()
    with growing(path, CLOCK, masked=masked) as file:
        for packet in (Connect("dev", password=b"hunter2", username="u"), Auth(0x18, PROVED)):
            trace.clear()
            trace.outbound(2_000, 2_000, "s", V5, encode(packet, V5))
            record = trace.since(1)[0]._replace(raw=encode(packet, V5))
            file.add(record, follower.take(record))
        file.finish(follower.open_flows(), 2, 0)
    written = path.read_bytes()
    for secret in (b"hunter2", b"proof-1"):
        assert (secret in written or secret.hex().encode() in written) is not masked


def test_a_growing_file_can_be_read_after_each_flush(trace: Trace, tmp_path: Path) -> None:
    follower = FlowFollower()
    with growing(tmp_path / "x.pcapng", CLOCK) as file:
        for count, record in enumerate(trace.since(2), 1):
            file.add(record, follower.take(record))
            file.flush()
            assert len(packets((tmp_path / "x.pcapng").read_bytes())) == 3 + count


def test_names_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(TraceFileFault) as unknown:
        check_name(tmp_path / "x.pcap")
    assert unknown.value.reason is TraceFileReason.UNKNOWN_FORM and unknown.value.is_usage
    assert unknown.value.evidence["suffixes"] == ".pcapng, .ndjson, .csv"
    (tmp_path / "folder.csv").mkdir()
    for path in (tmp_path / "nowhere" / "x.csv", tmp_path / "folder.csv"):
        with pytest.raises(TraceFileFault) as missing, growing(path, CLOCK):
            pass
        assert missing.value.reason is TraceFileReason.NOT_WRITTEN and not missing.value.is_usage


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no device that is always full")
def test_a_full_disk_is_told_once(trace: Trace, tmp_path: Path) -> None:
    path, follower = tmp_path / "x.ndjson", FlowFollower()
    with open("/dev/full", "wb", buffering=0) as stream:
        file = TraceFile(path, stream, CLOCK)
        record = trace.since(1)[0]
        with pytest.raises(TraceFileFault) as full:
            file.add(record, follower.take(record))
        file.add(record, follower.take(record))
        file.finish((), 1, 0)
    assert full.value.evidence["errno"] == "28"
    (tmp_path / "y.ndjson").symlink_to("/dev/full")
    with pytest.raises(TraceFileFault), growing(tmp_path / "y.ndjson", CLOCK) as buffered:
        buffered.add(record, FlowFollower().take(record))
