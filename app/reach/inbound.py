"""Asks a responder: which address do you see, do late answers come through, can you connect to me?"""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial

from app.core.clock import elapsed_ms
from app.reach import dns, tcp
from app.reach import responder_wire as wire
from app.reach.classify import AddressClass, address_class
from app.reach.endpoint import Endpoint, endpoint, numeric
from app.reach.outcome import Journal, Outcome
from app.reach.responder_wire import Answer, Kind, Operation, Question, Status
from app.reach.worker import Effort, in_thread

_FIRST_WAIT_S = 1.0  # for a datagram; after that the whole exchange is begun again
_CONNECT_WAIT_S = 4.0  # the responder gives up after 3 s


class InboundVerdict(Enum):
    ANSWERED = "answered"
    DENIED = "denied"  # the responder does not know our token
    BUSY = "busy"  # it has too much under way for us
    REFUSED = "refused"  # nothing listens there
    SILENT = "silent"
    UNREACHABLE = "unreachable"
    NOT_RESOLVED = "not-resolved"


class ConnectBack(Enum):
    """What came of the connection that the responder made to us."""

    OPEN = "open"
    REFUSED = "refused"
    SILENT = "silent"
    UNREACHABLE = "unreachable"


class Over(Enum):
    UDP = "udp"
    TCP = "tcp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound(Outcome):
    """seen_address and seen_port: ours, as the responder sees them. translated: not those that we sent from.

    rtt_ms: of the last exchange, without the silence that was asked for.
    """

    verdict: InboundVerdict
    over: Over
    operation: Operation
    local_address: str | None = None
    local_port: int | None = None
    seen_address: str | None = None
    seen_port: int | None = None
    seen_class: AddressClass = AddressClass.NONE
    translated: bool | None = None
    rtt_ms: float | None = None
    connect_back: ConnectBack | None = None
    connect_back_ms: float | None = None
    resolution: dns.Resolution | None = None


@dataclass(slots=True)
class _Heard:
    verdict: InboundVerdict = InboundVerdict.SILENT
    local: tuple[str, int] | None = None
    answer: Answer | None = None
    rtt_ms: float | None = None


_BACK = {
    Status.OPEN: ConnectBack.OPEN,
    Status.REFUSED: ConnectBack.REFUSED,
    Status.SILENT: ConnectBack.SILENT,
    Status.UNREACHABLE: ConnectBack.UNREACHABLE,
}
_TCP = {
    tcp.TcpVerdict.REFUSED: InboundVerdict.REFUSED,
    tcp.TcpVerdict.SILENT: InboundVerdict.SILENT,
    tcp.TcpVerdict.UNREACHABLE: InboundVerdict.UNREACHABLE,
    tcp.TcpVerdict.FAILED: InboundVerdict.UNREACHABLE,
}


async def ask(
    responder: str,
    token: bytes,
    operation: Operation = Operation.ECHO,
    *,
    over: Over = Over.UDP,
    delay_s: float = 0.0,
    port: int = 0,
    timeout_s: float = 5.0,
) -> Inbound:
    """responder: `host:port`. delay_s: of LATER, on top of timeout_s. port: of CONNECT, on this machine.

    Raises ValueError for a responder that is not `host:port`.
    """
    to = endpoint(responder)
    question = Question(operation, delay_ms=int(delay_s * 1000), port=port)
    journal = Journal()
    resolution = await dns.resolve(to.host, timeout_s=timeout_s)
    heard = _Heard(InboundVerdict.NOT_RESOLVED)
    if resolution.addresses:
        address = Endpoint(resolution.addresses[0], to.port)
        exchange = _over_udp if over is Over.UDP else _over_tcp
        work = partial(exchange, address, token, question)
        limit_s = timeout_s + delay_s + (_CONNECT_WAIT_S if operation is Operation.CONNECT else 0)
        heard = await in_thread(work, journal, timeout_s=limit_s, name=f"responder {to}")
    said = heard.answer
    local_address, local_port = heard.local or (None, None)
    seen = (str(said.address), said.port) if said else None
    return Inbound(
        target=str(to),
        verdict=heard.verdict,
        evidence=journal.seen,
        started_ns=journal.started_ns,
        duration_ms=journal.duration_ms,
        over=over,
        operation=operation,
        local_address=local_address,
        local_port=local_port,
        seen_address=seen[0] if seen else None,
        seen_port=seen[1] if seen else None,
        seen_class=address_class(seen[0] if seen else None),
        translated=seen != heard.local if seen else None,
        rtt_ms=heard.rtt_ms,
        connect_back=_BACK.get(said.status) if said else None,
        connect_back_ms=said.measured_us / 1000 if said and said.status in _BACK else None,
        resolution=resolution,
    )


