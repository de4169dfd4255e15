"""Knocking at the lab's WireGuard server: every verdict, the budget, and that no key is told."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from app.lab.wireguard import INSIDE, LabTrouble, LabWireguard
from app.reach.budget import Budget
from app.reach.outcome import as_json
from app.reach.wireguard.config import Gateway, Peer, TunnelConfig
from app.reach.wireguard.crypto import decode_key
from app.reach.wireguard.inside import InsideVerdict
from app.reach.wireguard.probe import Inside, Knock, WireguardVerdict, Within, knock

MQTT = Within(INSIDE, 1883)


def quick() -> Budget:
    return Budget(1, 0.05)


def ask(
    trouble: LabTrouble = LabTrouble.NONE,
    *,
    within: Within | None = None,
    change: Callable[[TunnelConfig], TunnelConfig] = lambda config: config,
    with_psk: bool = True,
    confirmed: str | None = None,
    timeout_s: float = 3.0,
) -> tuple[Knock, LabWireguard]:
    lab = LabWireguard(trouble, with_psk=with_psk)

    async def run() -> Knock:
        config = change(await lab.start())
        try:
            return await knock(
                config,
                device="wg0",
                confirmed=confirmed,
                within=within,
                timeout_s=timeout_s,
                budget=quick(),
            )
        finally:
            await lab.close()

    return asyncio.run(run()), lab


def inside_of(found: Knock) -> Inside:
    assert found.inside is not None
    return found.inside


def with_peer(config: TunnelConfig, change: Callable[[Peer], Peer]) -> TunnelConfig:
    return replace(config, peers=(change(config.peers[0]),))


@pytest.mark.parametrize("with_psk", [True, False])
def test_a_healthy_tunnel_answers_inside(with_psk: bool) -> None:
    found, lab = ask(within=MQTT, with_psk=with_psk)
    assert found.verdict is WireguardVerdict.ANSWERED
    assert found.handshake_ms is not None
    assert (found.attempts, found.address) == (1, "127.0.0.1")
    inside = inside_of(found)
    assert (inside.echo_verdict, inside.tcp_verdict) == (InsideVerdict.ANSWERED, InsideVerdict.ANSWERED)
    assert inside.rtt_ms is not None
    assert inside.connect_ms is not None
    assert (lab.counts.responses, lab.counts.replayed) == (1, 0)
    assert [seen.event for seen in found.evidence[:3]] == ["initiation", "response", "keepalive"]
    assert len(bytes.fromhex(found.evidence[0].detail)) == 148


def test_a_handshake_alone_is_enough_when_nothing_is_asked_inside() -> None:
    found, _ = ask()
    assert (found.verdict, found.inside) == (WireguardVerdict.ANSWERED, None)


def test_a_refused_port_inside_is_told() -> None:
    found, _ = ask(within=Within(INSIDE, 8883))
    assert found.verdict is WireguardVerdict.HANDSHAKE_ONLY
    assert inside_of(found).tcp_verdict is InsideVerdict.REFUSED


def test_a_handshake_without_data_is_no_tunnel() -> None:
    found, _ = ask(LabTrouble.NO_ROUTE_INSIDE, within=MQTT, timeout_s=0.6)
    assert found.verdict is WireguardVerdict.HANDSHAKE_ONLY
    assert inside_of(found).echo_verdict is InsideVerdict.SILENT


def test_an_address_outside_the_tunnel_is_not_sent() -> None:
    found, lab = ask(within=Within(IPv4Address("10.98.0.1"), 1883))
    assert found.verdict is WireguardVerdict.HANDSHAKE_ONLY
    inside = inside_of(found)
    assert (inside.echo_verdict, inside.tcp_verdict) == (InsideVerdict.NOT_CARRIED, InsideVerdict.NOT_CARRIED)
    assert lab.counts.inside == 0


def test_another_psk_is_told_apart() -> None:
    found, _ = ask(LabTrouble.OTHER_PSK, within=MQTT)
    assert (found.verdict, found.attempts, found.inside) == (WireguardVerdict.PSK_MISMATCH, 1, None)


def test_a_forgotten_psk_is_told_apart_too() -> None:
    found, _ = ask(change=lambda config: with_peer(config, lambda peer: replace(peer, preshared_key=None)))
    assert found.verdict is WireguardVerdict.PSK_MISMATCH


def test_an_unknown_key_is_silence() -> None:
    found, _ = ask(LabTrouble.UNKNOWN_PEER, timeout_s=0.3)
    assert (found.verdict, found.handshake_ms) == (WireguardVerdict.SILENT, None)


def test_a_wrong_server_key_is_silence() -> None:
    other = decode_key("BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=")
    found, _ = ask(
        change=lambda config: with_peer(config, lambda peer: replace(peer, public_key=other)), timeout_s=0.3
    )
    assert found.verdict is WireguardVerdict.SILENT


def test_a_server_that_only_asks_for_cookies() -> None:
    found, _ = ask(LabTrouble.OVERLOADED, timeout_s=0.3)
    assert found.verdict is WireguardVerdict.COOKIE


def test_a_cookie_is_shown_with_the_next_initiation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.reach.wireguard.probe._ANSWER_WAIT_NS", 100_000_000)
    found, lab = ask(LabTrouble.UNDER_LOAD)
    assert (found.verdict, found.attempts) == (WireguardVerdict.ANSWERED, 2)
    assert (lab.counts.cookies, lab.counts.responses) == (1, 1)


def test_nothing_listens() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    found, _ = ask(
        change=lambda config: with_peer(
            config, lambda peer: replace(peer, endpoint=Gateway("127.0.0.1", port))
        )
    )
    assert found.verdict is WireguardVerdict.REFUSED


def test_a_key_that_can_be_nobodys() -> None:
    found, lab = ask(
        change=lambda config: with_peer(config, lambda peer: replace(peer, public_key=bytes(32)))
    )
    assert (found.verdict, lab.counts.initiations) == (WireguardVerdict.BAD_KEY, 0)


def test_no_endpoint() -> None:
    found, _ = ask(change=lambda config: with_peer(config, lambda peer: replace(peer, endpoint=None)))
    assert (found.verdict, found.target) == (WireguardVerdict.NO_ENDPOINT, "wg0")


def test_a_name_without_an_address() -> None:
    nowhere = Gateway("gateway.invalid", 51820)
    found, _ = ask(change=lambda config: with_peer(config, lambda peer: replace(peer, endpoint=nowhere)))
    assert (found.verdict, found.target) == (WireguardVerdict.NOT_RESOLVED, "gateway.invalid:51820")


@pytest.mark.parametrize("confirmed", [None, "", "wg1", "WG0"])
def test_a_live_devices_key_sends_nothing_without_its_name(confirmed: str | None) -> None:
    found, lab = ask(change=lambda config: replace(config, is_probe_peer=False), confirmed=confirmed)
    assert (found.verdict, found.evidence) == (WireguardVerdict.NOT_CONFIRMED, ())
    assert lab.counts.initiations == 0


def test_a_live_devices_key_with_its_name_is_used() -> None:
    found, _ = ask(change=lambda config: replace(config, is_probe_peer=False), confirmed="wg0")
    assert found.verdict is WireguardVerdict.ANSWERED


def test_the_gateway_is_not_asked_twice_within_the_spacing() -> None:
    async def run() -> tuple[Knock, Knock, int]:
        lab = LabWireguard()
        config = await lab.start()
        budget = Budget(1, 30.0)
        try:
            first = await knock(config, device="wg0", budget=budget)
            second = await knock(config, device="wg0", budget=budget, timeout_s=0.5)
        finally:
            await lab.close()
        return first, second, lab.counts.initiations

    first, second, heard = asyncio.run(run())
    assert (first.verdict, second.verdict, heard) == (WireguardVerdict.ANSWERED, WireguardVerdict.PAUSED, 1)
    assert [seen.event for seen in second.evidence] == ["paused"]


def test_no_key_is_in_the_result() -> None:
    async def run() -> tuple[Knock, TunnelConfig]:
        lab = LabWireguard()
        config = await lab.start()
        try:
            return await knock(config, device="wg0", within=MQTT, budget=quick()), config
        finally:
            await lab.close()

    found, config = asyncio.run(run())
    shown = repr(found) + repr(as_json(found)) + repr(config)
    psk = config.peers[0].preshared_key
    assert psk is not None
    for secret in (config.private_key, psk):
        assert secret.reveal() not in shown
        assert decode_key(secret.reveal()).hex() not in shown


def test_giving_up_ends_it_at_once() -> None:
    async def run() -> bool:
        lab = LabWireguard(LabTrouble.UNKNOWN_PEER)
        config = await lab.start()
        try:
            await asyncio.wait_for(knock(config, device="wg0", timeout_s=60, budget=quick()), 0.2)
        except TimeoutError:
            return True
        finally:
            await lab.close()
        return False

    assert asyncio.run(run())
