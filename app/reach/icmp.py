"""Ping without administrator rights: the system's ping socket, Windows' echo call, or the ping program."""

from __future__ import annotations

import errno
import secrets
import socket
import struct
import sys
import time
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from statistics import median

from app.core.clock import elapsed_ms
from app.reach import dns, echo_packets, ping_program, windows_echo
from app.reach.endpoint import Endpoint, SocketAddress, numeric
from app.reach.outcome import Journal, Outcome
from app.reach.worker import Effort, in_thread

_MS = 1_000_000
# Linux; Python does not name them.
_SO_TIMESTAMPNS = 35
_IP_RECVERR = 11
_IPV6_RECVERR = 25
_MSG_ERRQUEUE = 0x2000
_EXTENDED_ERROR = struct.Struct("=IBBBBII")
_OFFENDER = {4: (4, 8, socket.AF_INET), 6: (8, 24, socket.AF_INET6)}  # where the address is in its sockaddr
_LARGEST = 65_535

Ancillary = list[tuple[int, int, bytes]]


class PingVerdict(Enum):
    ANSWERED = "answered"
    LOSSY = "lossy"  # some were answered
    SILENT = "silent"
    UNREACHABLE = "unreachable"  # a router or this machine says that there is no way
    NOT_PERMITTED = "not-permitted"  # this system offers no way to ping without more rights
    NOT_RESOLVED = "not-resolved"


class PingWay(Enum):
    """How it was done, which says how exact the times are."""

    SOCKET = "ping-socket"
    RAW_SOCKET = "raw-socket"  # only where we have the rights anyway
    WINDOWS = "windows-echo"
    PROGRAM = "ping-program"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping(Outcome):
    """rtts_ms: one for each echo sent, in their order; None where no answer came."""

    verdict: PingVerdict
    address: str | None = None
    way: PingWay | None = None
    kernel_stamped: bool = False  # the time of the answer is the kernel's, not ours
    sent: int = 0
    received: int = 0
    rtts_ms: tuple[float | None, ...] = ()
    rtt_ms: float | None = None  # the median
    rtt_ms_min: float | None = None
    rtt_ms_max: float | None = None
    resolution: dns.Resolution | None = None


@dataclass(slots=True)
class _Tally:
    """What has come so far, filled by whichever way is open."""

    way: PingWay | None = None
    kernel_stamped: bool = False
    unreachable: bool = False
    rtts_ms: list[float | None] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Series:
    """What to send. timeout_s: how long each echo may take."""

    count: int
    interval_s: float
    timeout_s: float
    size_bytes: int

    @property
    def longest_s(self) -> float:
        return (self.count - 1) * self.interval_s + self.timeout_s


async def ping(
    host: str,
    *,
    count: int = 4,
    interval_s: float = 0.2,
    timeout_s: float = 1.0,
    size_bytes: int = 32,
    resolve_timeout_s: float = 5.0,
) -> Ping:
    """Send count echoes to the first address of host and wait at most timeout_s for each."""
    journal = Journal()
    resolution = await dns.resolve(host, timeout_s=resolve_timeout_s)
    tally = _Tally()
    address = resolution.addresses[0] if resolution.addresses else None
    if address is not None:
        series = Series(count, interval_s, timeout_s, size_bytes)
        limit_s = journal.duration_ms / 1000 + series.longest_s + 0.5  # the last wait ends by itself
        work = partial(_send_series, address, series)
        tally = await in_thread(work, journal, timeout_s=limit_s, name=f"ping {host}")
    answered = [rtt_ms for rtt_ms in tally.rtts_ms if rtt_ms is not None]
    return Ping(
        target=host,
        verdict=_verdict(address, tally, len(answered)),
        evidence=journal.seen,
        started_ns=journal.started_ns,
        duration_ms=journal.duration_ms,
        address=address,
        way=tally.way,
        kernel_stamped=tally.kernel_stamped,
        sent=len(tally.rtts_ms),
        received=len(answered),
        rtts_ms=tuple(tally.rtts_ms),
        rtt_ms=round(median(answered), 3) if answered else None,
        rtt_ms_min=min(answered, default=None),
        rtt_ms_max=max(answered, default=None),
        resolution=resolution,
    )


