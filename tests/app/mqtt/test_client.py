"""The names and manners of paho that client and tap rest on: a release that changes them fails here."""

from __future__ import annotations

import inspect
import socket
import threading
import time

import paho.mqtt.client
import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion

from app.mqtt.client import MqttClient
from app.mqtt.packets import Version
from app.mqtt.session_config import SessionConfig

PATIENCE_S = 10.0


class Recorder:
    """A socket that notes what paho asks of it; what it reads is given."""

    def __init__(self, inbound: bytes = b"") -> None:
        self.calls: list[str] = []
        self.sent = bytearray()
        self.inbound = inbound
        self.near, self.far = socket.socketpair()

    def recv(self, limit: int) -> bytes:
        self.calls.append("recv")
        if not self.inbound:
            raise BlockingIOError
        taken, self.inbound = self.inbound[:limit], self.inbound[limit:]
        return taken

    def send(self, data: bytes) -> int:
        self.calls.append("send")
        self.sent += data
        return len(data)

    def pending(self) -> int:
        self.calls.append("pending")
        return len(self.inbound)

    def fileno(self) -> int:
        self.calls.append("fileno")
        return self.near.fileno()

    def setblocking(self, flag: bool) -> None:
        self.calls.append("setblocking")

    def close(self) -> None:
        self.calls.append("close")
        self.near.close()
        self.far.close()


class Seams(Client):
    def __init__(self, recorder: Recorder) -> None:
        super().__init__(CallbackAPIVersion.VERSION2, "probe", protocol=MQTTProtocolVersion.MQTTv5)
        self.recorder = recorder
        self.queued: list[int] = []

    def _create_socket(self) -> Recorder:
        return self.recorder

    def _packet_queue(
        self, command: int, packet: bytes, mid: int, qos: int, info: object = None
    ) -> MQTTErrorCode:
        self.queued.append(command)
        return super()._packet_queue(command, packet, mid, qos, info)


def test_private_names_exist_with_the_arguments_we_give() -> None:
    parameters = {
        name: list(inspect.signature(getattr(Client, name)).parameters)
        for name in ("_create_socket", "_packet_queue", "_reset_sockets")
    }
    assert parameters["_create_socket"] == ["self"]
    assert parameters["_packet_queue"] == ["self", "command", "packet", "mid", "qos", "info"]
    assert parameters["_reset_sockets"][0] == "self"


def test_paho_asks_a_socket_for_nothing_but_what_the_tap_has() -> None:
    recorder = Recorder(b"\x20\x03\x00\x00\x00" + b"\x62\x02\x00\x07")
    client = Seams(recorder)
    client.on_socket_register_write = lambda *_: None
    client.connect_async("somewhere")
    client.reconnect()
    assert client.queued == [0x10]
    for _ in range(3):
        assert client.loop(0.01) == MQTTErrorCode.MQTT_ERR_SUCCESS
    assert bytes(recorder.sent[:1]) == b"\x10"
    assert bytes(recorder.sent[-4:]) == b"\x70\x02\x00\x07"
    client.disconnect()
    client.loop(0.01)
    client._reset_sockets()
    assert set(recorder.calls) == {"recv", "send", "pending", "fileno", "setblocking", "close"}


def test_paho_writes_in_its_loop_only() -> None:
    """A packet put into the queue by another thread must not be written there: the tap has one writer."""
    recorder = Recorder(b"\x20\x03\x00\x00\x00")
    client = Seams(recorder)
    client.on_socket_register_write = lambda *_: None
    client.connect_async("somewhere")
    client.reconnect()
    client.loop(0.01)
    size = len(recorder.sent)
    thread = threading.Thread(target=client.publish, args=("a", b"x"))
    thread.start()
    thread.join()
    assert len(recorder.sent) == size
    client.loop(0.01)
    assert len(recorder.sent) > size
    client.disconnect()
    client.loop(0.01)
    client._reset_sockets()


def test_puback_ends_any_flow_for_paho() -> None:
    """What a PUBREC with an error is turned into."""
    recorder = Recorder(b"\x20\x03\x00\x00\x00")
    client = Seams(recorder)
    ended: list[int] = []
    client.on_publish = lambda _client, _data, mid, *_: ended.append(mid)
    client.on_socket_register_write = lambda *_: None
    client.connect_async("somewhere")
    client.reconnect()
    client.loop(0.01)
    mid = client.publish("a", b"x", qos=2).mid
    client.loop(0.01)
    recorder.inbound = b"\x40\x02" + mid.to_bytes(2, "big")
    client.loop(0.01)
    assert ended == [mid]
    client.disconnect()
    client.loop(0.01)
    client._reset_sockets()


def test_client_that_was_never_opened_closes_quietly() -> None:
    calls: list[object] = []
    client = MqttClient(
        SessionConfig("mqtt://127.0.0.1:1", client_id="a", version=Version.V311), calls.append
    )
    assert client.join(0.1)
    client.close()
    assert calls == []


class Stuck(Recorder):
    """A socket whose closing does not return before it is let go, and that notes who closes it."""

    def __init__(self) -> None:
        super().__init__()
        self.is_closing = threading.Event()
        self.may_close = threading.Event()
        self.closed_by: list[threading.Thread] = []

    def close(self) -> None:
        self.closed_by.append(threading.current_thread())
        self.is_closing.set()
        self.may_close.wait(PATIENCE_S)
        super().close()

    def queued(self) -> None: ...


class Course:
    def __init__(self) -> None:
        self.has_ended = threading.Event()

    def accepted(self) -> None: ...
    def ended(self) -> None:
        self.has_ended.set()


@pytest.mark.parametrize("is_stuck_in_closing", [True, False])
def test_closing_waits_for_no_thread_and_leaves_the_sockets_to_it(is_stuck_in_closing: bool) -> None:
    """A network thread held up for long, by its socket or in the middle of its work, holds up nobody else."""
    stuck, course = Stuck(), Course()
    client = MqttClient(SessionConfig("mqtt://127.0.0.1:1", client_id="a"), lambda _: None)
    client.open(stuck, course, clean_start=True)  # type: ignore[arg-type]
    if is_stuck_in_closing:
        stuck.far.close()
        client._paho.disconnect()
        assert stuck.is_closing.wait(PATIENCE_S)
    assert client.runs
    assert not client.join(0.01)
    started = time.monotonic()
    client.close()
    assert time.monotonic() - started < PATIENCE_S / 2
    assert stuck.closed_by in ([], [client._thread])
    assert not course.has_ended.is_set()
    stuck.may_close.set()
    if not is_stuck_in_closing:
        client.say_goodbye(forget=False)
    assert course.has_ended.wait(PATIENCE_S)
    assert client.join(PATIENCE_S)
    assert set(stuck.closed_by) == {client._thread}
    assert client._paho._sockpairR is None


def test_version_is_the_one_this_was_checked_against() -> None:
    assert paho.mqtt.__version__.startswith("2.2.")
