"""A TCP server that is not an MQTT broker: another protocol, silence, noise or a slammed door."""

from __future__ import annotations

import asyncio
import socket
from typing import Literal

from app.lab.closing import reset
from app.lab.side_loop import SideLoop

Manner = Literal["http", "silence", "garbage", "reset"]

_HTTP = (
    b"HTTP/1.1 400 Bad Request\r\nServer: lab\r\nContent-Type: text/plain\r\n"
    b"Content-Length: 12\r\nConnection: close\r\n\r\nBad request\n"
)
# Neither an MQTT packet (type 15 with a length that never ends) nor TLS, nor text.
_GARBAGE = bytes.fromhex("ffffffffff00deadbeef") + bytes(range(128, 256))


class Impostor:
    """Answers the first bytes of every connection in its manner, on 127.0.0.1."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.port = 0
        self._loop = SideLoop("lab impostor")
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        self._server = await self._loop.run(self._listen())
        return self.port

    async def close(self) -> None:
        if self._server is not None:
            self._loop.call(self._server.close)
        await self._loop.close()

    async def _listen(self) -> asyncio.Server:
        def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._loop.scope.start(self._receive(reader, writer), name=f"impostor {self.manner}")

        server = await asyncio.start_server(accepted, "127.0.0.1", 0, family=socket.AF_INET)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self.manner == "reset":
                reset(writer)
            elif await reader.read(4096) and self.manner != "silence":
                writer.write(_HTTP if self.manner == "http" else _GARBAGE)
                await writer.drain()
            elif self.manner == "silence":
                while await reader.read(4096):
                    pass
        except ConnectionError:
            pass  # a guest that leaves in the middle is nothing to an impostor
        finally:
            writer.close()