def _verdict(address: str | None, tally: _Tally, received: int) -> PingVerdict:
    if address is None:
        return PingVerdict.NOT_RESOLVED
    if tally.way is None:
        return PingVerdict.NOT_PERMITTED
    if received:
        return PingVerdict.ANSWERED if received == len(tally.rtts_ms) else PingVerdict.LOSSY
    return PingVerdict.UNREACHABLE if tally.unreachable else PingVerdict.SILENT


def _send_series(address: str, series: Series, effort: Effort) -> _Tally:
    tally = _Tally()
    if sys.platform == "win32" and ":" not in address:
        tally.way = PingWay.WINDOWS
        tally.rtts_ms, tally.unreachable = windows_echo.series(address, series, effort)
        return tally
    opened = _open(address, effort) if hasattr(socket.socket, "recvmsg") else None  # not on Windows
    if opened is None:
        found = ping_program.series(address, series, effort)
        if found is not None:
            tally.way, tally.rtts_ms = PingWay.PROGRAM, found
        return tally
    sock, tally.way = opened
    with sock:
        _Exchange(sock, address, series, tally, effort).run()
    return tally


def _open(address: str, effort: Effort) -> tuple[socket.socket, PingWay] | None:
    """The ping socket; the raw one if we are allowed to; None where neither is."""
    family, protocol = (
        (socket.AF_INET6, socket.IPPROTO_ICMPV6) if ":" in address else (socket.AF_INET, socket.IPPROTO_ICMP)
    )
    for kind, way in ((socket.SOCK_DGRAM, PingWay.SOCKET), (socket.SOCK_RAW, PingWay.RAW_SOCKET)):
        try:
            return socket.socket(family, kind, protocol), way
        except OSError as error:  # EACCES, EPERM, or a system that does not know ping sockets
            effort.note("not-permitted", f"{way.value} {errno.errorcode.get(error.errno or 0, '')}")
    return None


