"""A broker that does what its script says, rule breaches included, on 127.0.0.1 and the test's own loop.

    async def play(peer: Peer) -> None:
        await peer.accept(Connack())
        message = await peer.expect(Publish)
        await peer.send(Puback(message.packet_id))

    async with scripted(play) as port: ...

The script is called once a connection; when it returns, the connection is closed. With several scripts the
first connection gets the first one, and so on; the last one serves all that follow.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from app.mqtt.codec import decode, encode
from app.mqtt.framing import Frame, FrameReader
from app.mqtt.packets import Connack, Connect, Packet, PacketType, Pingreq, Pingresp, Version

P = TypeVar("P")

PATIENCE_S = 5.0


class Peer:
    """The broker's end of one connection. `heard` has every packet of the client, in order."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._frames = FrameReader()
        self._waiting: list[Frame] = []
        self.version = Version.V5
        self.heard: list[Packet] = []

    async def read(self) -> Packet:
        """The next packet; ConnectionError at the end."""
        while not self._waiting:
            async with asyncio.timeout(PATIENCE_S):
                chunk = await self._reader.read(1 << 16)
            if not chunk:
                raise ConnectionResetError
            self._waiting = self._frames.feed(chunk)
        frame = self._waiting.pop(0)
        decoded = decode(frame.raw, self.version)
        assert not decoded.violations, decoded.violations
        assert decoded.packet is not None
        if frame.type is PacketType.CONNECT:
            self.version = decoded.version
        self.heard.append(decoded.packet)
        return decoded.packet

    async def expect(self, kind: type[P]) -> P:
        """The next packet, which must be of this kind; PINGREQ is answered on the way."""
        packet = await self.read()
        while isinstance(packet, Pingreq) and kind is not Pingreq:
            await self.send(Pingresp())
            packet = await self.read()
        assert isinstance(packet, kind), f"expected {kind.__name__}, got {packet}"
        return packet

    async def accept(self, connack: Connack | None = None) -> Connect:
        """Read CONNECT and answer it."""
        connect = await self.expect(Connect)
        await self.send(connack or Connack())
        return connect

    async def send(self, *packets: Packet | bytes) -> None:
        """Packets as they should be, or bytes as they come."""
        for packet in packets:
            raw = packet if isinstance(packet, bytes) else encode(packet, self.version)
            self._writer.write(raw)
        await self._writer.drain()

    async def dribble(self, *packets: Packet) -> None:
        """One byte a segment."""
        for packet in packets:
            for byte in encode(packet, self.version):
                self._writer.write(bytes((byte,)))
                await self._writer.drain()
                await asyncio.sleep(0)

    async def until_closed(self) -> None:
        """Read whatever comes until the client has gone."""
        try:
            while True:
                await self.read()
        except (ConnectionError, TimeoutError):
            pass

    async def is_quiet(self, seconds: float) -> bool:
        """Whether the client says nothing for that long."""
        try:
            async with asyncio.timeout(seconds):
                await self.read()
        except TimeoutError:
            return True
        return False

    def reset(self) -> None:
        """Close with RST."""
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


Script = Callable[[Peer], Awaitable[None]]


@asynccontextmanager
async def scripted(*scripts: Script) -> AsyncIterator[int]:
    """Serve while the block runs, and fail the test with what a script failed with."""
    failures: list[BaseException] = []
    playing: set[asyncio.Task[None]] = set()
    count = 0

    def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        script = scripts[min(count, len(scripts) - 1)]
        count += 1
        # A coroutine given to start_server would be a task that nobody can wait for before it has begun.
        task = asyncio.get_running_loop().create_task(serve(script, reader, writer))
        playing.add(task)
        task.add_done_callback(playing.discard)

    async def serve(script: Script, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await script(Peer(reader, writer))
        except (ConnectionError, TimeoutError, AssertionError) as error:
            failures.append(error)
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                async with asyncio.timeout(PATIENCE_S):
                    await writer.wait_closed()

    server = await asyncio.start_server(accepted, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
        await asyncio.sleep(0.01)  # connections that were made at the last moment are taken, to be closed
        server.close()
        await _take_what_was_accepted()
        if playing:
            await asyncio.wait(playing, timeout=PATIENCE_S)
    finally:
        server.close()
        await _take_what_was_accepted()
        for task in list(playing):
            task.cancel()
        if playing:
            await asyncio.wait(playing, timeout=2 * PATIENCE_S)
        for failure in failures:  # of the scripts, which explains what the test then failed with
            raise failure


async def _take_what_was_accepted() -> None:
    """asyncio needs a few turns of the loop from accept() to the script, and time does not count turns."""
    for _ in range(10):
        await asyncio.sleep(0)


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
