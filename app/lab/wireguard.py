"""A WireGuard server on loopback, with a host behind it that answers echoes and TCP, on a thread of its own.

It needs no rights: the tunnel ends in this process, and what is inside is only played. For demonstrations and
tests; the real daemons are the judge.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import cast

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.core.secrets import Secret
from app.lab.side_loop import SideLoop
from app.reach.echo_packets import checksum
from app.reach.wireguard import noise
from app.reach.wireguard.config import Gateway, Peer, TunnelConfig
from app.reach.wireguard.crypto import decode_key, mac, new_private_key, private_key, public_of
from app.reach.wireguard.inner_packets import ICMP, Flags, Inner, Segment, ipv4, read_ipv4, read_tcp, tcp
from app.reach.wireguard.noise import PacketKind
from app.reach.wireguard.probe_peer import make
from app.reach.wireguard.transport import Session

INSIDE = IPv4Address("10.97.0.1")
"""The host behind the tunnel."""

NETWORK = IPv4Network("10.97.0.0/24")
CLIENT = IPv4Interface("10.97.0.3/32")

_MOST_SESSIONS = 64
_FLOOD_NS = 20_000_000  # as wireguard-go: initiations of one peer that come faster are dropped

Address = tuple[str, int]


class LabTrouble(Enum):
    """What is wrong with the server, for a scenario."""

    NONE = "none"
    UNKNOWN_PEER = "unknown-peer"  # it does not know our key: silence
    OTHER_PSK = "other-psk"
    UNDER_LOAD = "under-load"  # it asks for a cookie first
    OVERLOADED = "overloaded"  # it does nothing but ask for cookies
    NO_ROUTE_INSIDE = "no-route-inside"  # the handshake, and then nothing


@dataclass(slots=True)
class WireguardCounts:
    """What the server has seen. replayed: initiations whose time stamp did not grow; they get no answer."""

    initiations: int = 0
    responses: int = 0
    cookies: int = 0
    replayed: int = 0
    inside: int = 0


class LabWireguard:
    """config: what a client of this server has, once started; it is a probe peer's."""

    def __init__(
        self,
        trouble: LabTrouble = LabTrouble.NONE,
        *,
        with_psk: bool = True,
        open_ports: tuple[int, ...] = (1883,),
    ) -> None:
        self.counts = WireguardCounts()
        self._private = private_key(new_private_key())
        self._trouble = trouble
        self._with_psk = with_psk
        self._open_ports = open_ports
        self._config: TunnelConfig | None = None
        self._loop: SideLoop | None = None
        self._transport: asyncio.DatagramTransport | None = None

    @property
    def config(self) -> TunnelConfig:
        assert self._config is not None, "start it first"
        return self._config

    async def start(self) -> TunnelConfig:
        """Listen on a free port and return the client's configuration."""
        self._loop = SideLoop("lab wireguard")
        port = await self._loop.run(self._listen())
        server = Peer(public_of(self._private), endpoint=Gateway("127.0.0.1", port), allowed_ips=(NETWORK,))
        self._config = make(server, CLIENT, with_psk=self._with_psk).config
        return self._config

    async def close(self) -> None:
        loop, self._loop = self._loop, None
        if loop is not None:
            transport, self._transport = self._transport, None
            if transport is not None:
                loop.call(transport.close)
            await loop.close()

    async def _listen(self) -> int:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: _Server(self), local_addr=("127.0.0.1", 0)
        )
        return int(self._transport.get_extra_info("sockname")[1])

    def _psk_of(self, public: bytes) -> bytes | None:
        """The pre-shared key of a peer that the server lets in; None for everybody else."""
        config = self.config
        if self._trouble is LabTrouble.UNKNOWN_PEER or public != public_of(private_key(config.private_key)):
            return None
        if self._trouble is LabTrouble.OTHER_PSK:
            return decode_key(new_private_key().reveal())
        psk: Secret | None = config.peers[0].preshared_key
        return noise.NO_PSK if psk is None else decode_key(psk.reveal())