class _Exchange:
    """One series over one socket: echoes go out at their times, answers come in between."""

    def __init__(
        self, sock: socket.socket, address: str, series: Series, tally: _Tally, effort: Effort
    ) -> None:
        self._sock = sock
        self._series = series
        self._tally = tally
        self._effort = effort
        self._version = 6 if ":" in address else 4
        self._to: SocketAddress = numeric(Endpoint(address, 0), socket.SOCK_DGRAM)[0]
        self._token = secrets.token_bytes(echo_packets.TOKEN_BYTES)
        self._identifier = secrets.randbits(16)
        self._sent_ns: list[int] = []
        self._waiting: set[int] = set()  # sequences of which nothing was heard
        sock.setblocking(False)
        if sys.platform == "linux":
            sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
            level, option = (
                (socket.IPPROTO_IPV6, _IPV6_RECVERR) if self._version == 6 else (socket.SOL_IP, _IP_RECVERR)
            )
            sock.setsockopt(level, option, 1)

    def run(self) -> None:
        series = self._series
        begun_ns = time.perf_counter_ns()
        while len(self._sent_ns) < series.count or self._waiting:
            now_ns = time.perf_counter_ns()
            index = len(self._sent_ns)
            due_ns = begun_ns + int(index * series.interval_s * 1e9)
            if index < series.count and now_ns >= due_ns:
                self._send(index)
                continue
            if index == series.count:
                due_ns = self._sent_ns[-1] + int(series.timeout_s * 1e9)
                if now_ns >= due_ns:
                    break
            if self._effort.wait(readable=[self._sock], until_ns=due_ns):
                self._receive()
        for sequence in sorted(self._waiting):
            self._effort.note("no-answer", f"seq={sequence}")

    def _send(self, sequence: int) -> None:
        packet = echo_packets.request(
            self._version, self._identifier, sequence, self._token, self._series.size_bytes
        )
        self._sent_ns.append(time.perf_counter_ns())
        self._tally.rtts_ms.append(None)
        self._waiting.add(sequence)
        try:
            self._sock.sendto(packet, self._to)
        except BlockingIOError:
            self._effort.note("not-sent", f"seq={sequence}")
        except OSError as error:
            self._unreachable(sequence, errno.errorcode.get(error.errno or 0, str(error.errno)))
        else:
            self._effort.note("sent", f"seq={sequence}", at_ns=self._sent_ns[sequence])

    def _receive(self) -> None:
        if sys.platform != "win32":
            try:
                packet, ancillary, _, _ = self._sock.recvmsg(_LARGEST, 512)
            except OSError:  # nothing to read, or the pending error: its details are in the queue
                self._receive_error()
            else:
                self._settle(packet, ancillary, time.perf_counter_ns())

    def _settle(self, packet: bytes, ancillary: Ancillary, now_ns: int) -> None:
        at_ns = _kernel_stamp(ancillary, now_ns)
        self._tally.kernel_stamped = at_ns is not None
        echo = echo_packets.recognise(self._version, packet, self._token)
        if echo is None or not echo.is_reply or echo.sequence >= len(self._sent_ns):
            return
        if self._tally.rtts_ms[echo.sequence] is not None:
            self._effort.note("duplicate", f"seq={echo.sequence}", at_ns=at_ns)
            return
        rtt_ms = elapsed_ms(self._sent_ns[echo.sequence], at_ns or now_ns)
        if rtt_ms > self._series.timeout_s * 1000:
            self._effort.note("late", f"seq={echo.sequence} rtt_ms={rtt_ms}", at_ns=at_ns)
            return
        self._tally.rtts_ms[echo.sequence] = rtt_ms
        self._waiting.discard(echo.sequence)
        self._effort.note("answer", f"seq={echo.sequence} rtt_ms={rtt_ms}", at_ns=at_ns)

    def _receive_error(self) -> None:
        """An ICMP error that the kernel of Linux kept for us, with who sent it."""
        if sys.platform == "linux":
            try:
                quoted, ancillary, _, _ = self._sock.recvmsg(_LARGEST, 512, _MSG_ERRQUEUE)
            except BlockingIOError:
                return
            echo = echo_packets.recognise(self._version, quoted, self._token)
            for level, kind, data in ancillary:
                if (level, kind) in ((socket.SOL_IP, _IP_RECVERR), (socket.IPPROTO_IPV6, _IPV6_RECVERR)):
                    detail = _icmp_error(self._version, data)
                    self._unreachable(echo.sequence if echo else None, detail)

    def _unreachable(self, sequence: int | None, detail: str) -> None:
        self._tally.unreachable = True
        if sequence is not None:
            self._waiting.discard(sequence)
        self._effort.note("unreachable", detail if sequence is None else f"seq={sequence} {detail}")


def _kernel_stamp(ancillary: Ancillary, now_ns: int) -> int | None:
    """The kernel's receive time on our clock: now, less the time the packet has been waiting since."""
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, _SO_TIMESTAMPNS):
            seconds, nanoseconds = struct.unpack("ll", data)
            waited_ns = time.time_ns() - int(seconds * 1_000_000_000 + nanoseconds)
            if 0 <= waited_ns < 1000 * _MS:  # otherwise the wall clock was set in between
                return now_ns - waited_ns
    return None


def _icmp_error(version: int, extended: bytes) -> str:
    """struct sock_extended_err and the offender's address behind it."""
    number, _, icmp_type, code, _, _, _ = _EXTENDED_ERROR.unpack_from(extended)
    sockaddr = extended[_EXTENDED_ERROR.size :]
    begin, end, family = _OFFENDER[version]
    who = socket.inet_ntop(family, sockaddr[begin:end]) if len(sockaddr) >= end else "unknown"
    return f"{errno.errorcode.get(number, str(number))} type={icmp_type} code={code} from={who}"
