"""Name look-ups: the way this system does it, or one named server asked directly."""

from __future__ import annotations

import asyncio
import secrets
import socket
import sys
import time
from dataclasses import dataclass
from enum import Enum
from functools import partial

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver

from app.reach.endpoint import Endpoint, SocketAddress, endpoint, is_address, numeric
from app.reach.outcome import Journal, Outcome
from app.reach.worker import Effort, in_thread

PORT = 53
_RESEND_AFTER_S = (1.0, 3.0)
_OTHER_FAMILY_S = 0.2  # how long an answer with addresses waits for that of the other family
_LARGEST_ANSWER = 65_535
_KINDS = (dns.rdatatype.A, dns.rdatatype.AAAA)


class DnsVerdict(Enum):
    OK = "ok"
    NO_SUCH_NAME = "no-such-name"  # also a name without any address
    REFUSED = "refused"  # the server says that it will not answer us
    SILENT = "silent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution(Outcome):
    """server None: the system's own way (hosts file, cache, search list, its servers)."""

    verdict: DnsVerdict
    addresses: tuple[str, ...] = ()
    server: str | None = None


async def resolve(name: str, server: str | None = None, *, timeout_s: float = 5.0) -> Resolution:
    """The addresses of name; an IP literal is its own.

    server: an IP address, with `:port` where it is not 53. Raises ValueError for anything else.
    """
    journal = Journal()
    if is_address(name):
        journal.note("literal", name)
        return _resolution(name, journal, DnsVerdict.OK, (name,), server)
    asked = endpoint(server, PORT) if server is not None else None
    if asked is not None and not is_address(asked.host):
        raise ValueError("a name server is given by its IP address")
    work = partial(_ask, name, asked) if asked else partial(_system, name)
    try:
        async with asyncio.timeout(timeout_s):
            verdict, addresses = await in_thread(work, journal, timeout_s=timeout_s, name=f"dns {name}")
    except TimeoutError:
        journal.note("timeout")
        verdict, addresses = DnsVerdict.SILENT, ()
    return _resolution(name, journal, verdict, addresses, str(asked) if asked else None)


def _resolution(
    name: str, journal: Journal, verdict: DnsVerdict, addresses: tuple[str, ...], server: str | None
) -> Resolution:
    return Resolution(
        target=name,
        verdict=verdict,
        evidence=journal.seen,
        started_ns=journal.started_ns,
        duration_ms=journal.duration_ms,
        addresses=addresses,
        server=server,
    )


Answer = tuple[DnsVerdict, tuple[str, ...]]


