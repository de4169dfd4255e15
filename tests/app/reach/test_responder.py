"""A running responder: what it does for those who may ask, and that nobody else gets anything out of it."""

import asyncio
import contextlib
import random
import socket
import time
from collections.abc import AsyncIterator, Iterator

import pytest

from app.lab.responder import LabResponder
from app.reach import inbound
from app.reach import responder_wire as wire
from app.reach.inbound import ConnectBack, Inbound, InboundVerdict, Over
from app.reach.responder import Responder
from app.reach.responder_wire import Operation, Question

BOTH = pytest.mark.parametrize("over", list(Over))


@contextlib.asynccontextmanager
async def running() -> AsyncIterator[LabResponder]:
    responder = LabResponder()
    await responder.start()
    try:
        yield responder
    finally:
        await responder.close()


def ask(over: Over, operation: Operation = Operation.ECHO, **named: float) -> Inbound:
    async def run() -> Inbound:
        async with running() as responder:
            return await inbound.ask(
                responder.address,
                responder.token,
                operation,
                over=over,
                delay_s=named.get("delay_s", 0.0),
                port=int(named.get("port", 0)),
            )

    return asyncio.run(run())


@pytest.fixture
def datagrams() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(0.2)
        yield sock


@BOTH
def test_it_says_which_address_it_sees(over: Over) -> None:
    found = ask(over)
    assert found.verdict is InboundVerdict.ANSWERED
    assert (found.seen_address, found.seen_port) == (found.local_address, found.local_port)
    assert found.seen_address == "127.0.0.1"
    assert found.translated is False


@BOTH
def test_a_late_answer_comes_late(over: Over) -> None:
    found = ask(over, Operation.LATER, delay_s=0.3)
    assert found.verdict is InboundVerdict.ANSWERED
    assert found.duration_ms >= 300
    assert found.rtt_ms is not None and found.rtt_ms < 250, "the silence that was asked for is not counted"


@BOTH
def test_it_connects_back_to_an_open_and_to_a_closed_port(over: Over) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = ask(over, Operation.CONNECT, port=server.getsockname()[1])
        server.settimeout(1)
        guest, _ = server.accept()
        guest.settimeout(1)
        assert guest.recv(10) == b"", "nothing is sent over it"
        guest.close()
    assert found.connect_back is ConnectBack.OPEN
    assert found.connect_back_ms is not None and 0 < found.connect_back_ms < 1000
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        found = ask(over, Operation.CONNECT, port=closed.getsockname()[1])
    assert (found.verdict, found.connect_back) == (InboundVerdict.ANSWERED, ConnectBack.REFUSED)


def test_it_connects_to_its_caller_and_nowhere_else() -> None:
    """A question has no place for an address. 127.0.0.2 asks, and 127.0.0.1 is not connected to."""
    assert set(Question.__dataclass_fields__) == {"operation", "delay_ms", "port"}

    async def run(port: int, caller: socket.socket) -> None:
        async with running() as responder:
            host, _, number = responder.address.partition(":")
            caller.connect((host, int(number)))
            nonce = bytes(16)
            caller.send(wire.hello(nonce))
            challenge = await asyncio.to_thread(caller.recv, 200)
            asked = wire.ask(
                nonce, wire.cookie_of(challenge), Question(Operation.CONNECT, port=port), responder.token
            )
            caller.send(asked)
            answer = wire.read_answer(await asyncio.to_thread(caller.recv, 200), asked, responder.token)
            assert answer is not None
            assert str(answer.address) == "127.0.0.2"
            assert answer.status is wire.Status.REFUSED

    with (
        socket.create_server(("127.0.0.1", 0)) as elsewhere,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller,
    ):
        caller.bind(("127.0.0.2", 0))
        caller.settimeout(5)
        asyncio.run(run(elsewhere.getsockname()[1], caller))
        elsewhere.settimeout(0.1)
        with pytest.raises(TimeoutError):
            elsewhere.accept()


