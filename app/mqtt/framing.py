"""Cuts a byte stream into whole MQTT packets: any chunking, bounded memory, about a microsecond a packet.

Only the fixed header is read (section 2.1.4). A declared length costs nothing until its bytes arrive.
"""

from __future__ import annotations

from typing import NamedTuple

from app.mqtt.codec_fault import CodecFault, CodecReason
from app.mqtt.packet_types import PACKET_TYPES, PacketType

LARGEST_REMAINING_LENGTH = 268_435_455
LARGEST_PACKET_BYTES = LARGEST_REMAINING_LENGTH + 5
_LONGEST_HEADER = 5


class Frame(NamedTuple):
    """One whole packet. A NamedTuple: a frozen dataclass takes four times as long to make."""

    raw: bytes
    type: PacketType
    flags: int


class FramingFault(CodecFault):
    """The stream cannot be read any further.

    `frames` are the whole packets that stood before the break in the same chunk: they are good.
    """

    def __init__(self, reason: CodecReason, evidence: dict[str, str], frames: tuple[Frame, ...]) -> None:
        super().__init__(reason, evidence)
        self.frames = frames


class FrameReader:
    """Takes chunks of one direction of one connection, gives whole packets.

    limit_bytes: the largest packet accepted, header included; the memory held never passes it by more than
    one chunk. After a fault every further `feed` raises the same fault.
    """

    def __init__(self, limit_bytes: int = LARGEST_PACKET_BYTES) -> None:
        self._limit = limit_bytes
        self._partial = bytearray()
        self._needed = 0  # size of the packet in _partial; 0 while its header is incomplete
        self._consumed = 0
        self._fault: FramingFault | None = None

    @property
    def pending_bytes(self) -> int:
        """Bytes held that do not make a whole packet yet."""
        return len(self._partial)

    @property
    def consumed_bytes(self) -> int:
        """Offset in the stream of the first byte that is not part of a whole packet yet."""
        return self._consumed

    def feed(self, chunk: bytes) -> list[Frame]:
        """The packets that `chunk` completes; FramingFault where the stream breaks."""
        if self._fault is not None:
            raise FramingFault(self._fault.reason, self._fault.evidence, ())
        frames: list[Frame] = []
        start = self._finish_partial(chunk, frames) if self._partial else 0
        position = self._cut(chunk, start, frames)
        if position < len(chunk):
            self._partial += chunk[position:] if position else chunk
        return frames

    def _finish_partial(self, chunk: bytes, frames: list[Frame]) -> int:
        """Give the packet begun in an earlier chunk what it lacks; the number of bytes taken for that."""
        partial = self._partial
        taken = 0
        while not self._needed:
            if taken == len(chunk):
                return taken
            partial.append(chunk[taken])
            taken += 1
            size = _declared_size(partial, 0, len(partial))
            if size:
                self._admit(size, frames)
                self._needed = size
        lacking = self._needed - len(partial)
        partial += chunk[taken : taken + lacking]
        taken = min(taken + lacking, len(chunk))
        if len(partial) == self._needed:
            frames.append(Frame(bytes(partial), PACKET_TYPES[partial[0] >> 4], partial[0] & 0x0F))
            self._consumed += self._needed
            self._partial = bytearray()
            self._needed = 0
        return taken

    def _cut(self, chunk: bytes, start: int, frames: list[Frame]) -> int:
        """Cut whole packets straight out of `chunk`; where the first one that is not whole begins."""
        if self._partial:
            return start
        end = len(chunk)
        position = start
        append, types, limit = frames.append, PACKET_TYPES, self._limit
        while end - position >= 2:
            size = chunk[position + 1] + 2
            if size >= 130 or size > limit:
                size = _declared_size(chunk, position, end)
                if not size:
                    break
                if size < 0 or size > limit:
                    self._consumed += position - start
                    self._admit(size, frames)
            stop = position + size
            if stop > end:
                self._needed = size
                break
            first = chunk[position]
            append(Frame(chunk[position:stop], types[first >> 4], first & 0x0F))
            position = stop
        self._consumed += position - start
        return position

    def _admit(self, size: int, frames: list[Frame]) -> None:
        """Break the stream where the size just declared cannot be accepted."""
        if 0 < size <= self._limit:
            return
        evidence = {"offset": str(self._consumed)}
        if size < 0:
            reason = CodecReason.MALFORMED_LENGTH
        else:
            reason = CodecReason.PACKET_TOO_LARGE
            evidence |= {"size_bytes": str(size), "limit_bytes": str(self._limit)}
        self._partial = bytearray()
        self._fault = FramingFault(reason, evidence, tuple(frames))
        raise self._fault


def _declared_size(data: bytes | bytearray, position: int, end: int) -> int:
    """Size of the packet at `position`, header included; 0: header incomplete, -1: malformed."""
    value = 0
    for index in range(1, _LONGEST_HEADER):
        if position + index >= end:
            return 0
        byte = data[position + index]
        value |= (byte & 0x7F) << (7 * (index - 1))
        if byte < 0x80:
            return value + index + 1
    return -1
