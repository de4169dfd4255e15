"""A relay before a real broker that alters what the broker says: a trial then has something to find."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from app.mqtt.codec import decode, encode
from app.mqtt.framing import FrameReader
from app.mqtt.packet_types import Direction, Version
from app.mqtt.packets import Disconnect, Packet

Alter = Callable[[Packet], list[Packet]]


@asynccontextmanager
async def altering(port: int, alter: Alter, version: Version = Version.V5) -> AsyncIterator[int]:
    """Its own port; every packet of the broker at `port` goes through alter. DISCONNECT ends a connection."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        broker_reader, broker_writer = await asyncio.open_connection("127.0.0.1", port)

        async def up() -> None:
            try:
                while data := await reader.read(1 << 16):
                    broker_writer.write(data)
            finally:
                broker_writer.close()

        async def down() -> None:
            frames = FrameReader()
            try:
                while (data := await broker_reader.read(1 << 16)) and not writer.is_closing():
                    packets = [decode(frame.raw, version, Direction.IN).packet for frame in frames.feed(data)]
                    for packet in packets:
                        assert packet is not None
                        said = alter(packet)
                        writer.write(b"".join(encode(changed, version) for changed in said))
                        await writer.drain()
                        if any(isinstance(changed, Disconnect) for changed in said):
                            return
            finally:
                writer.close()

        try:
            await asyncio.gather(up(), down(), return_exceptions=True)
        finally:
            tasks.discard(task)
            broker_writer.close()
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        if tasks:
            await asyncio.wait(tasks, timeout=2)
        assert not tasks, "a trial has left a connection open"
