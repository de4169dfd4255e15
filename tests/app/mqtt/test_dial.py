"""Dialling: cancelling, several addresses, what is told of the way."""

from __future__ import annotations

import socket
import struct
import threading
import time
from typing import Any

import pytest

from app.core.threads import Cancellation
from app.mqtt import dial as dialling
from app.mqtt.dial import DiallingCancelled, dial
from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.session_config import SessionConfig
from tests.scripted_broker import free_port


@pytest.fixture
def door() -> Any:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        yield sock


def test_open_connection_is_told_with_its_way(door: socket.socket) -> None:
    made = dial(SessionConfig(f"mqtt://127.0.0.1:{door.getsockname()[1]}"), Cancellation())
    try:
        assert (made.address, made.local_address) == ("127.0.0.1", "127.0.0.1")
        assert 0 <= made.dns_ms <= made.connect_ms
        assert (made.tls_ms, made.websocket_ms, made.tls_version, made.certificate) == (None,) * 4
        assert isinstance(made.link, socket.socket)
        assert not made.link.getblocking()
        assert made.link.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    finally:
        made.link.close()


def addresses(monkeypatch: pytest.MonkeyPatch, *ports: int) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in ports]
    monkeypatch.setattr(dialling.socket, "getaddrinfo", lambda *_, **__: found)


def test_next_address_is_tried_where_one_fails(monkeypatch: pytest.MonkeyPatch, door: socket.socket) -> None:
    addresses(monkeypatch, free_port(), free_port(), door.getsockname()[1])
    dial(SessionConfig("mqtt://several"), Cancellation()).link.close()


def test_fault_of_the_last_address_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses(monkeypatch, free_port(), free_port())
    with pytest.raises(MqttFault) as caught:
        dial(SessionConfig("mqtt://several"), Cancellation())
    assert caught.value.reason is MqttReason.TCP_REFUSED
    assert caught.value.evidence["host"] == "several"
    addresses(monkeypatch)
    with pytest.raises(MqttFault) as caught:
        dial(SessionConfig("mqtt://none"), Cancellation())
    assert caught.value.reason is MqttReason.NAME


@pytest.mark.parametrize("scheme", ["mqtt", "mqtts", "ws"])
def test_reset_while_connecting_is_a_connection_that_was_closed(
    monkeypatch: pytest.MonkeyPatch, door: socket.socket, scheme: str
) -> None:
    """The peer takes the connection and resets it before we have looked whether it was made."""
    wait = dialling._Budget.wait

    def wait_for_the_reset(*given: Any, **more: Any) -> bool:
        ready = wait(*given, **more)
        peer, _ = door.accept()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        peer.close()
        return ready

    monkeypatch.setattr(dialling._Budget, "wait", wait_for_the_reset)
    port = door.getsockname()[1]
    with pytest.raises(MqttFault) as caught:
        dial(SessionConfig(f"{scheme}://127.0.0.1:{port}"), Cancellation())
    assert caught.value.reason is MqttReason.CLOSED
    assert caught.value.evidence == {
        "host": "127.0.0.1",
        "port": str(port),
        "address": "127.0.0.1",
        "how": "ECONNRESET",
    }


@pytest.mark.parametrize("scheme", ["mqtts", "ws"])
def test_peer_that_says_nothing_times_out_at_its_step(door: socket.socket, scheme: str) -> None:
    with pytest.raises(MqttFault) as caught:
        port = door.getsockname()[1]
        dial(SessionConfig(f"{scheme}://127.0.0.1:{port}", connect_timeout_s=0.2), Cancellation())
    step = {"mqtts": "tls", "ws": "websocket"}[scheme]
    assert (caught.value.reason, caught.value.evidence["step"]) == (MqttReason.TIMEOUT, step)


@pytest.mark.parametrize("scheme", ["mqtts", "wss", "ws"])
def test_cancelling_takes_effect_at_once(door: socket.socket, scheme: str) -> None:
    cancellation = Cancellation()
    timer = threading.Timer(0.1, cancellation.cancel)
    timer.start()
    started = time.monotonic()
    with pytest.raises(DiallingCancelled):
        dial(SessionConfig(f"{scheme}://127.0.0.1:{door.getsockname()[1]}"), cancellation)
    timer.join()
    assert time.monotonic() - started < 2


def test_web_server_that_hangs_up_is_closed(door: socket.socket) -> None:
    def hang_up() -> None:
        peer, _ = door.accept()
        peer.recv(1)
        peer.close()

    thread = threading.Thread(target=hang_up)
    thread.start()
    with pytest.raises(MqttFault) as caught:
        dial(SessionConfig(f"ws://127.0.0.1:{door.getsockname()[1]}"), Cancellation())
    thread.join()
    assert caught.value.reason in (MqttReason.CLOSED, MqttReason.WEBSOCKET_REFUSED)
