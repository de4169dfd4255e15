"""Knocks at a WireGuard server with a configuration's own key, and sends an echo and a TCP SYN inside.

Testing with the key of a device that is in service disturbs that device (facts/reach.md 0.3): it is refused
unless the device's name is given again.
"""

from __future__ import annotations

import secrets
import socket
import time
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from ipaddress import IPv4Address

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.core.clock import elapsed_ms
from app.reach import dns
from app.reach.budget import WIREGUARD, Budget, Ticket
from app.reach.endpoint import Endpoint, numeric
from app.reach.outcome import Journal, Outcome
from app.reach.wireguard.config import Peer, TunnelConfig
from app.reach.wireguard.crypto import decode_key, private_key
from app.reach.wireguard.inside import InsideExchange, InsideVerdict
from app.reach.wireguard.noise import NO_PSK, Initiator, Unusable, timestamp
from app.reach.wireguard.transport import KEEPALIVE, Session
from app.reach.worker import Effort, in_thread

_ANSWER_WAIT_NS = 5_000_000_000  # the protocol's REKEY_TIMEOUT
_INSIDE_WAIT_NS = 4_000_000_000
_AGAIN_NS = 1_000_000_000
_LARGEST = 65_535


class WireguardVerdict(Enum):
    ANSWERED = "answered"  # the handshake, and inside whatever was asked for
    HANDSHAKE_ONLY = "handshake-only"  # keys fit; what was asked for inside was not answered, or refused
    PSK_MISMATCH = "psk-mismatch"  # the server knows our key; the pre-shared keys differ
    COOKIE = "cookie"  # the server's key is right, and it is under load; nothing is known of ours
    REFUSED = "refused"  # the host says that nothing listens there
    UNREACHABLE = "unreachable"  # this machine or a router has no way there
    SILENT = "silent"  # wrong keys, a clock behind the last one seen, or dropped: silence is by design
    PAUSED = "paused"  # the gateway was asked a moment ago, and the time limit ends before it may be again
    NOT_CONFIRMED = "not-confirmed"  # a live device's key, and its name was not given: nothing was sent
    NO_ENDPOINT = "no-endpoint"  # the file does not say where the server is
    BAD_KEY = "bad-key"  # the server's public key in the file can be nobody's
    NOT_RESOLVED = "not-resolved"


@dataclass(frozen=True, slots=True)
class Inside:
    """What was asked for in the tunnel. None: not asked for, or no answer."""

    address: str
    local_address: str | None
    echo_verdict: InsideVerdict | None = None
    rtt_ms: float | None = None
    port: int | None = None
    tcp_verdict: InsideVerdict | None = None
    connect_ms: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock(Outcome):
    """handshake_ms: from the initiation that was answered to its answer. attempts: initiations sent."""

    verdict: WireguardVerdict
    host: str | None = None
    port: int | None = None
    address: str | None = None
    handshake_ms: float | None = None
    attempts: int = 0
    inside: Inside | None = None
    resolution: dns.Resolution | None = None


@dataclass(slots=True)
class _Heard:
    """What has come so far."""

    verdict: WireguardVerdict = WireguardVerdict.SILENT
    handshake_ms: float | None = None
    attempts: int = 0
    cookie: bytes | None = field(default=None, repr=False)
    inside: Inside | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """What to try in the tunnel: an echo, and a TCP connection where a port is given. IPv4."""

    address: IPv4Address
    port: int | None = None


