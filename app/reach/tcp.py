"""TCP: whether a port takes connections, and how long it takes, over every address of the host."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from itertools import zip_longest

from app.core.clock import elapsed_ms
from app.reach import dns
from app.reach.endpoint import Endpoint, numeric
from app.reach.outcome import Journal, Outcome
from app.reach.worker import Effort, in_thread

_NEXT_ADDRESS_AFTER_NS = 250_000_000  # RFC 8305 section 5
_REFUSED = frozenset({errno.ECONNREFUSED, getattr(errno, "WSAECONNREFUSED", errno.ECONNREFUSED)})
_NO_WAY = frozenset(
    getattr(errno, prefix + name)
    for prefix in ("", "WSA")
    for name in ("ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL", "ENETDOWN", "EHOSTDOWN", "EAFNOSUPPORT")
    if hasattr(errno, prefix + name)
)
_UNDER_WAY = frozenset(
    {0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", errno.EWOULDBLOCK)}
)


class TcpVerdict(Enum):
    OPEN = "open"
    REFUSED = "refused"  # the host answers: nothing listens there, or a firewall says no
    SILENT = "silent"  # dropped on the way, or the answer finds no way back
    UNREACHABLE = "unreachable"  # this machine or a router has no way there
    NOT_RESOLVED = "not-resolved"  # the name has no address: see the resolution
    FAILED = "failed"  # the system did not even try, a local firewall for example


# The one that got furthest names the whole.
_FURTHEST = (
    TcpVerdict.OPEN,
    TcpVerdict.REFUSED,
    TcpVerdict.SILENT,
    TcpVerdict.FAILED,
    TcpVerdict.UNREACHABLE,
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One address of the host. connect_ms: until the answer, whatever it was; None when there was none."""

    address: str
    verdict: TcpVerdict
    connect_ms: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialled(Outcome):
    """What is common to whatever begins with a TCP connection. address and connect_ms: of the one made."""

    host: str
    port: int
    address: str | None = None
    connect_ms: float | None = None
    attempts: tuple[Attempt, ...] = ()
    resolution: dns.Resolution | None = None  # None: the addresses were given


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection(Dialled):
    """A connection that was made, if it could be, and closed again."""

    verdict: TcpVerdict


async def connect(
    host: str, port: int, *, timeout_s: float = 5.0, addresses: Sequence[str] | None = None
) -> Connection:
    """Connect and close again. addresses: where they are known already; otherwise host is looked up first."""
    journal = Journal()
    resolution = None
    if addresses is None:
        resolution = await dns.resolve(host, timeout_s=timeout_s)
        addresses = resolution.addresses
    attempts: tuple[Attempt, ...] = ()
    if addresses:
        work = partial(_try_all, tuple(addresses), port)
        attempts = await in_thread(work, journal, timeout_s=timeout_s, name=f"tcp {host}:{port}")
    made = made_by(attempts)
    return Connection(
        target=str(Endpoint(host, port)),
        verdict=verdict_of(attempts),
        evidence=journal.seen,
        started_ns=journal.started_ns,
        duration_ms=journal.duration_ms,
        host=host,
        port=port,
        address=made.address if made else None,
        connect_ms=made.connect_ms if made else None,
        attempts=attempts,
        resolution=resolution,
    )


def verdict_of(attempts: tuple[Attempt, ...]) -> TcpVerdict:
    """The verdict of the address that got furthest; no attempt at all: the name was not resolved."""
    verdicts = {attempt.verdict for attempt in attempts}
    return next((verdict for verdict in _FURTHEST if verdict in verdicts), TcpVerdict.NOT_RESOLVED)


def made_by(attempts: tuple[Attempt, ...]) -> Attempt | None:
    """The attempt that made the connection."""
    return next((attempt for attempt in attempts if attempt.verdict is TcpVerdict.OPEN), None)


