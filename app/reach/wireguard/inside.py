"""An echo and a TCP connection attempt inside a tunnel, packets in, packets out. Sans-IO."""

from __future__ import annotations

from enum import Enum
from ipaddress import IPv4Address

from app.reach.echo_packets import recognise, request
from app.reach.wireguard.inner_packets import ICMP, Flags, Inner, Segment, ipv4, read_ipv4, read_tcp, tcp

_UNREACHABLE = 3  # ICMP type
_ECHO_BYTES = 32
_MOST_SENT = 16
_NUMBERS = 1 << 32


class InsideVerdict(Enum):
    """Of an echo, or of a TCP connection attempt."""

    ANSWERED = "answered"
    REFUSED = "refused"  # TCP only: the host is there, and nothing listens on the port
    UNREACHABLE = "unreachable"  # the server or a router behind it says that there is no way
    SILENT = "silent"
    NOT_CARRIED = "not-carried"  # the address lies outside AllowedIPs, or we have none inside: not sent


class InsideExchange:
    """Both questions at once. port: None to ask for the echo only. number: our first TCP sequence number."""

    def __init__(
        self,
        local: IPv4Address,
        remote: IPv4Address,
        port: int | None,
        *,
        token: bytes,
        local_port: int,
        number: int,
    ) -> None:
        self._local = local
        self._remote = remote
        self._port = port
        self._token = token
        self._local_port = local_port
        self._number = number
        self._echoes_ns: list[int] = []
        self._syn_ns: int | None = None
        self.echo_verdict = InsideVerdict.SILENT
        self.rtt_ms: float | None = None
        self.tcp_verdict = None if port is None else InsideVerdict.SILENT
        self.connect_ms: float | None = None

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing left to wait for."""
        return InsideVerdict.SILENT not in (self.echo_verdict, self.tcp_verdict)

    @property
    def is_answered(self) -> bool:
        """Whether everything that was asked for was answered as one wishes."""
        return {self.echo_verdict, self.tcp_verdict} <= {InsideVerdict.ANSWERED, None}

    def due(self, now_ns: int) -> list[bytes]:
        """What to send now, for the first time or again."""
        packets = []
        if self.echo_verdict is InsideVerdict.SILENT and len(self._echoes_ns) < _MOST_SENT:
            echo = request(4, self._local_port, len(self._echoes_ns), self._token, _ECHO_BYTES)
            packets.append(ipv4(Inner(self._local, self._remote, ICMP, echo)))
            self._echoes_ns.append(now_ns)
        if self.tcp_verdict is InsideVerdict.SILENT:
            packets.append(self._segment(self._number, 0, Flags.SYN))
            if self._syn_ns is None:
                self._syn_ns = now_ns
        return packets

    def take(self, packet: bytes, now_ns: int) -> list[bytes]:
        """An inner packet that has come; what to send because of it."""
        inner = read_ipv4(packet)
        if inner is None or inner.destination != self._local:
            return []
        if inner.protocol == ICMP:
            self._take_icmp(inner, now_ns)
            return []
        if inner.source != self._remote:
            return []
        return self._take_tcp(inner, now_ns)

    def _take_icmp(self, inner: Inner, now_ns: int) -> None:
        echo = recognise(4, inner.payload, self._token)
        if echo is not None:
            if echo.is_reply and inner.source == self._remote and echo.sequence < len(self._echoes_ns):
                if self.echo_verdict is not InsideVerdict.ANSWERED:
                    self.rtt_ms = _ms_between(self._echoes_ns[echo.sequence], now_ns)
                self.echo_verdict = InsideVerdict.ANSWERED
        elif inner.payload[:1] == bytes([_UNREACHABLE]):
            self._take_unreachable(inner.payload[8:])

    def _take_unreachable(self, quoted: bytes) -> None:
        """quoted: the beginning of a packet of ours: its header and at least 8 bytes (RFC 792)."""
        if len(quoted) < 28 or quoted[12:20] != self._local.packed + self._remote.packed:
            return
        if quoted[9] == ICMP and self.echo_verdict is InsideVerdict.SILENT:
            self.echo_verdict = InsideVerdict.UNREACHABLE
        ports = (int.from_bytes(quoted[20:22]), int.from_bytes(quoted[22:24]))
        if quoted[9] != ICMP and ports == (self._local_port, self._port) and self._is_tcp_open:
            self.tcp_verdict = InsideVerdict.UNREACHABLE

    def _take_tcp(self, inner: Inner, now_ns: int) -> list[bytes]:
        segment = read_tcp(inner)
        if segment is None or self._syn_ns is None or not self._is_tcp_open:
            return []
        ours = (segment.source_port, segment.destination_port) == (self._port, self._local_port)
        following = (self._number + 1) % _NUMBERS
        if not ours or Flags.ACK not in segment.flags or segment.acknowledgement != following:
            return []
        self.connect_ms = _ms_between(self._syn_ns, now_ns)
        if Flags.RST in segment.flags:
            self.tcp_verdict = InsideVerdict.REFUSED
            return []
        if Flags.SYN not in segment.flags:
            return []
        self.tcp_verdict = InsideVerdict.ANSWERED
        return [self._segment(following, (segment.sequence + 1) % _NUMBERS, Flags.RST | Flags.ACK)]

    @property
    def _is_tcp_open(self) -> bool:
        return self.tcp_verdict is InsideVerdict.SILENT

    def _segment(self, sequence: int, acknowledgement: int, flags: Flags) -> bytes:
        port = self._port or 0
        segment = Segment(self._local_port, port, sequence, acknowledgement, flags)
        return tcp(self._local, self._remote, segment)


def _ms_between(since_ns: int, until_ns: int) -> float:
    return round((until_ns - since_ns) / 1e6, 3)
