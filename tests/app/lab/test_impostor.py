"""Servers that are no broker."""

import asyncio

import pytest

from app.lab.impostor import Impostor
from tests.app.lab.mqtt_bytes import connect


async def _answer(impostor: Impostor) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", impostor.port)
    try:
        writer.write(connect("probe"))
        async with asyncio.timeout(5):
            return await reader.read()
    finally:
        writer.close()


def test_the_http_server_speaks_http_and_closes() -> None:
    async def run() -> bytes:
        impostor = Impostor("http")
        await impostor.start()
        answer = await _answer(impostor)
        await impostor.close()
        return answer

    assert asyncio.run(run()).startswith(b"HTTP/1.1 400 ")


def test_garbage_is_no_mqtt_packet() -> None:
    async def run() -> bytes:
        impostor = Impostor("garbage")
        await impostor.start()
        answer = await _answer(impostor)
        await impostor.close()
        return answer

    answer = asyncio.run(run())
    assert all(byte >= 0x80 for byte in answer[1:5]), "a remaining length that does not end within four bytes"


def test_reset_resets() -> None:
    async def run() -> None:
        impostor = Impostor("reset")
        await impostor.start()
        with pytest.raises(ConnectionResetError):
            await _answer(impostor)
        await impostor.close()

    asyncio.run(run())


def test_silence_keeps_the_connection_and_says_nothing() -> None:
    async def run() -> None:
        impostor = Impostor("silence")
        await impostor.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", impostor.port)
        writer.write(connect("probe"))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await reader.read(1)
        writer.close()
        await impostor.close()

    asyncio.run(run())
