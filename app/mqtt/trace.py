"""What went over the wire, of all sessions in one order: bounded by count and bytes, with drops counted.

Network threads put whole chunks, which costs a microsecond or two however many packets are in them; records
are made when somebody asks for them. Any thread may call anything.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_right
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass

from app.core.stream import Stream
from app.mqtt.framing import FrameReader
from app.mqtt.packet_types import Direction, PacketType, Version
from app.mqtt.secret_fields import without_secrets
from app.mqtt.summary import summarise
from app.mqtt.trace_record import Note, TraceRecord

__all__ = ["Note", "Trace", "TraceRecord"]

_COMPACT_AFTER = 4096  # entries at the front that are no longer kept


@dataclass(slots=True)
class _Chunk:
    """Packets that were read or written together, not yet taken apart."""

    first: int
    count: int
    at_ns: int
    written_ns: int | None
    session: str
    direction: Direction
    version: Version
    raw: bytes
    topics: Mapping[int, str]
    note: Note | None = None
    text: str = ""

    def records(self) -> list[TraceRecord]:
        if self.note is not None:
            note = TraceRecord(
                self.first, self.at_ns, None, self.session, self.direction, self.version, b"",
                PacketType.RESERVED, note=self.note, text=self.text,
            )  # fmt: skip
            return [note]
        frames = FrameReader().feed(self.raw) if self.count > 1 else ()
        raws = [frame.raw for frame in frames] if frames else [self.raw]
        return [self._record(index, raw) for index, raw in enumerate(raws)]

    def _record(self, index: int, raw: bytes) -> TraceRecord:
        head = summarise(raw, self.version)
        return TraceRecord(
            self.first + index,
            self.at_ns,
            self.written_ns,
            self.session,
            self.direction,
            self.version,
            raw,
            head.type,
            head.packet_id,
            head.qos,
            head.dup,
            head.retain,
            self.topics.get(index) or head.topic,
            head.reason_code,
        )


class Trace:
    """The newest packets of any number of sessions."""

    def __init__(self, limit_records: int = 200_000, limit_bytes: int = 64 << 20) -> None:
        self._limit_records = limit_records
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._chunks: list[_Chunk] = []
        self._front = 0  # chunks before this one are dropped
        self._next = 1
        self._kept_bytes = 0
        self._wake: tuple[Callable[[], None], ...] = ()
        self.dropped = 0
        """Records that are no longer kept."""

    @property
    def first_number(self) -> int:
        """Number of the oldest record kept; `next_number` where there is none."""
        with self._lock:
            return self._first()

    @property
    def next_number(self) -> int:
        """The number that the next record will get."""
        return self._next

    @property
    def kept_bytes(self) -> int:
        return self._kept_bytes

    def __len__(self) -> int:
        with self._lock:
            return self._next - self._first()

    # For the taps.

    def inbound(
        self, at_ns: int, session: str, version: Version, raw: bytes, count: int, topics: Mapping[int, str]
    ) -> None:
        """`count` whole packets that were read together."""
        if raw[0] >> 4 == PacketType.AUTH:
            raw = without_secrets(raw, version, Direction.IN)
        self._put(at_ns, None, session, Direction.IN, version, raw, count, topics)

    def outbound(
        self, queued_ns: int, written_ns: int | None, session: str, version: Version, raw: bytes
    ) -> None:
        """One packet of ours, fully written."""
        if raw[0] >> 4 in (PacketType.CONNECT, PacketType.AUTH):
            raw = without_secrets(raw, version, Direction.OUT)
        self._put(queued_ns, written_ns, session, Direction.OUT, version, raw, 1, {})

    def note(self, note: Note, session: str, version: Version, text: str = "") -> None:
        """Something that is not a packet; text: an address, or a fault's code."""
        direction = Direction.OUT if note is Note.CONNECTED else Direction.IN
        at_ns = time.perf_counter_ns()
        self._put(at_ns, None, session, direction, version, b"", 1, {}, note, text)

    # For whoever looks.

    def since(self, number: int, limit: int = 10_000) -> list[TraceRecord]:
        """Records from `number` on, oldest first, at most `limit`; those dropped meanwhile are left out."""
        with self._lock:
            start = max(self._front, self._place(number))
            chunks: list[_Chunk] = []
            wanted = limit
            for chunk in self._chunks[start : start + limit]:
                chunks.append(chunk)
                wanted -= chunk.count
                if wanted <= 0:
                    break
        records = [record for chunk in chunks for record in chunk.records() if record.number >= number]
        return records[:limit]

    def record(self, number: int) -> TraceRecord | None:
        """One record; None where it is not kept."""
        found = self.since(number, 1)
        return found[0] if found and found[0].number == number else None

    def clear(self) -> None:
        """Forget all records; numbers go on and what is forgotten here does not count as dropped."""
        with self._lock:
            self._chunks.clear()
            self._front = self._kept_bytes = 0

    async def batches(
        self, start: int = 1, limit: int = 5_000, interval_s: float = 0.05
    ) -> AsyncGenerator[list[TraceRecord], None]:
        """Records from number `start` on as they come; a gap in the numbers is what was dropped unseen."""
        ticks: Stream[None] = Stream(1, interval_s)

        def wake() -> None:
            ticks.put(None)

        with self._lock:
            self._wake = (*self._wake, wake)
        try:
            if self._next > start:
                wake()
            async with aclosing(ticks.batches()) as each_tick:
                async for _ in each_tick:
                    while records := self.since(start, limit):
                        start = records[-1].number + 1
                        yield records
        finally:
            with self._lock:
                self._wake = tuple(each for each in self._wake if each is not wake)
            ticks.close()

    # Inside.

    def _put(
        self,
        at_ns: int,
        written_ns: int | None,
        session: str,
        direction: Direction,
        version: Version,
        raw: bytes,
        count: int,
        topics: Mapping[int, str],
        note: Note | None = None,
        text: str = "",
    ) -> None:
        with self._lock:
            chunk = _Chunk(
                self._next, count, at_ns, written_ns, session, direction, version, raw, topics, note, text
            )
            self._chunks.append(chunk)
            self._next += count
            self._kept_bytes += len(raw)
            self._evict()
            wake = self._wake
        for each in wake:
            each()

    def _evict(self) -> None:
        chunks = self._chunks
        while self._front < len(chunks) - 1 and (
            self._next - chunks[self._front].first > self._limit_records
            or self._kept_bytes > self._limit_bytes
        ):
            oldest = chunks[self._front]
            self._kept_bytes -= len(oldest.raw)
            self.dropped += oldest.count
            self._front += 1
        if self._front >= _COMPACT_AFTER and self._front * 2 > len(chunks):
            del chunks[: self._front]
            self._front = 0

    def _first(self) -> int:
        return self._chunks[self._front].first if self._front < len(self._chunks) else self._next

    def _place(self, number: int) -> int:
        """Index of the chunk that holds `number`."""
        return max(0, bisect_right(self._chunks, number, key=lambda chunk: chunk.first) - 1)
