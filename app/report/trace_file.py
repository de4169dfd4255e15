"""Writes a trace into a file in the form that its name asks for: Wireshark, programs, spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from app.core.faults import Fault
from app.core.files import replacing
from app.mqtt.capture import csv_table, json_lines
from app.mqtt.capture.flow_follower import FlowFollower, Seen
from app.mqtt.capture.pcapng_writer import PcapngWriter
from app.mqtt.packet_types import Version
from app.mqtt.secret_fields import CARRIERS, without_secrets
from app.version import PROGRAM, VERSION
from app.words.captures import file_comment, flow_comment, note_comment

if TYPE_CHECKING:
    from app.core.clock import Clock
    from app.mqtt.flow_values import Flow
    from app.mqtt.trace import Trace
    from app.mqtt.trace_record import TraceRecord


class TraceFileReason(Enum):
    UNKNOWN_FORM = "trace-unknown-form"
    NOT_WRITTEN = "trace-not-written"


class TraceFileFault(Fault):
    """evidence: `path`; UNKNOWN_FORM also has `suffixes`, NOT_WRITTEN `errno` where the system gave one."""

    @property
    def is_usage(self) -> bool:
        return self.reason is TraceFileReason.UNKNOWN_FORM


class TraceFile:
    """A file that grows with the trace. Whatever is written so far can be read.

    masked: passwords and tokens are asterisks. Raises TraceFileFault once; what comes later is not written.
    """

    def __init__(self, path: Path, stream: BinaryIO, clock: Clock, *, masked: bool = True) -> None:
        self._path = path
        self._stream = stream
        self._form = _FORMS[path.suffix.lower()](clock)
        self._masked = masked
        self._failed = False
        self._write(self._form.begin())

    def add(self, record: TraceRecord, seen: Seen) -> None:
        """seen: what the record means for the flows, from a follower that has had all before it."""
        if self._masked and record.type in CARRIERS:
            raw = without_secrets(record.raw, record.version, record.direction)
            record = record._replace(raw=raw)
        self._write(self._form.record(record, seen))

    def finish(self, still_open: Iterable[Flow], packets: int, dropped: int) -> None:
        """The end of the content. dropped: packets that the trace had no longer when they were asked for."""
        self._write(self._form.end(still_open, packets, dropped))
        self.flush()

    def flush(self) -> None:
        """Let other programs see what there is."""
        self._write(b"", flush=True)

    def _write(self, content: bytes, *, flush: bool = False) -> None:
        if self._failed:
            return
        try:
            if content:
                self._stream.write(content)
            if flush:
                self._stream.flush()
        except OSError as error:
            self._failed = True
            raise _not_written(self._path, error) from None


class _Form(Protocol):
    def __init__(self, clock: Clock) -> None: ...
    def begin(self) -> bytes: ...
    def record(self, record: TraceRecord, seen: Seen) -> bytes: ...
    def end(self, still_open: Iterable[Flow], packets: int, dropped: int) -> bytes: ...


class _Pcapng:
    def __init__(self, clock: Clock) -> None:
        self._writer = PcapngWriter(clock.utc_offset_ns, f"{PROGRAM} {VERSION}")
        self._versions: dict[str, Version] = {}

    def begin(self) -> bytes:
        return self._writer.begin()

    def record(self, record: TraceRecord, seen: Seen) -> bytes:
        self._versions[record.session] = record.version
        comments = [] if record.note is None else [note_comment(record)]
        comments += [flow_comment(flow, record.version) for flow in seen.ended]
        return self._writer.record(record, comments)

    def end(self, still_open: Iterable[Flow], packets: int, dropped: int) -> bytes:
        comments = [flow_comment(flow, self._versions.get(flow.session, Version.V5)) for flow in still_open]
        return self._writer.end([file_comment(dropped), *comments])


class _JsonLines:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def begin(self) -> bytes:
        return b""

    def record(self, record: TraceRecord, seen: Seen) -> bytes:
        lines = [json_lines.packet_line(record, self._clock, with_hex=True)]
        return json_lines.as_bytes(lines + [json_lines.flow_line(flow) for flow in seen.ended])

    def end(self, still_open: Iterable[Flow], packets: int, dropped: int) -> bytes:
        lines = [json_lines.flow_line(flow) for flow in still_open]
        return json_lines.as_bytes([*lines, json_lines.end_line(packets, dropped)])


class _Csv:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def begin(self) -> bytes:
        return csv_table.header()

    def record(self, record: TraceRecord, seen: Seen) -> bytes:
        own = [flow.verdict.value for flow in seen.ended if flow.id == seen.own]
        return csv_table.row(record, self._clock, seen.own, own[0] if own else None)

    def end(self, still_open: Iterable[Flow], packets: int, dropped: int) -> bytes:
        return b""


_FORMS: dict[str, type[_Form]] = {".pcapng": _Pcapng, ".ndjson": _JsonLines, ".csv": _Csv}
SUFFIXES = tuple(_FORMS)
_PIECE = 2_000


def check_name(path: Path) -> None:
    """Raise TraceFileFault where no trace file of this name could be written: before a run, not after it."""
    if path.suffix.lower() not in SUFFIXES:
        evidence = {"path": str(path), "suffixes": ", ".join(SUFFIXES)}
        raise TraceFileFault(TraceFileReason.UNKNOWN_FORM, evidence)
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise TraceFileFault(TraceFileReason.NOT_WRITTEN, {"path": str(path)})


@contextmanager
def growing(path: Path, clock: Clock, *, masked: bool = True) -> Iterator[TraceFile]:
    """A new file, or an old one emptied, for a trace written as it comes. Raises TraceFileFault."""
    check_name(path)
    try:
        stream = path.open("wb")
    except OSError as error:
        raise _not_written(path, error) from None
    try:
        yield TraceFile(path, stream, clock, masked=masked)
    finally:
        try:
            stream.close()
        except OSError as error:
            raise _not_written(path, error) from None


def save(trace: Trace, path: Path, clock: Clock, *, masked: bool = True) -> int:
    """Write what the trace has now, whole or not at all; gives the number of records.

    Raises TraceFileFault.
    """
    check_name(path)
    follower = FlowFollower()
    number, last, count = trace.first_number, trace.next_number - 1, 0
    try:
        with replacing(path) as stream:
            file = TraceFile(path, stream, clock, masked=masked)
            while number <= last and (records := trace.since(number, min(_PIECE, last - number + 1))):
                for record in records:
                    if record.number <= last:
                        file.add(record, follower.take(record))
                        count += 1
                number = records[-1].number + 1
            file.finish(follower.open_flows(), count, last - count)
    except OSError as error:
        raise _not_written(path, error) from None
    return count


def _not_written(path: Path, error: OSError) -> TraceFileFault:
    return TraceFileFault(TraceFileReason.NOT_WRITTEN, {"path": str(path), "errno": str(error.errno)})
