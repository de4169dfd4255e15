"""Every way in which a connection does not come about has its own reason, with evidence, in time."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from dataclasses import replace

import pytest

from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.packets import Connack, Connect, Properties, Property, Version
from app.mqtt.session import Session, SessionConfig, SessionState
from tests.scripted_broker import Peer, Script, free_port, scripted

HTTP = b"HTTP/1.1 400 Bad Request\r\nServer: something\r\nConnection: close\r\n\r\n"
ALERT = b"\x15\x03\x03\x00\x02\x02\x46"


def fault_at(url: str, **changes: object) -> MqttFault:
    """The fault with which connecting fails."""

    async def main() -> MqttFault:
        config = SessionConfig(url, client_id="probe", connect_timeout_s=3.0, reconnect=None)
        session = Session(replace(config, **changes))  # type: ignore[arg-type]
        with pytest.raises(MqttFault) as caught:
            await session.connect()
        assert session.state is SessionState.CLOSED
        assert session.snapshot.fault is caught.value
        return caught.value

    return asyncio.run(main())


def fault_of(script: Script, **changes: object) -> MqttFault:
    async def main() -> MqttFault:
        async with scripted(script) as port:
            config = SessionConfig(
                f"mqtt://127.0.0.1:{port}", client_id="probe", connect_timeout_s=3.0, reconnect=None
            )
            with pytest.raises(MqttFault) as caught:
                await Session(replace(config, **changes)).connect()  # type: ignore[arg-type]
            assert caught.value.evidence["port"] == str(port)
            assert caught.value.evidence["host"] == "127.0.0.1"
            return caught.value

    return asyncio.run(main())


def answering(*raw: bytes) -> Script:
    async def play(peer: Peer) -> None:
        await peer.expect(Connect)
        await peer.send(*raw)
        await peer.until_closed()

    return play


# Before CONNECT.


def test_port_that_nobody_listens_on() -> None:
    fault = fault_at(f"mqtt://127.0.0.1:{free_port()}")
    assert fault.reason is MqttReason.TCP_REFUSED
    assert fault.evidence["error"] == "ECONNREFUSED"


def test_name_that_cannot_be_one() -> None:
    assert fault_at("mqtt://two..dots:1883").reason is MqttReason.NAME


def test_port_that_takes_no_connection_times_out() -> None:
    """A listening socket whose queue is full drops further connections, as a firewall does."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(0)
        fillers = [socket.socket() for _ in range(8)]
        try:
            for filler in fillers:
                filler.setblocking(False)
                filler.connect_ex(door.getsockname())
            started = time.monotonic()
            fault = fault_at(f"mqtt://127.0.0.1:{door.getsockname()[1]}", connect_timeout_s=0.4)
        finally:
            for filler in fillers:
                filler.close()
    assert (fault.reason, fault.evidence["step"]) == (MqttReason.TIMEOUT, "tcp")
    assert time.monotonic() - started < 3


# From CONNECT to CONNACK.


@pytest.mark.parametrize(
    ("raw", "spoken", "text"),
    [
        (HTTP, "http", "HTTP/1.1 400 Bad Request"),
        (b"<html>", "http", "<html>"),
        (ALERT, "tls", "......F"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "unknown", "SSH-2.0-OpenSSH_9.2"),
        (b"\xff\xff\xff\xff\xff\x00", "unknown", "......"),
        (b"\x30\x03\x00\x01a", "unknown", "0...a"),
    ],
)
def test_peer_that_is_not_mqtt_is_shown_with_its_first_bytes(raw: bytes, spoken: str, text: str) -> None:
    fault = fault_of(answering(raw))
    assert fault.reason is MqttReason.NOT_MQTT
    assert fault.evidence["spoken"] == spoken
    assert fault.evidence["received"] == text
    assert fault.evidence["received_hex"] == raw[:64].hex(" ")


@pytest.mark.parametrize(
    "raw", [b"\x20\x05\x00\x00\x30\x00\x00", b"\x20\x01\x00", b"\x20\xff\xff\xff\xff\x7f"]
)
def test_connack_of_the_wrong_shape_is_not_mqtt(raw: bytes) -> None:
    fault = fault_of(answering(raw))
    assert fault.reason is MqttReason.NOT_MQTT
    assert fault.evidence["received_hex"] == raw[:16].hex(" ")
    assert fault.evidence["code"]


def test_silence_ends_with_the_time_limit() -> None:
    started = time.monotonic()
    fault = fault_of(answering(), connect_timeout_s=0.3)
    assert (fault.reason, fault.evidence["timeout_s"]) == (MqttReason.SILENT, "0.3")
    assert time.monotonic() - started < 3