def _over_udp(to: Endpoint, token: bytes, question: Question, effort: Effort) -> _Heard:
    """The whole exchange, again with new numbers where an answer stays away."""
    heard = _Heard()
    sockaddr, family = numeric(to, socket.SOCK_DGRAM)
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.setblocking(False)
            sock.connect(sockaddr)
            heard.local = _own(sock)
            wait_s = _FIRST_WAIT_S
            while not effort.over:
                speak = partial(_datagram, sock, effort)
                if _exchange(speak, token, question, wait_s, heard, effort):
                    break
                wait_s *= 2
    except ConnectionRefusedError:
        effort.note("port-unreachable", str(to))
        heard.verdict = InboundVerdict.REFUSED
    except OSError as error:
        effort.note("error", str(error.errno))
        heard.verdict = InboundVerdict.UNREACHABLE
    return heard


def _over_tcp(to: Endpoint, token: bytes, question: Question, effort: Effort) -> _Heard:
    made, attempts = tcp.dial((to.host,), to.port, effort)
    if made is None:
        return _Heard(_TCP[tcp.verdict_of(attempts)])
    heard = _Heard()
    with made as sock:
        heard.local = _own(sock)
        try:
            _exchange(partial(_framed, sock, effort), token, question, None, heard, effort)
        except OSError:
            effort.note("reset")
    return heard


Speak = Callable[[bytes, Callable[[bytes], bool], int], bytes | None]
"""Sends a message and returns the first one back that is wanted, or None when the given time has come."""


def _exchange(
    speak: Speak, token: bytes, question: Question, wait_s: float | None, heard: _Heard, effort: Effort
) -> bool:
    """HELLO to ANSWER, once. True when there is a verdict. wait_s: for each answer; None: until the limit."""
    nonce = secrets.token_bytes(wire.NONCE_BYTES)
    until_ns = _limit(effort, wait_s)
    effort.note("hello")
    challenge = speak(wire.hello(nonce), lambda got: _is(got, (Kind.CHALLENGE,), nonce), until_ns)
    if challenge is None:
        effort.note("no-challenge")
        return False
    effort.note("challenge")
    asked = wire.ask(nonce, wire.cookie_of(challenge), question, token)

    def ends_it(got: bytes) -> bool:
        if _is(got, (Kind.DENIED,), nonce):
            return True
        return _is(got, (Kind.ANSWER,), nonce) and wire.read_answer(got, asked, token) is not None

    extra_s = question.delay_ms / 1000 + (_CONNECT_WAIT_S if question.operation is Operation.CONNECT else 0)
    sent_ns = time.perf_counter_ns()
    effort.note("ask", question.operation.name.lower(), at_ns=sent_ns)
    got = speak(asked, ends_it, _limit(effort, None if wait_s is None else wait_s + extra_s))
    if got is None:
        effort.note("no-answer")
        return False
    if wire.kind_of(got) is Kind.DENIED:
        effort.note("denied")
        heard.verdict = InboundVerdict.DENIED
        return True
    answer = wire.read_answer(got, asked, token)
    assert answer is not None
    effort.note("answer", f"{answer.status.name.lower()} {answer.address} {answer.port}")
    heard.answer = answer
    heard.rtt_ms = round(elapsed_ms(sent_ns) - question.delay_ms - answer.measured_us / 1000, 3)
    heard.verdict = InboundVerdict.BUSY if answer.status is Status.BUSY else InboundVerdict.ANSWERED
    return True


def _datagram(
    sock: socket.socket, effort: Effort, message: bytes, wanted: Callable[[bytes], bool], until_ns: int
) -> bytes | None:
    sock.send(message)
    while effort.wait(readable=[sock], until_ns=until_ns):
        try:
            got = sock.recv(2 * wire.LONGEST_MESSAGE)
        except BlockingIOError:  # it was damaged, and the system has thrown it away
            continue
        if wanted(got):
            return got
        effort.note("foreign-answer", got[:32].hex())
    return None


def _framed(
    sock: socket.socket, effort: Effort, message: bytes, wanted: Callable[[bytes], bool], until_ns: int
) -> bytes | None:
    sock.send(len(message).to_bytes(2) + message)
    head = _read(sock, 2, effort, until_ns)
    if head is None:
        return None
    size = int.from_bytes(head)
    got = _read(sock, size, effort, until_ns) if size <= wire.LONGEST_MESSAGE else head
    if got is not None and not wanted(got):
        effort.note("foreign-answer", got[:32].hex())
        return None
    return got


def _read(sock: socket.socket, size: int, effort: Effort, until_ns: int) -> bytes | None:
    """Exactly size bytes; None when the time has come or the connection has ended."""
    got = b""
    while len(got) < size:
        if not effort.wait(readable=[sock], until_ns=until_ns):
            return None
        data = sock.recv(size - len(got))
        if not data:
            effort.note("closed")
            return None
        got += data
    return got


def _is(message: bytes, kinds: tuple[Kind, ...], nonce: bytes) -> bool:
    return wire.kind_of(message) in kinds and wire.nonce_of(message) == nonce


def _limit(effort: Effort, wait_s: float | None) -> int:
    return effort.until_ns if wait_s is None else time.perf_counter_ns() + int(wait_s * 1e9)


def _own(sock: socket.socket) -> tuple[str, int]:
    host, port, *_ = sock.getsockname()
    return str(host).partition("%")[0], int(port)
