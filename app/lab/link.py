"""An impaired TCP link in front of a server: delay, jitter, byte rate, stalls, refusals and cuts at packets.

It runs on a thread of its own, because a busy window must not lengthen the delays it plays. Cuts need the
packet boundaries of plain MQTT; bytes that are not MQTT (TLS, an HTTP server) are carried unchanged and
counted as unframed.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from app.core.tasks import TaskScope
from app.lab.closing import reset
from app.lab.impairment import Cut, LinkPlan, Pace, Shears, Stall, Towards
from app.lab.side_loop import SideLoop
from app.mqtt.framing import Frame, FrameReader, FramingFault

_PIECE_BYTES = 4096
_QUEUED_PIECES = 256  # of one direction of one connection: 1 MiB, then the sender has to wait
_PACKET_LIMIT_BYTES = 4 << 20
# CONNECT; CONNACK or AUTH. A stream that begins otherwise is not plain MQTT, and what looks like a packet in
# it must not be waited for.
_OPENINGS = {Towards.BROKER: (0x10,), Towards.CLIENT: (0x20, 0xF0)}
_READ_TIME_S = 0.05  # between a packet that still arrives and the RST, which may discard what is unread


@dataclass(frozen=True, slots=True)
class LinkCounts:
    """What has happened on the link since its start."""

    connections: int = 0
    turned_away: int = 0  # connections reset because the link was down or the server could not be reached
    bytes_to_broker: int = 0
    bytes_to_client: int = 0
    cuts: int = 0
    packets_dropped: int = 0
    stalls: int = 0
    unframed: int = 0  # directions in which no MQTT packet boundary could be found


class _End(Enum):
    """How a connection ends."""

    CLOSE = "close"
    RESET = "reset"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class _Piece:
    """Bytes on their way, with what happens when they are due: a cut, or the end that the sender made."""

    due_ns: int
    data: bytes = b""
    cut: Cut | None = None
    end: _End | None = None


class Link:
    """Carries connections from a port of its own to one server, as the plan says."""

    def __init__(self, plan: LinkPlan) -> None:
        self.plan = plan
        self.port = 0
        self._counts = LinkCounts()
        self._stall = Stall(plan)
        self._pace = {towards: Pace(plan, self._stall, towards) for towards in Towards}
        self._shears = Shears(plan.cut)
        self._down_until_ns = 0
        self._loop: SideLoop | None = None
        self._door: socket.socket | None = None
        self._server: asyncio.Server | None = None

    @property
    def counts(self) -> LinkCounts:
        """A consistent picture; may be read from any thread."""
        return replace(self._counts, stalls=self._stall.begun)

    async def start(self, host: str, port: int) -> int:
        """Open the link to the server at host:port and return the port it listens on, on 127.0.0.1."""
        self._door = socket.socket()
        self._door.bind(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        if not self.plan.refuse:  # a bound port that does not listen refuses, and nobody else gets it
            self._loop = SideLoop("lab link")
            self._server = await self._loop.run(self._listen(self._door, self._loop.scope, host, port))
        return self.port

    async def close(self) -> None:
        """End every connection at once; closing twice does nothing."""
        loop, self._loop = self._loop, None
        if loop is not None:
            if self._server is not None:
                loop.call(self._server.close)
            await loop.close()
        if self._door is not None:
            self._door.close()

    async def _listen(self, door: socket.socket, scope: TaskScope, host: str, port: int) -> asyncio.Server:
        def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            carried = self._carry(reader, writer, host, port)
            scope.start(carried, name=f"link connection {self._counts.connections + 1}")

        return await asyncio.start_server(accepted, sock=door)

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, port: int
    ) -> None:
        self._count(connections=1)
        if time.perf_counter_ns() < self._down_until_ns:
            self._count(turned_away=1)
            reset(writer)
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(host, port)
        except OSError:
            self._count(turned_away=1)
            reset(writer)
            return
        try:
            end = await self._relay(reader, writer, far_reader, far_writer)
            if end is _End.SILENCE:
                await _ignore(reader)
            elif end is _End.CLOSE:
                await _close(writer)
                await _close(far_writer)
        finally:
            reset(writer)
            reset(far_writer)

    async def _relay(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        far_reader: asyncio.StreamReader,
        far_writer: asyncio.StreamWriter,
    ) -> _End:
        """Carry both directions until the connection has ended; how it ended."""
        ended: asyncio.Future[_End] = asyncio.get_running_loop().create_future()

        async def both() -> None:
            async with asyncio.TaskGroup() as group:
                for source, target, towards in (
                    (reader, far_writer, Towards.BROKER),
                    (far_reader, writer, Towards.CLIENT),
                ):
                    queue: asyncio.Queue[_Piece] = asyncio.Queue(_QUEUED_PIECES)
                    group.create_task(self._take_in(source, queue, towards))
                    group.create_task(self._give_out(queue, target, towards, ended))
            _settle(ended, _End.CLOSE)

        async with asyncio.TaskGroup() as group:
            carrying = group.create_task(both())
            end = await ended
            carrying.cancel()
        return end

    async def _take_in(
        self, source: asyncio.StreamReader, queue: asyncio.Queue[_Piece], towards: Towards
    ) -> None:
        """Queue what comes from one side. Its end travels behind its last byte, as on a real way."""
        pieces, pace, end = _Pieces(self._shears, towards), self._pace[towards], _End.CLOSE
        try:
            while data := await source.read(_PIECE_BYTES):
                now_ns = time.perf_counter_ns()
                framed = pieces.framed
                for part, cut in pieces.feed(data):
                    await queue.put(_Piece(pace.due_ns(now_ns, len(part)), part, cut))
                self._count(unframed=framed and not pieces.framed)
        except OSError:
            end = _End.RESET
        rest = pieces.rest()
        await queue.put(_Piece(pace.due_ns(time.perf_counter_ns(), len(rest)), rest, end=end))

    async def _give_out(
        self,
        queue: asyncio.Queue[_Piece],
        target: asyncio.StreamWriter,
        towards: Towards,
        ended: asyncio.Future[_End],
    ) -> None:
        """Deliver each piece when it is due, until the cut or the end."""
        while True:
            piece = await queue.get()
            await _until(piece.due_ns)
            if piece.cut is None or not piece.cut.drop:
                await self._deliver(piece.data, target, towards)
            if piece.cut is not None:
                await self._cut(piece.cut)
                _settle(ended, _End(piece.cut.how))
                return
            if piece.end is _End.CLOSE:
                _finish_writing(target)
                return
            if piece.end is not None:
                _settle(ended, piece.end)
                return

    async def _cut(self, cut: Cut) -> None:
        if not cut.drop:
            await asyncio.sleep(_READ_TIME_S)
        self._count(cuts=1, packets_dropped=cut.drop)
        self._down_until_ns = time.perf_counter_ns() + int(cut.down_ms * 1e6)

    async def _deliver(self, data: bytes, target: asyncio.StreamWriter, towards: Towards) -> None:
        try:
            target.write(data)
            await target.drain()
        except OSError:  # the receiver is gone; what it says of that comes back on the other way
            return
        if towards is Towards.BROKER:
            self._count(bytes_to_broker=len(data))
        else:
            self._count(bytes_to_client=len(data))

    def _count(self, **more: int) -> None:
        counts = self._counts
        self._counts = replace(counts, **{name: getattr(counts, name) + n for name, n in more.items()})


class _Pieces:
    """Splits one direction's bytes at packet boundaries where the plan asks for cuts; nothing is lost."""

    def __init__(self, shears: Shears, towards: Towards) -> None:
        self._shears = shears
        self._towards = towards
        self._reader = FrameReader(_PACKET_LIMIT_BYTES)
        self._waiting = bytearray()
        self._begun = False
        self.framed = bool(shears)

    def feed(self, data: bytes) -> list[tuple[bytes, Cut | None]]:
        if not self._begun:
            self._begun = True
            self.framed = self.framed and data[0] in _OPENINGS[self._towards]
        if not self.framed:
            return [(data, None)]
        self._waiting += data
        try:
            frames: Sequence[Frame] = self._reader.feed(data)
        except FramingFault as fault:
            self.framed, frames = False, fault.frames
        pieces = []
        for frame in frames:
            del self._waiting[: len(frame.raw)]
            pieces.append((frame.raw, self._shears.judge(self._towards, frame.raw)))
        if not self.framed:
            pieces.append((self.rest(), None))
        return pieces

    def rest(self) -> bytes:
        """The bytes of an unfinished packet, which go out as they are when the stream ends."""
        rest = bytes(self._waiting)
        self._waiting.clear()
        return rest


async def _until(due_ns: int) -> None:
    left_ns = due_ns - time.perf_counter_ns()
    if left_ns > 0:
        await asyncio.sleep(left_ns / 1e9)


async def _ignore(reader: asyncio.StreamReader) -> None:
    """Read and forget until the other side gives up."""
    with contextlib.suppress(OSError):
        while await reader.read(_PIECE_BYTES):
            pass


def _finish_writing(target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):  # it is gone altogether
        target.write_eof()


async def _close(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        writer.close()
        await writer.wait_closed()


def _settle(ended: asyncio.Future[_End], end: _End) -> None:
    if not ended.done():
        ended.set_result(end)