async def knock(
    config: TunnelConfig,
    *,
    device: str,
    confirmed: str | None = None,
    within: Within | None = None,
    timeout_s: float = 12.0,
    budget: Budget = WIREGUARD,
) -> Knock:
    """One handshake, again every 5 s while silent, and what is asked for inside.

    device: whose key it is. A configuration that is no probe peer's needs confirmed to be the same name.
    """
    journal = Journal()
    heard = _Heard()
    resolution = None
    peer = _peer_for(config, within)
    to = peer.endpoint if peer is not None else None
    address = None
    if not config.is_probe_peer and (confirmed is None or confirmed.strip() != device):
        heard.verdict = WireguardVerdict.NOT_CONFIRMED
    elif peer is None or to is None:
        heard.verdict = WireguardVerdict.NO_ENDPOINT
    else:
        resolution = await dns.resolve(to.host, timeout_s=timeout_s)
        if resolution.addresses:
            address = resolution.addresses[0]
            attempt = _Attempt(config, peer, Endpoint(address, to.port), within, budget, heard)
            heard = await in_thread(
                partial(attempt.run), journal, timeout_s=timeout_s, name=f"wireguard {to.host}"
            )
        else:
            heard.verdict = WireguardVerdict.NOT_RESOLVED
    return Knock(
        target=device if to is None else str(Endpoint(*to)),
        verdict=heard.verdict,
        evidence=journal.seen,
        started_ns=journal.started_ns,
        duration_ms=journal.duration_ms,
        host=to.host if to else None,
        port=to.port if to else None,
        address=address,
        handshake_ms=heard.handshake_ms,
        attempts=heard.attempts,
        inside=heard.inside,
        resolution=resolution,
    )


def _peer_for(config: TunnelConfig, within: Within | None) -> Peer | None:
    """The peer through which the inner address goes; otherwise the first that says where it is."""
    reachable = [peer for peer in config.peers if peer.endpoint is not None]
    carrying = [peer for peer in reachable if within is not None and peer.carries(within.address)]
    return next(iter([*carrying, *reachable]), None)