class _Server(asyncio.DatagramProtocol):
    """Lives on the side loop."""

    def __init__(self, lab: LabWireguard) -> None:
        self._lab = lab
        self._private = lab._private
        self._cookie_secret = secrets.token_bytes(32)
        self._sessions: OrderedDict[int, Session] = OrderedDict()
        self._newest_stamp = b""
        self._heard_ns = 0
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)  # no subclass of it at run time

    def datagram_received(self, data: bytes, addr: Address) -> None:
        match noise.kind_of(data):
            case PacketKind.INITIATION:
                answer = self._meet(data, addr)
            case PacketKind.DATA:
                answer = self._carry(data)
            case _:
                answer = None
        if answer is not None and self._transport is not None:
            self._transport.sendto(answer, addr)

    def _meet(self, packet: bytes, addr: Address) -> bytes | None:
        lab = self._lab
        lab.counts.initiations += 1
        cookie = mac(self._cookie_secret, repr(addr).encode())
        asks = lab._trouble is LabTrouble.UNDER_LOAD and not noise.is_mac2_good(packet, cookie)
        if asks or lab._trouble is LabTrouble.OVERLOADED:
            lab.counts.cookies += 1
            return noise.cookie_reply(packet, public_of(self._private), cookie, secrets.token_bytes(24))
        initiation = noise.read_initiation(packet, self._private)
        psk = lab._psk_of(initiation.static_public) if initiation is not None else None
        if initiation is None or psk is None:
            return None
        now_ns = time.perf_counter_ns()
        if initiation.at <= self._newest_stamp or now_ns - self._heard_ns < _FLOOD_NS:
            lab.counts.replayed += 1
            return None
        self._newest_stamp, self._heard_ns = initiation.at, now_ns
        index = secrets.randbits(32)
        answered = noise.respond(initiation, psk, ephemeral=X25519PrivateKey.generate(), index=index)
        if answered is None:
            return None
        response, keys = answered
        self._sessions[index] = Session(keys)
        if len(self._sessions) > _MOST_SESSIONS:
            self._sessions.popitem(last=False)
        lab.counts.responses += 1
        return response

    def _carry(self, packet: bytes) -> bytes | None:
        session = self._sessions.get(int.from_bytes(packet[4:8], "little"))
        inner = session.open(packet) if session is not None else None
        if not inner or session is None or self._lab._trouble is LabTrouble.NO_ROUTE_INSIDE:
            return None
        self._lab.counts.inside += 1
        answer = answer_inside(inner, self._lab._open_ports)
        return session.seal(answer) if answer is not None else None


def answer_inside(packet: bytes, open_ports: tuple[int, ...]) -> bytes | None:
    """What the host behind the tunnel says to a packet from the client; None where it is silent."""
    inner = read_ipv4(packet)
    if inner is None or inner.source != CLIENT.ip or inner.destination != INSIDE:
        return None
    if inner.protocol == ICMP:
        if len(inner.payload) < 8 or inner.payload[:2] != b"\x08\0" or checksum(inner.payload) != 0:
            return None
        reply = b"\0\0\0\0" + inner.payload[4:]
        reply = reply[:2] + checksum(reply).to_bytes(2) + reply[4:]
        return ipv4(Inner(INSIDE, inner.source, ICMP, reply))
    segment = read_tcp(inner)
    if segment is None or Flags.RST in segment.flags:
        return None
    return tcp(INSIDE, inner.source, _answer_tcp(segment, open_ports))


def _answer_tcp(segment: Segment, open_ports: tuple[int, ...]) -> Segment:
    ports = (segment.destination_port, segment.source_port)
    if segment.flags == Flags.SYN:
        following = (segment.sequence + 1) % (1 << 32)
        if segment.destination_port in open_ports:
            return Segment(*ports, secrets.randbits(32), following, Flags.SYN | Flags.ACK)
        return Segment(*ports, 0, following, Flags.RST | Flags.ACK)
    return Segment(*ports, segment.acknowledgement, 0, Flags.RST)