def test_a_stranger_gets_less_out_than_he_puts_in(datagrams: socket.socket) -> None:
    """Whatever is sent without the token: the answer is shorter, and mostly there is none."""
    source = random.Random(1)
    messages = [source.randbytes(size) for size in (0, 1, 24, 48, 96, 128, 500, 1400)]
    messages += [b"LWR1" + source.randbytes(size) for size in (20, 44, 92, 124)]
    messages += [wire.hello(bytes(16))[:size] for size in (24, 48, 96, 127)]
    messages += [wire.ask(bytes(16), bytes(24), Question(Operation.CONNECT, port=22), b"guess" * 8)]
    messages += [wire.hello(source.randbytes(16)) for _ in range(3)]

    async def run() -> tuple[int, int]:
        async with running() as responder:
            host, _, port = responder.address.partition(":")
            sent = received = 0
            for message in messages:
                datagrams.sendto(message, (host, int(port)))
                with contextlib.suppress(TimeoutError):
                    answer = await asyncio.to_thread(datagrams.recv, 4096)
                    assert len(answer) < len(message)
                    received += len(answer)
                sent += len(message)
            assert responder.counts.connected_back == 0
            return sent, received

    sent, received = asyncio.run(run())
    assert received == 3 * len(wire.challenge(bytes(16), bytes(24)))
    assert received < sent / 10


@pytest.mark.parametrize(
    "opening",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\xff\xff",
        b"\x00\x00",
        b"\x00\x80" + bytes(128),
        b"\x00\x30" + b"LWR1" + bytes(44),
    ],
)
def test_a_connection_that_says_anything_else_is_closed_without_a_word(opening: bytes) -> None:
    async def run() -> bytes:
        async with running() as responder:
            host, _, port = responder.address.partition(":")
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(opening)
            try:
                async with asyncio.timeout(5):
                    return await reader.read()
            except ConnectionResetError:
                return b""
            finally:
                writer.close()

    assert asyncio.run(run()) == b""


def test_a_replayed_question_gets_no_second_answer(datagrams: socket.socket) -> None:
    async def run() -> None:
        async with running() as responder:
            host, _, port = responder.address.partition(":")
            datagrams.connect((host, int(port)))
            nonce = bytes(16)
            datagrams.send(wire.hello(nonce))
            challenge = await asyncio.to_thread(datagrams.recv, 200)
            asked = wire.ask(nonce, wire.cookie_of(challenge), Question(Operation.ECHO), responder.token)
            datagrams.send(asked)
            assert wire.read_answer(await asyncio.to_thread(datagrams.recv, 200), asked, responder.token)
            datagrams.send(asked)
            with pytest.raises(TimeoutError):
                await asyncio.to_thread(datagrams.recv, 200)

    asyncio.run(run())


def test_one_caller_cannot_take_all_connections() -> None:
    async def run() -> int:
        async with running() as responder:
            host, _, port = responder.address.partition(":")
            guests = [await asyncio.open_connection(host, int(port)) for _ in range(30)]
            turned_away = 0
            for reader, writer in guests:
                try:
                    async with asyncio.timeout(0.05):
                        turned_away += await reader.read(1) == b""
                except (TimeoutError, ConnectionResetError) as error:
                    turned_away += isinstance(error, ConnectionResetError)
                writer.close()
            return turned_away

    assert asyncio.run(run()) == 14


def test_closing_does_not_wait_for_late_answers() -> None:
    async def run() -> float:
        async with running() as responder:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(
                    inbound.ask(responder.address, responder.token, Operation.LATER, delay_s=600), 0.2
                )
            began = time.perf_counter()
        return time.perf_counter() - began

    assert asyncio.run(run()) < 1


def test_a_short_token_is_refused() -> None:
    with pytest.raises(ValueError, match="short"):
        Responder(b"short")