class _Attempt:
    """The blocking part, on a thread of its own."""

    def __init__(
        self,
        config: TunnelConfig,
        peer: Peer,
        to: Endpoint,
        within: Within | None,
        budget: Budget,
        heard: _Heard,
    ) -> None:
        self._config = config
        self._peer = peer
        self._to = to
        self._within = within
        self._budget = budget
        self._heard = heard

    def run(self, effort: Effort) -> _Heard:
        heard = self._heard
        try:
            sockaddr, family = numeric(self._to, socket.SOCK_DGRAM)
            with socket.socket(family, socket.SOCK_DGRAM) as sock:
                sock.setblocking(False)
                sock.connect(sockaddr)  # what comes from anywhere else is dropped by the system
                session = self._handshake(sock, effort)
                if session is not None and self._within is not None:
                    self._look_inside(sock, session, self._within, effort)
        except (ConnectionRefusedError, ConnectionResetError):  # the second one is how Windows tells it
            effort.note("port-unreachable", str(self._to))
            heard.verdict = WireguardVerdict.REFUSED
        except OSError as error:
            effort.note("error", str(error.errno))
            heard.verdict = WireguardVerdict.UNREACHABLE
        return heard

    def _handshake(self, sock: socket.socket, effort: Effort) -> Session | None:
        heard = self._heard
        while self._may_send(effort):
            initiator = self._initiator()
            if initiator is None:
                heard.verdict = WireguardVerdict.BAD_KEY
                return None
            sent_ns = time.perf_counter_ns()
            sock.send(initiator.packet)
            heard.attempts += 1
            effort.note("initiation", initiator.packet.hex(), at_ns=sent_ns)
            session = self._await_response(sock, initiator, sent_ns, effort)
            if session is not None or heard.verdict is WireguardVerdict.PSK_MISMATCH:
                return session
        return None

    def _may_send(self, effort: Effort) -> bool:
        """Waits for the budget; False when the time limit comes first."""
        while not isinstance(turn := self._budget.take(self._to.host, time.perf_counter_ns()), Ticket):
            free_ns = time.perf_counter_ns() + turn
            if free_ns >= effort.until_ns:
                if not self._heard.attempts:
                    effort.note("paused", f"wait_ms={round(turn / 1e6)}")
                    self._heard.verdict = WireguardVerdict.PAUSED
                return False
            effort.note("waiting", f"wait_ms={round(turn / 1e6)}")
            effort.wait(until_ns=free_ns)
        return True

    def _initiator(self) -> Initiator | None:
        psk = self._peer.preshared_key
        try:
            return Initiator(
                private_key(self._config.private_key),
                self._peer.public_key,
                NO_PSK if psk is None else decode_key(psk.reveal()),
                ephemeral=X25519PrivateKey.generate(),
                index=secrets.randbits(32),
                at=timestamp(time.time_ns()),
                cookie=self._heard.cookie,
            )
        except ValueError:  # a key of low order
            return None

    def _await_response(
        self, sock: socket.socket, initiator: Initiator, sent_ns: int, effort: Effort
    ) -> Session | None:
        heard = self._heard
        until_ns = sent_ns + _ANSWER_WAIT_NS
        while effort.wait(readable=[sock], until_ns=until_ns):
            packet = _received(sock)
            if packet is None:
                continue
            if (cookie := initiator.read_cookie(packet)) is not None:
                effort.note("cookie", packet.hex())
                heard.cookie, heard.verdict = cookie, WireguardVerdict.COOKIE
                continue
            found = initiator.read_response(packet)
            if found is Unusable.NOT_OURS:
                effort.note("foreign-answer", packet[:32].hex())
                continue
            effort.note("response", packet.hex())
            if found is Unusable.PSK_MISMATCH:
                heard.verdict = WireguardVerdict.PSK_MISMATCH
                return None
            heard.handshake_ms = elapsed_ms(sent_ns)
            heard.verdict = WireguardVerdict.ANSWERED
            session = Session(found)
            _send(sock, session, KEEPALIVE, "keepalive", effort)
            return session
        effort.note("no-response")
        return None

    def _look_inside(self, sock: socket.socket, session: Session, within: Within, effort: Effort) -> None:
        local = next((one.ip for one in self._config.addresses if isinstance(one.ip, IPv4Address)), None)
        if local is None or not self._peer.carries(within.address):
            effort.note("not-carried", str(within.address))
            verdict = InsideVerdict.NOT_CARRIED
            tcp_verdict = verdict if within.port else None
            self._heard.inside = Inside(
                str(within.address), str(local) if local else None, verdict, None, within.port, tcp_verdict
            )
            self._heard.verdict = WireguardVerdict.HANDSHAKE_ONLY
            return
        asked = InsideExchange(
            local,
            within.address,
            within.port,
            token=secrets.token_bytes(8),
            local_port=40_000 + secrets.randbelow(20_000),
            number=secrets.randbits(31),
        )
        begun_ns = time.perf_counter_ns()
        until_ns = min(begun_ns + _INSIDE_WAIT_NS, effort.until_ns)
        next_ns = begun_ns
        while not asked.is_settled and (now_ns := time.perf_counter_ns()) < until_ns:
            if now_ns >= next_ns:
                next_ns = now_ns + _AGAIN_NS
                for packet in asked.due(now_ns):
                    _send(sock, session, packet, "inside-sent", effort)
            if effort.wait(readable=[sock], until_ns=min(next_ns, until_ns)):
                came = _received(sock)
                inner = session.open(came) if came is not None else None
                if inner:
                    effort.note("inside-answer", inner[:64].hex())
                    for packet in asked.take(inner, time.perf_counter_ns()):
                        _send(sock, session, packet, "inside-sent", effort)
        self._heard.inside = Inside(
            str(within.address),
            str(local),
            asked.echo_verdict,
            asked.rtt_ms,
            within.port,
            asked.tcp_verdict,
            asked.connect_ms,
        )
        if not asked.is_answered:
            self._heard.verdict = WireguardVerdict.HANDSHAKE_ONLY


def _received(sock: socket.socket) -> bytes | None:
    try:
        return sock.recv(_LARGEST)
    except BlockingIOError:  # it was damaged, and the system has thrown it away
        return None


def _send(sock: socket.socket, session: Session, inner: bytes, event: str, effort: Effort) -> None:
    packet = session.seal(inner)
    sock.send(packet)
    effort.note(event, packet.hex())
