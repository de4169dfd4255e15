"""The WireGuard probe against wireguard-go, by the command line, without capabilities."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.reach.wireguard.config import Gateway, TunnelConfig
from app.reach.wireguard.crypto import new_private_key, private_key, public_of
from tests.real.wireguard_go import INSIDE, OPEN_PORT, NotHere, WireguardGo, with_psk

pytestmark = pytest.mark.real("wireguard-go")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WireguardGo]:
    started = WireguardGo(tmp_path_factory.mktemp("wireguard"))
    try:
        started.start()
        yield started
    except NotHere as reason:
        pytest.skip(str(reason))
    finally:
        started.close()


def probed(server: WireguardGo, config: TunnelConfig, *options: str, expected: int) -> dict[str, Any]:
    done = server.probe(config, "pump-7", *options)
    assert done.returncode == expected, done.stdout + done.stderr
    psk = config.peers[0].preshared_key
    for key in (config.private_key, *([psk] if psk else [])):
        assert key.reveal() not in done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_the_probe_has_no_rights(server: WireguardGo) -> None:
    status = server.run("setpriv", "--bounding-set=-all", "--inh-caps=-all", "cat", "/proc/self/status")
    assert "CapEff:\t0000000000000000" in status


@pytest.mark.parametrize("psk", [True, False])
def test_a_healthy_tunnel_answers_inside(server: WireguardGo, psk: bool) -> None:
    client = server.with_psk if psk else server.without_psk
    inside = ("--inside", str(INSIDE), "--port", str(OPEN_PORT))
    found = probed(server, client.config, *inside, expected=0)
    assert found["verdict"] == "answered"
    assert (found["inside"]["echo_verdict"], found["inside"]["tcp_verdict"]) == ("answered", "answered")
    assert found["attempts"] == 1


def test_a_closed_port_inside_is_refused(server: WireguardGo) -> None:
    found = probed(server, server.with_psk.config, "--inside", str(INSIDE), "--port", "8883", expected=1)
    assert (found["verdict"], found["inside"]["tcp_verdict"]) == ("handshake-only", "refused")


def test_another_psk_is_told_apart(server: WireguardGo) -> None:
    for config in (
        with_psk(server.with_psk.config, new_private_key()),
        with_psk(server.with_psk.config, None),
        with_psk(server.without_psk.config, new_private_key()),
    ):
        assert probed(server, config, expected=1)["verdict"] == "psk-mismatch"


def test_a_key_that_is_no_peer_is_silence(server: WireguardGo) -> None:
    stranger = replace(server.with_psk.config, private_key=new_private_key())
    assert probed(server, stranger, "--timeout", "1", expected=1)["verdict"] == "silent"


def test_a_wrong_server_key_is_silence(server: WireguardGo) -> None:
    config = server.without_psk.config
    other = replace(config.peers[0], public_key=public_of(private_key(new_private_key())))
    found = probed(server, replace(config, peers=(other,)), "--timeout", "1", expected=1)
    assert found["verdict"] == "silent"


def test_a_port_where_nothing_listens_is_refused(server: WireguardGo) -> None:
    config = server.without_psk.config
    moved = replace(config.peers[0], endpoint=Gateway("127.0.0.1", 51821))
    assert probed(server, replace(config, peers=(moved,)), expected=1)["verdict"] == "refused"


def test_a_live_devices_tunnel_does_not_move_unless_its_name_is_given(server: WireguardGo) -> None:
    """The damage that a probe with a device's key does, and that it is prevented by default."""
    probed(server, server.without_psk.config, expected=0)
    before = server.endpoints()
    live = replace(server.without_psk.config, is_probe_peer=False)
    assert probed(server, live, expected=3)["verdict"] == "not-confirmed"
    assert server.endpoints() == before
    assert probed(server, live, "--confirm", "pump-7", expected=0)["verdict"] == "answered"
    assert server.endpoints() != before, "this is the damage"
