"""Connections that end with RST."""

import asyncio

import pytest

from app.lab.closing import reset


def test_the_other_side_sees_a_reset_and_not_an_end() -> None:
    async def guest(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reset(writer)
        reset(writer)  # once more does no harm

    async def run() -> None:
        server = await asyncio.start_server(guest, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        with pytest.raises(ConnectionResetError):
            await reader.read()
        writer.close()
        server.close()

    asyncio.run(run())
