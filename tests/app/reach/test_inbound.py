"""Asking a responder that is not there, does not know us, or lies."""

import asyncio
import socket
import threading
import time
from ipaddress import IPv4Address

import pytest

from app.lab.responder import LabResponder
from app.reach import inbound
from app.reach import responder_wire as wire
from app.reach.inbound import Inbound, InboundVerdict, Over
from app.reach.responder_wire import Operation

ELSEWHERE = IPv4Address("198.51.100.66")
TOKEN = b"a token of thirty-two characters"
BOTH = pytest.mark.parametrize("over", list(Over))


def ask(to: str, over: Over, token: bytes = TOKEN, timeout_s: float = 0.4) -> Inbound:
    return asyncio.run(inbound.ask(to, token, over=over, timeout_s=timeout_s))


@BOTH
def test_a_wrong_token_is_told_apart_from_silence(over: Over) -> None:
    async def run() -> Inbound:
        responder = LabResponder()
        await responder.start()
        try:
            return await inbound.ask(responder.address, TOKEN, over=over)
        finally:
            await responder.close()

    assert asyncio.run(run()).verdict is InboundVerdict.DENIED


@BOTH
def test_nothing_listens(over: Over) -> None:
    with socket.socket() as tcp:
        tcp.bind(("127.0.0.1", 0))
        port = tcp.getsockname()[1]
        assert ask(f"127.0.0.1:{port}", over, timeout_s=3).verdict is InboundVerdict.REFUSED


@BOTH
def test_silence_lasts_as_long_as_the_limit(over: Over) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
    ):
        udp.bind(tcp.getsockname())
        found = ask(f"127.0.0.1:{tcp.getsockname()[1]}", over)
    assert found.verdict is InboundVerdict.SILENT
    assert 400 <= found.duration_ms < 1400
    assert found.local_address == "127.0.0.1"


def test_a_name_without_an_address() -> None:
    assert ask("a..b:7575", Over.UDP).verdict is InboundVerdict.NOT_RESOLVED


def test_a_responder_without_a_port_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="port"):
        ask("10.99.0.1", Over.UDP)


def test_answers_that_are_not_authentic_are_ignored_and_noted() -> None:
    """Somebody on the way answers instead, with another address; he does not know the token."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as liar:
        liar.bind(("127.0.0.1", 0))
        liar.settimeout(5)

        def lie() -> None:
            hello, caller = liar.recvfrom(200)
            liar.sendto(wire.challenge(wire.nonce_of(hello), bytes(24)), caller)
            asked, caller = liar.recvfrom(200)
            forged = wire.answer(asked, wire.Answer(wire.Status.DONE, ELSEWHERE, 1), b"guess" * 8)
            liar.sendto(forged, caller)
            liar.sendto(b"garbage", caller)

        thread = threading.Thread(target=lie)
        thread.start()
        found = ask(f"127.0.0.1:{liar.getsockname()[1]}", Over.UDP)
        thread.join(5)
    assert (found.verdict, found.seen_address) == (InboundVerdict.SILENT, None)
    assert [seen.event for seen in found.evidence].count("foreign-answer") == 2


def test_a_lost_answer_is_asked_for_again() -> None:
    """The first CHALLENGE is lost on the way; the second exchange is a whole new one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as lossy:
        lossy.bind(("127.0.0.1", 0))
        lossy.settimeout(5)
        nonces: list[bytes] = []

        def serve() -> None:
            nonces.append(wire.nonce_of(lossy.recv(200)))
            hello, caller = lossy.recvfrom(200)
            nonces.append(wire.nonce_of(hello))
            lossy.sendto(wire.challenge(nonces[-1], bytes(24)), caller)
            asked, caller = lossy.recvfrom(200)
            lossy.sendto(wire.answer(asked, wire.Answer(wire.Status.DONE, ELSEWHERE, 9), TOKEN), caller)

        thread = threading.Thread(target=serve)
        thread.start()
        found = ask(f"127.0.0.1:{lossy.getsockname()[1]}", Over.UDP, timeout_s=5)
        thread.join(5)
    assert (found.verdict, found.seen_address, found.seen_port) == (
        InboundVerdict.ANSWERED,
        "198.51.100.66",
        9,
    )
    assert found.translated is True
    assert nonces[0] != nonces[1]


def test_a_busy_responder_says_so() -> None:
    async def run() -> Inbound:
        responder = LabResponder()
        await responder.start()
        try:
            return await inbound.ask(
                responder.address, responder.token, Operation.LATER, delay_s=4000, timeout_s=3
            )
        finally:
            await responder.close()

    assert asyncio.run(run()).verdict is InboundVerdict.BUSY


@BOTH
def test_cancelling_takes_no_time(over: Over) -> None:
    async def run(to: str) -> float:
        began = time.perf_counter()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(inbound.ask(to, TOKEN, over=over, timeout_s=60), 0.1)
        return time.perf_counter() - began

    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
    ):
        udp.bind(tcp.getsockname())
        assert asyncio.run(run(f"127.0.0.1:{tcp.getsockname()[1]}")) < 1