def _try_all(addresses: tuple[str, ...], port: int, effort: Effort) -> tuple[Attempt, ...]:
    made, attempts = dial(addresses, port, effort)
    if made is not None:
        made.close()
    return attempts


def dial(
    addresses: Sequence[str], port: int, effort: Effort
) -> tuple[socket.socket | None, tuple[Attempt, ...]]:
    """The first connection that is made, non-blocking, and how each address fared (RFC 8305).

    Addresses that another one was faster than, or that time did not suffice for, are left out.
    Blocks: for worker threads.
    """
    pending = list(_families_in_turn(addresses))
    under_way: dict[socket.socket, tuple[str, int]] = {}
    attempts: list[Attempt] = []
    next_ns = 0
    try:
        while pending or under_way:
            now_ns = time.perf_counter_ns()
            if now_ns >= effort.until_ns:
                break
            if pending and (now_ns >= next_ns or not under_way):
                _begin(Endpoint(pending.pop(0), port), under_way, attempts, effort)
                next_ns = now_ns + _NEXT_ADDRESS_AFTER_NS
            wake_ns = next_ns if pending else effort.until_ns
            for sock in effort.wait(writable=under_way, until_ns=wake_ns) if under_way else ():
                address, begun_ns = under_way.pop(sock)
                attempt = _settled(sock, address, begun_ns, effort)
                attempts.append(attempt)
                if attempt.verdict is TcpVerdict.OPEN:
                    return sock, tuple(attempts)
                sock.close()
        for address, _ in under_way.values():
            effort.note("timeout", address)
            attempts.append(Attempt(address, TcpVerdict.SILENT, None))
        return None, tuple(attempts)
    finally:
        for sock in under_way:
            sock.close()


def _begin(
    to: Endpoint, under_way: dict[socket.socket, tuple[str, int]], attempts: list[Attempt], effort: Effort
) -> None:
    begun_ns = time.perf_counter_ns()
    effort.note("connect", str(to), at_ns=begun_ns)
    try:
        sockaddr, family = numeric(to, socket.SOCK_STREAM)
        sock = socket.socket(family, socket.SOCK_STREAM)
    except OSError:  # a machine without IPv6
        attempts.append(_refused(to.host, errno.EAFNOSUPPORT, begun_ns, effort))
        return
    sock.setblocking(False)
    code = sock.connect_ex(sockaddr)
    if code in _UNDER_WAY:
        under_way[sock] = (to.host, begun_ns)
        return
    sock.close()
    attempts.append(_refused(to.host, code, begun_ns, effort))


def _settled(sock: socket.socket, address: str, begun_ns: int, effort: Effort) -> Attempt:
    code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if code == 0:
        effort.note("connected", address)
        return Attempt(address, TcpVerdict.OPEN, elapsed_ms(begun_ns))
    return _refused(address, code, begun_ns, effort)


def _refused(address: str, code: int, begun_ns: int, effort: Effort) -> Attempt:
    name = errno.errorcode.get(code, str(code))
    effort.note("error", f"{address} {name}")
    if code in _REFUSED:
        return Attempt(address, TcpVerdict.REFUSED, elapsed_ms(begun_ns))
    if code in _NO_WAY:
        return Attempt(address, TcpVerdict.UNREACHABLE, elapsed_ms(begun_ns))
    if name.endswith("ETIMEDOUT"):
        return Attempt(address, TcpVerdict.SILENT, None)
    return Attempt(address, TcpVerdict.FAILED, elapsed_ms(begun_ns))


def _families_in_turn(addresses: Sequence[str]) -> list[str]:
    """IPv6 and IPv4 by turns, beginning with the family that the system put first."""
    first_is_v6 = ":" in addresses[0]
    same = [address for address in addresses if (":" in address) == first_is_v6]
    other = [address for address in addresses if (":" in address) != first_is_v6]
    return [address for pair in zip_longest(same, other) for address in pair if address is not None]
