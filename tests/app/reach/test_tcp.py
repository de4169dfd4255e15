"""TCP connections to real sockets on loopback."""

import asyncio
import contextlib
import errno
import socket
import time
from collections.abc import Iterator

import pytest

from app.reach import tcp
from app.reach.tcp import TcpVerdict


def connect(
    host: str, port: int, timeout_s: float = 1.0, addresses: tuple[str, ...] | None = None
) -> tcp.Connection:
    return asyncio.run(tcp.connect(host, port, timeout_s=timeout_s, addresses=addresses))


@contextlib.contextmanager
def closed_port() -> Iterator[int]:
    """A port that is taken and refuses."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]


@contextlib.contextmanager
def deaf_port() -> Iterator[int]:
    """A port whose queue is full: the kernel drops what comes, as a firewall would."""
    with socket.socket() as server, contextlib.ExitStack() as queued:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(4):
            guest = queued.enter_context(socket.socket())
            guest.setblocking(False)
            guest.connect_ex(server.getsockname())
        time.sleep(0.05)
        yield server.getsockname()[1]


def test_an_open_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = connect("127.0.0.1", server.getsockname()[1])
    assert (found.verdict, found.address) == (TcpVerdict.OPEN, "127.0.0.1")
    assert found.connect_ms is not None and 0 < found.connect_ms < 1000
    assert [seen.event for seen in found.evidence] == ["connect", "connected"]


def test_a_name_is_looked_up_first() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = connect("localhost", server.getsockname()[1])
    assert found.verdict is TcpVerdict.OPEN
    assert found.resolution is not None and "127.0.0.1" in found.resolution.addresses


def test_a_closed_port_refuses() -> None:
    with closed_port() as port:
        found = connect("127.0.0.1", port)
    assert found.verdict is TcpVerdict.REFUSED
    assert found.connect_ms is None
    assert found.attempts[0].connect_ms is not None, "the refusal is an answer, and it took its time"
    assert "ECONNREFUSED" in found.evidence[-1].detail


@pytest.mark.skipif(not hasattr(socket, "SO_REUSEPORT"), reason="a full queue answers on Windows")
def test_a_port_that_drops_everything_is_silent_for_the_whole_limit() -> None:
    with deaf_port() as port:
        found = connect("127.0.0.1", port, 0.4)
    assert found.verdict is TcpVerdict.SILENT
    assert 400 <= found.duration_ms < 1400


@pytest.mark.parametrize(
    ("number", "verdict"),
    [
        (errno.ENETUNREACH, TcpVerdict.UNREACHABLE),
        (errno.EHOSTUNREACH, TcpVerdict.UNREACHABLE),
        (errno.EPERM, TcpVerdict.FAILED),
        (errno.ETIMEDOUT, TcpVerdict.SILENT),
    ],
)
def test_each_error_has_its_verdict(
    monkeypatch: pytest.MonkeyPatch, number: int, verdict: TcpVerdict
) -> None:
    monkeypatch.setattr(socket.socket, "connect_ex", lambda *_: number)
    assert connect("127.0.0.1", 9).verdict is verdict


def test_a_name_without_an_address_is_not_resolved() -> None:
    found = connect("a..b", 80)
    assert found.verdict is TcpVerdict.NOT_RESOLVED
    assert found.attempts == ()


def test_the_next_address_is_tried_and_the_better_one_wins() -> None:
    with socket.create_server(("127.0.0.2", 0)) as server:
        port = server.getsockname()[1]
        found = connect("two", port, addresses=("127.0.0.3", "127.0.0.2"))
    assert [(attempt.address, attempt.verdict) for attempt in found.attempts] == [
        ("127.0.0.3", TcpVerdict.REFUSED),
        ("127.0.0.2", TcpVerdict.OPEN),
    ]
    assert (found.verdict, found.address) == (TcpVerdict.OPEN, "127.0.0.2")


def test_a_silent_address_does_not_hold_up_the_other_one() -> None:
    with deaf_port() as port, socket.create_server(("127.0.0.2", port)):
        found = connect("two", port, 5, addresses=("127.0.0.1", "127.0.0.2"))
    assert (found.verdict, found.address) == (TcpVerdict.OPEN, "127.0.0.2")
    assert found.duration_ms < 2000


def test_cancelling_takes_no_time() -> None:
    async def run(port: int) -> float:
        began = time.perf_counter()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(tcp.connect("127.0.0.1", port, timeout_s=60), 0.1)
        return time.perf_counter() - began

    with deaf_port() as port:
        assert asyncio.run(run(port)) < 1
