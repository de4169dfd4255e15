"""An impaired TCP link in front of a server: delay, jitter, byte rate, stalls, refusals and cuts at packets.

It runs on a thread of its own, because a busy window must not lengthen the delays it plays. Cuts need the
packet boundaries of plain MQTT; bytes that are not MQTT (TLS, an HTTP server) are carried unchanged and
counted as unframed.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

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

_log = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True)
class _Piece:
    """Bytes on their way, and the cut that happens when they are due. data None: end of stream."""

    due_ns: int
    data: bytes | None
    cut: Cut | None = None


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
        if self._loop is not None:
            if self._server is not None:
                self._loop.call(self._server.close)
            await self._loop.close()
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
            ending = await self._relay(reader, writer, far_reader, far_writer)
            if ending == "silence":
                await _ignore(reader)
        except BaseException:
            reset(writer)
            reset(far_writer)
            raise
        for end in (writer, far_writer):
            end.close() if ending == "close" else reset(end)

    async def _relay(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        far_reader: asyncio.StreamReader,
        far_writer: asyncio.StreamWriter,
    ) -> str:
        """Carry both directions until one of them ends the connection; how it ended."""
        ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        async def both() -> None:
            async with asyncio.TaskGroup() as group:
                for source, target, towards in (
                    (reader, far_writer, Towards.BROKER),
                    (far_reader, writer, Towards.CLIENT),
                ):
                    queue: asyncio.Queue[_Piece] = asyncio.Queue(_QUEUED_PIECES)
                    group.create_task(self._take_in(source, queue, towards, ended))
                    group.create_task(self._give_out(queue, target, towards, ended))
            _settle(ended, "close")

        async with asyncio.TaskGroup() as group:
            carrying = group.create_task(both())
            how = await ended
            carrying.cancel()
        return how

    async def _take_in(
        self,
        source: asyncio.StreamReader,
        queue: asyncio.Queue[_Piece],
        towards: Towards,
        ended: asyncio.Future[str],
    ) -> None:
        pieces = _Pieces(self._shears, towards)
        try:
            while data := await source.read(_PIECE_BYTES):
                now_ns = time.perf_counter_ns()
                framed = pieces.framed
                for part, cut in pieces.feed(data):
                    due_ns = self._pace[towards].due_ns(now_ns, len(part))
                    await queue.put(_Piece(due_ns, part, cut))
                self._count(unframed=framed and not pieces.framed)
        except OSError:
            _settle(ended, "reset")
            return
        rest = pieces.rest()
        due_ns = self._pace[towards].due_ns(time.perf_counter_ns(), len(rest))
        await queue.put(_Piece(due_ns, rest))
        await queue.put(_Piece(due_ns, None))

    async def _give_out(
        self,
        queue: asyncio.Queue[_Piece],
        target: asyncio.StreamWriter,
        towards: Towards,
        ended: asyncio.Future[str],
    ) -> None:
        try:
            while True:
                piece = await queue.get()
                await _until(piece.due_ns)
                if piece.data is None:
                    target.write_eof()
                    return
                if piece.cut is None:
                    await self._deliver(piece.data, target, towards)
                    continue
                if piece.cut.drop:
                    self._count(packets_dropped=1)
                else:
                    await self._deliver(piece.data, target, towards)
                    await asyncio.sleep(_READ_TIME_S)
                self._count(cuts=1)
                self._down_until_ns = time.perf_counter_ns() + int(piece.cut.down_ms * 1e6)
                _settle(ended, piece.cut.how)
                return
        except OSError:
            _settle(ended, "reset")

    async def _deliver(self, data: bytes, target: asyncio.StreamWriter, towards: Towards) -> None:
        target.write(data)
        await target.drain()
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
    try:
        while await reader.read(_PIECE_BYTES):
            pass
    except ConnectionError:
        _log.debug("the client gave up a silent connection")


def _settle(ended: asyncio.Future[str], how: str) -> None:
    if not ended.done():
        ended.set_result(how)
