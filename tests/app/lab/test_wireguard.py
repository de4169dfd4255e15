"""The lab's WireGuard server: what it answers, and what it is silent about."""

import asyncio
import socket
from ipaddress import IPv4Address

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from app.lab.wireguard import CLIENT, INSIDE, LabTrouble, LabWireguard, answer_inside
from app.reach.echo_packets import Echo, recognise, request
from app.reach.wireguard.crypto import decode_key, private_key
from app.reach.wireguard.inner_packets import ICMP, Flags, Inner, Segment, ipv4, read_ipv4, read_tcp, tcp
from app.reach.wireguard.noise import Initiator, timestamp

TOKEN = b"tokentok"
HERE = CLIENT.ip
SYN = Segment(40_000, 1883, 7, 0, Flags.SYN)


def read(packet: bytes | None) -> Inner:
    inner = read_ipv4(packet or b"")
    assert inner is not None
    return inner


def test_the_host_inside_answers_echoes() -> None:
    asked = ipv4(Inner(HERE, INSIDE, ICMP, request(4, 1, 7, TOKEN, 32)))
    inner = read(answer_inside(asked, ()))
    assert (inner.source, inner.destination) == (INSIDE, HERE)
    assert recognise(4, inner.payload, TOKEN) == Echo(7, True)


@pytest.mark.parametrize(("ports", "flags"), [((1883,), Flags.SYN | Flags.ACK), ((), Flags.RST | Flags.ACK)])
def test_the_host_inside_takes_connections_on_open_ports(ports: tuple[int, ...], flags: Flags) -> None:
    segment = read_tcp(read(answer_inside(tcp(HERE, INSIDE, SYN), ports)))
    assert segment is not None
    assert (segment.source_port, segment.destination_port, segment.acknowledgement) == (1883, 40_000, 8)
    assert segment.flags == flags


def test_it_answers_no_reset_and_nobody_else() -> None:
    reset = Segment(40_000, 1883, 8, 8, Flags.RST | Flags.ACK)
    assert answer_inside(tcp(HERE, INSIDE, reset), (1883,)) is None
    assert answer_inside(tcp(IPv4Address("10.97.0.4"), INSIDE, SYN), (1883,)) is None
    assert answer_inside(tcp(HERE, IPv4Address("10.97.0.4"), SYN), (1883,)) is None


@given(st.binary(max_size=80))
def test_any_bytes_inside_do_no_harm(payload: bytes) -> None:
    assert answer_inside(payload, (1883,)) is None
    answer_inside(ipv4(Inner(HERE, INSIDE, ICMP, payload)), (1883,))
    answer_inside(ipv4(Inner(HERE, INSIDE, 6, payload)), (1883,))


async def answers(lab: LabWireguard, packets: list[bytes], wait_s: float = 0.2) -> list[bytes]:
    """What comes back to each packet sent in order; nothing for silence."""
    endpoint = lab.config.peers[0].endpoint
    assert endpoint is not None
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.connect(endpoint)
        loop = asyncio.get_running_loop()
        for packet in packets:
            sock.send(packet)
            try:
                found.append(await asyncio.wait_for(loop.sock_recv(sock, 2048), wait_s))
            except TimeoutError:
                found.append(b"")
    return found


def initiation(lab: LabWireguard, at_ns: int) -> bytes:
    peer = lab.config.peers[0]
    psk = peer.preshared_key
    return Initiator(
        private_key(lab.config.private_key),
        peer.public_key,
        decode_key(psk.reveal()) if psk else bytes(32),
        ephemeral=X25519PrivateKey.generate(),
        index=1,
        at=timestamp(at_ns),
    ).packet


def test_a_replayed_initiation_and_rubbish_get_no_answer() -> None:
    async def run() -> tuple[list[int], int]:
        lab = LabWireguard()
        await lab.start()
        try:
            second, first = initiation(lab, 2_000_000_000), initiation(lab, 1_000_000_000)
            got = await answers(lab, [b"", b"\x04\0\0\0" + bytes(60), second, second, first])
        finally:
            await lab.close()
            await lab.close()
        return [len(one) for one in got], lab.counts.replayed

    assert asyncio.run(run()) == ([0, 0, 92, 0, 0], 2)


@pytest.mark.parametrize(
    ("trouble", "size"),
    [
        (LabTrouble.UNKNOWN_PEER, 0),
        (LabTrouble.UNDER_LOAD, 64),
        (LabTrouble.OVERLOADED, 64),
        (LabTrouble.OTHER_PSK, 92),
    ],
)
def test_each_trouble_answers_in_its_way(trouble: LabTrouble, size: int) -> None:
    async def run() -> int:
        lab = LabWireguard(trouble)
        await lab.start()
        try:
            return len((await answers(lab, [initiation(lab, 1_000_000_000)]))[0])
        finally:
            await lab.close()

    assert asyncio.run(run()) == size