def test_half_a_connack_is_silence_with_what_came() -> None:
    fault = fault_of(answering(b"\x20\x09\x00"), connect_timeout_s=0.3)
    assert fault.reason is MqttReason.SILENT
    assert fault.evidence["received_hex"] == "20 09 00"


@pytest.mark.parametrize("resets", [True, False])
def test_connection_that_ends_before_connack(resets: bool) -> None:
    async def play(peer: Peer) -> None:
        await peer.expect(Connect)
        if resets:
            peer.reset()

    fault = fault_of(play)
    assert fault.reason is MqttReason.CLOSED
    assert fault.evidence["how"] == ("ECONNRESET" if resets else "closed")


def test_reset_before_connect_is_read() -> None:
    async def play(peer: Peer) -> None:
        peer.reset()

    assert fault_of(play).reason is MqttReason.CLOSED


@pytest.mark.parametrize(
    ("version", "code", "reason", "name"),
    [
        (Version.V5, 0x80, MqttReason.REFUSED, "Unspecified error"),
        (Version.V5, 0x84, MqttReason.VERSION, "Unsupported Protocol Version"),
        (Version.V5, 0x85, MqttReason.IDENTIFIER, "Client Identifier not valid"),
        (Version.V5, 0x86, MqttReason.BAD_CREDENTIALS, "Bad User Name or Password"),
        (Version.V5, 0x87, MqttReason.NOT_AUTHORIZED, "Not authorized"),
        (Version.V5, 0x88, MqttReason.REFUSED, "Server unavailable"),
        (Version.V5, 0x97, MqttReason.REFUSED, "Quota exceeded"),
        (Version.V311, 1, MqttReason.VERSION, "Connection Refused, unacceptable protocol version"),
        (Version.V311, 2, MqttReason.IDENTIFIER, "Connection Refused, identifier rejected"),
        (Version.V311, 3, MqttReason.REFUSED, "Connection Refused, Server unavailable"),
        (Version.V311, 4, MqttReason.BAD_CREDENTIALS, "Connection Refused, bad user name or password"),
        (Version.V311, 5, MqttReason.NOT_AUTHORIZED, "Connection Refused, not authorized"),
        (Version.V31, 5, MqttReason.NOT_AUTHORIZED, "Connection Refused, not authorized"),
    ],
)
def test_refusal_has_its_code_and_its_name(
    version: Version, code: int, reason: MqttReason, name: str
) -> None:
    async def play(peer: Peer) -> None:
        await peer.accept(Connack(code))
        await peer.until_closed()

    fault = fault_of(play, version=version, username="ann")
    assert (fault.reason, fault.evidence["reason"]) == (reason, name)
    assert fault.evidence["reason_code"] == (f"0x{code:02X}" if version is Version.V5 else str(code))
    assert (fault.evidence["username"], fault.evidence["client_id"]) == ("ann", "probe")
    assert fault.evidence["version"] == version.number


def test_refusal_shows_what_the_broker_adds() -> None:
    added = Properties(((Property.REASON_STRING, "try b"), (Property.SERVER_REFERENCE, "b:1883")))

    async def play(peer: Peer) -> None:
        await peer.accept(Connack(0x9C, properties=added))

    fault = fault_of(play)
    assert (fault.evidence["reason_string"], fault.evidence["server_reference"]) == ("try b", "b:1883")


def test_old_broker_refuses_version_5_in_its_own_words() -> None:
    """MQTT 3.1.1, section 3.1.2.2: return code 1 in a CONNACK of two bytes."""
    fault = fault_of(answering(b"\x20\x02\x00\x01"), version=Version.V5)
    assert (fault.reason, fault.evidence["reason_code"]) == (MqttReason.VERSION, "1")


# Giving up.


@pytest.mark.parametrize("cut_after_s", [0.0, 0.05, 0.2])
def test_cancelling_ends_at_once_and_leaves_no_thread(cut_after_s: float) -> None:
    before = set(threading.enumerate())

    async def play(peer: Peer) -> None:
        await peer.until_closed()

    async def main() -> float:
        async with scripted(play) as port:
            session = Session(SessionConfig(f"mqtt://127.0.0.1:{port}", connect_timeout_s=30))
            started = time.monotonic()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(cut_after_s):
                    await session.connect()
            return time.monotonic() - started

    assert asyncio.run(main()) < cut_after_s + 1.0
    for thread in set(threading.enumerate()) - before:
        thread.join(1.0)
        assert not thread.is_alive()