def _system(name: str, effort: Effort) -> Answer:
    effort.note("getaddrinfo", name)
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        effort.note("getaddrinfo-error", f"{error.errno} {error.strerror}")
        if error.errno == socket.EAI_NONAME and sys.platform != "darwin":
            return DnsVerdict.NO_SUCH_NAME, ()
        if error.errno == getattr(socket, "EAI_NODATA", None):
            return DnsVerdict.NO_SUCH_NAME, ()
        return _ask_configured(name, effort)
    except UnicodeError:  # an empty label, or one of more than 63 characters
        effort.note("not-a-name", name)
        return DnsVerdict.NO_SUCH_NAME, ()
    addresses = tuple(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
    effort.note("answer", " ".join(addresses))
    return DnsVerdict.OK, addresses


def _ask_configured(name: str, effort: Effort) -> Answer:
    """The system's error tells too little, on macOS always the same: ask its first server ourselves."""
    try:
        servers = dns.resolver.Resolver().nameservers
    except dns.resolver.NoResolverConfiguration:
        servers = []
    first = next((str(server) for server in servers if is_address(str(server))), None)
    if first is None:
        effort.note("no-server-configured")
        return DnsVerdict.FAILED, ()
    verdict, _ = _ask(name, Endpoint(first, PORT), effort)
    return (DnsVerdict.FAILED if verdict is DnsVerdict.OK else verdict), ()


def _ask(name: str, server: Endpoint, effort: Effort) -> Answer:
    """A and AAAA from one server, over UDP and where the answer is cut off over TCP."""
    try:
        questions = [dns.message.make_query(name, kind, id=secrets.randbits(16)) for kind in _KINDS]
    except (dns.exception.DNSException, UnicodeError):
        effort.note("not-a-name", name)
        return DnsVerdict.NO_SUCH_NAME, ()
    try:
        sockaddr, family = numeric(server, socket.SOCK_DGRAM)
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.setblocking(False)
            sock.connect(sockaddr)
            answers = _exchange(sock, questions, effort)
        answers = [
            _over_tcp(question, sockaddr, family, effort)
            if answer is not None and answer.flags & dns.flags.TC
            else answer
            for question, answer in zip(questions, answers, strict=True)
        ]
    except ConnectionRefusedError:  # ICMP port unreachable: the host is there, nothing serves names
        effort.note("port-unreachable", str(server))
        return DnsVerdict.FAILED, ()
    except OSError as error:
        effort.note("socket-error", f"{error.errno} {error.strerror}")
        return DnsVerdict.FAILED, ()
    return _judge(answers, effort)


def _exchange(
    sock: socket.socket,
    questions: list[dns.message.QueryMessage],
    effort: Effort,
) -> list[dns.message.Message | None]:
    """Send, resend, and take answers until all are there, enough is known, or time is up."""
    answers: dict[int, dns.message.Message] = {}
    sent_ns = time.perf_counter_ns()
    resends = [sent_ns + int(after_s * 1e9) for after_s in _RESEND_AFTER_S]
    _send(sock, questions, answers, effort)
    enough_ns = effort.until_ns
    while len(answers) < len(questions):
        wake_ns = min([enough_ns, *resends[:1]])
        if not effort.wait(readable=[sock], until_ns=wake_ns):
            if time.perf_counter_ns() >= enough_ns:
                break
            if resends and time.perf_counter_ns() >= resends[0]:
                resends.pop(0)
                _send(sock, questions, answers, effort)
            continue
        try:
            packet = sock.recv(_LARGEST_ANSWER)
        except BlockingIOError:  # it was damaged, and the system has thrown it away
            continue
        answer = _understood(packet, questions, effort)
        if answer is not None:
            answers[answer.id] = answer
            effort.note("answer", _in_short(answer))
            if _addresses(answer):
                enough_ns = min(enough_ns, time.perf_counter_ns() + int(_OTHER_FAMILY_S * 1e9))
    return [answers.get(question.id) for question in questions]


def _send(
    sock: socket.socket,
    questions: list[dns.message.QueryMessage],
    answers: dict[int, dns.message.Message],
    effort: Effort,
) -> None:
    for question in questions:
        if question.id not in answers:
            sock.send(question.to_wire())
            effort.note("query", dns.rdatatype.to_text(question.question[0].rdtype))


def _over_tcp(
    question: dns.message.QueryMessage,
    sockaddr: SocketAddress,
    family: int,
    effort: Effort,
) -> dns.message.Message | None:
    """RFC 7766: the same question over TCP, length first."""
    wire = question.to_wire()
    effort.note("query-tcp", dns.rdatatype.to_text(question.question[0].rdtype))
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.setblocking(False)
        sock.connect_ex(sockaddr)
        if not effort.wait(writable=[sock]):
            return None
        sock.send(len(wire).to_bytes(2) + wire)
        got = b""
        while len(got) < 2 or len(got) < 2 + int.from_bytes(got[:2]):
            if not effort.wait(readable=[sock]):
                return None
            data = sock.recv(_LARGEST_ANSWER)
            if not data:
                return None
            got += data
    return _understood(got[2:], [question], effort)


def _understood(
    packet: bytes, questions: list[dns.message.QueryMessage], effort: Effort
) -> dns.message.Message | None:
    """The packet as an answer to one of our questions; anything else is noted and ignored."""
    try:
        answer = dns.message.from_wire(packet, raise_on_truncation=False)
    except dns.exception.DNSException:
        effort.note("malformed-answer", packet[:64].hex())
        return None
    if any(question.is_response(answer) for question in questions):
        return answer
    effort.note("foreign-answer", packet[:64].hex())
    return None


def _judge(answers: list[dns.message.Message | None], effort: Effort) -> Answer:
    addresses = tuple(
        dict.fromkeys(address for answer in answers if answer is not None for address in _addresses(answer))
    )
    if addresses:
        return DnsVerdict.OK, addresses
    codes = {answer.rcode() for answer in answers if answer is not None}
    if dns.rcode.REFUSED in codes:
        return DnsVerdict.REFUSED, ()
    if dns.rcode.NXDOMAIN in codes or codes == {dns.rcode.NOERROR}:
        return DnsVerdict.NO_SUCH_NAME, ()
    if codes:
        return DnsVerdict.FAILED, ()
    effort.note("timeout")
    return DnsVerdict.SILENT, ()


def _addresses(answer: dns.message.Message) -> list[str]:
    return [record.address for entry in answer.answer if entry.rdtype in _KINDS for record in entry]


def _in_short(answer: dns.message.Message) -> str:
    records = [entry.to_text().replace("\n", " ") for entry in answer.answer]
    return "; ".join([dns.rcode.to_text(answer.rcode()), *records])[:400]
