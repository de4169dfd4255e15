"""The impaired link between a real client socket and a real server socket."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from app.lab.impairment import Cut, LinkPlan
from app.lab.link import Link

CONNECT = bytes.fromhex("100c00044d5154540402003c0000")
CONNACK = bytes.fromhex("20020000")
PUBLISH = bytes.fromhex("32060001740001aa")
PUBACK = bytes.fromhex("40020001")

Served = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)


async def broker(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers CONNECT and every PUBLISH, one packet a read or many."""
    seen = b""
    while data := await reader.read(65536):
        seen += data
        while seen:
            size = 2 + seen[1]
            packet, seen = seen[:size], seen[size:]
            writer.write(CONNACK if packet[0] == 0x10 else PUBACK)


@contextlib.asynccontextmanager
async def linked(plan: LinkPlan, served: Served) -> AsyncIterator[Link]:
    async def guest(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            await served(reader, writer)
        writer.close()

    server = await asyncio.start_server(guest, "127.0.0.1", 0)
    link = Link(plan)
    await link.start("127.0.0.1", server.sockets[0].getsockname()[1])
    try:
        yield link
    finally:
        await link.close()
        server.close()
        await asyncio.sleep(0.02)  # let the server's side see that the link is gone


async def join(link: Link) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", link.port)


def test_every_byte_arrives_in_order_and_the_end_of_stream_too() -> None:
    sent = bytes(range(256)) * 4000

    async def run() -> None:
        async with linked(LinkPlan(), echo) as link:
            reader, writer = await join(link)
            writer.write(sent)
            writer.write_eof()
            assert await reader.read() == sent
            writer.close()
            assert link.counts.bytes_to_broker == link.counts.bytes_to_client == len(sent)
            assert link.counts.connections == 1

    asyncio.run(run())


def test_a_delay_is_paid_in_each_direction() -> None:
    async def run() -> None:
        async with linked(LinkPlan(delay_ms=40), echo) as link:
            reader, writer = await join(link)
            began = time.perf_counter()
            writer.write(b"x")
            await reader.readexactly(1)
            assert time.perf_counter() - began >= 0.080
            writer.close()

    asyncio.run(run())


def test_the_byte_rate_is_kept() -> None:
    async def run() -> None:
        async with linked(LinkPlan(rate_bytes_per_s=100_000), echo) as link:
            reader, writer = await join(link)
            began = time.perf_counter()
            writer.write(bytes(20_000))
            await reader.readexactly(20_000)
            assert time.perf_counter() - began >= 0.2
            writer.close()

    asyncio.run(run())


def test_the_link_carries_while_the_callers_loop_is_blocked() -> None:
    async def run() -> None:
        with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
            link = Link(LinkPlan(delay_ms=10))
            client.connect(("127.0.0.1", await link.start("127.0.0.1", server.getsockname()[1])))
            client.settimeout(5)
            far, _ = server.accept()  # blocks the loop, as everything down to the assertion does
            with far:
                far.settimeout(5)
                client.sendall(b"x")
                assert far.recv(1) == b"x"
            await link.close()

    asyncio.run(run())


def test_refuse_means_that_nothing_listens() -> None:
    async def run() -> None:
        async with linked(LinkPlan(refuse=True), echo) as link:
            with pytest.raises(ConnectionRefusedError):
                await join(link)

    asyncio.run(run())


def test_a_server_that_is_not_there_resets_the_client() -> None:
    async def run() -> None:
        with socket.socket() as reserved:
            reserved.bind(("127.0.0.1", 0))
            link = Link(LinkPlan())
            await link.start("127.0.0.1", reserved.getsockname()[1])
            with pytest.raises(ConnectionResetError):  # on a busy machine it is there before the join returns
                reader, writer = await join(link)
                with contextlib.closing(writer):
                    await reader.read()
            assert link.counts.turned_away == 1
            await link.close()

    asyncio.run(run())


async def _publish(link: Link, count: int) -> tuple[bytes, bool, asyncio.StreamReader, asyncio.StreamWriter]:
    """What comes back for a CONNECT and count PUBLISH packets, and whether the end was a reset."""
    reader, writer = await join(link)
    writer.write(CONNECT + PUBLISH * count)
    got = b""
    try:
        while data := await reader.read(65536):
            got += data
    except ConnectionResetError:
        return got, True, reader, writer
    return got, False, reader, writer


@pytest.mark.parametrize(("how", "reset"), [("reset", True), ("close", False)])
def test_a_cut_drops_the_named_packet_and_ends_the_connection(how: str, reset: bool) -> None:
    cut = Cut.model_validate({"on": "puback", "towards": "client", "count": 3, "how": how})

    async def run() -> None:
        async with linked(LinkPlan(cut=(cut,)), broker) as link:
            got, was_reset, _, writer = await _publish(link, 5)
            writer.close()
            if not reset:  # a reset may discard what was not read yet
                assert got == CONNACK + 2 * PUBACK
            assert was_reset is reset
            assert link.counts.cuts == link.counts.packets_dropped == 1

            reader, writer = await join(link)  # the cut is spent: the next connection is whole
            writer.write(CONNECT + 5 * PUBLISH)
            whole = CONNACK + 5 * PUBACK
            assert await reader.readexactly(len(whole)) == whole
            writer.close()

    asyncio.run(run())


def test_a_cut_without_drop_lets_the_packet_arrive_first() -> None:
    cut = Cut(on="puback", towards="client", count=3, drop=False)

    async def run() -> None:
        async with linked(LinkPlan(cut=(cut,)), broker) as link:
            got, was_reset, _, writer = await _publish(link, 5)
            writer.close()
            assert got.startswith(CONNACK + 3 * PUBACK)
            assert was_reset
            assert link.counts.packets_dropped == 0

    asyncio.run(run())


def test_after_a_silent_cut_nothing_comes_and_nothing_ends() -> None:
    cut = Cut(on="puback", towards="client", how="silence")

    async def run() -> None:
        async with linked(LinkPlan(cut=(cut,)), broker) as link:
            reader, writer = await join(link)
            writer.write(CONNECT + PUBLISH)
            assert await reader.readexactly(len(CONNACK)) == CONNACK
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await reader.read(1)
            writer.close()

    asyncio.run(run())


def test_while_the_link_is_down_new_connections_are_reset() -> None:
    cut = Cut(on="connack", towards="client", down_ms=300)

    async def run() -> None:
        async with linked(LinkPlan(cut=(cut,)), broker) as link:
            began = time.perf_counter()
            _, was_reset, _, writer = await _publish(link, 1)
            writer.close()
            assert was_reset
            reset_again = 0
            while time.perf_counter() - began < 5:
                try:
                    reader, writer = await join(link)
                    writer.write(CONNECT)
                    assert await reader.readexactly(len(CONNACK)) == CONNACK
                    break
                except (ConnectionResetError, asyncio.IncompleteReadError):
                    reset_again += 1
                    await asyncio.sleep(0.05)
            writer.close()
            assert reset_again >= 1
            assert time.perf_counter() - began >= 0.3
            assert link.counts.turned_away == reset_again

    asyncio.run(run())


def test_bytes_that_are_not_mqtt_pass_unchanged_and_are_counted() -> None:
    cut = Cut(on="puback", towards="client")
    looks_like_tls = bytes.fromhex("1603010200") + bytes(600)

    async def run() -> None:
        async with linked(LinkPlan(cut=(cut,)), echo) as link:
            reader, writer = await join(link)
            writer.write(looks_like_tls)
            assert await reader.readexactly(len(looks_like_tls)) == looks_like_tls
            writer.close()
            assert link.counts.unframed == 2
            assert link.counts.cuts == 0

    asyncio.run(run())


def test_an_unfinished_packet_is_not_kept_back_when_the_client_ends() -> None:
    cut = Cut(on="puback", towards="client")
    got = bytearray()

    async def swallow(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        got.extend(await reader.read())

    async def run() -> None:
        async with linked(LinkPlan(cut=(cut,)), swallow) as link:
            reader, writer = await join(link)
            writer.write(CONNECT + PUBLISH[:4])
            writer.write_eof()
            assert await reader.read() == b""
            writer.close()

    asyncio.run(run())
    assert got == CONNECT + PUBLISH[:4]


def test_closing_the_link_ends_its_connections_at_once() -> None:
    async def run() -> None:
        async with linked(LinkPlan(delay_ms=30_000), echo) as link:
            reader, writer = await join(link)
            writer.write(b"on its way for half a minute")
            await asyncio.sleep(0.05)
            began = time.perf_counter()
            await link.close()
            assert time.perf_counter() - began < 2
            with pytest.raises(ConnectionResetError):
                await reader.read()
            writer.close()

    asyncio.run(run())
