"""One connection of a session, from the network thread to the loop: what it becomes, and when it is over."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from app.mqtt.connack import Connected, connected, refused
from app.mqtt.dialled import Dialled
from app.mqtt.faults import RECEIVED_LIMIT_BYTES, MqttFault, MqttReason
from app.mqtt.intake import RawMessage
from app.mqtt.outflow import Receipt
from app.mqtt.packets import Connack, Packet, Suback, Unsuback
from app.mqtt.session_config import SessionConfig
from app.mqtt.sinks import Sinks
from app.mqtt.trace import Note, Trace
from app.mqtt.wire import Tap


class Post:
    """Calls functions on the loop in the order in which other threads asked for it, one wake-up a burst."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._lock = threading.Lock()
        self._waiting: deque[tuple[Callable[..., None], tuple[Any, ...]]] = deque()
        self._closed = False

    def __call__(self, function: Callable[..., None], *arguments: Any) -> None:
        with self._lock:
            if self._closed or self._loop.is_closed():
                return
            self._waiting.append((function, arguments))
            if len(self._waiting) == 1:
                self._loop.call_soon_threadsafe(self._deliver)

    def close(self) -> None:
        """Nothing is delivered any more; afterwards nobody touches the loop."""
        with self._lock:
            self._closed = True
            self._waiting.clear()

    def _deliver(self) -> None:
        with self._lock:
            calls = list(self._waiting)
            self._waiting.clear()
        for function, arguments in calls:
            function(*arguments)


class Line:
    """Watches one tap. `ready` has the facts or the fault, `gone` the reason of the end; both on the loop."""

    def __init__(
        self,
        config: SessionConfig,
        dialled: Dialled,
        post: Post,
        *,
        sinks: Sinks,
        on_receipt: Callable[[int, Receipt], None],
        on_packet: Callable[[Packet], None],
        held_ids: set[int],
        trace: Trace | None,
    ) -> None:
        loop = asyncio.get_running_loop()
        self.ready: asyncio.Future[Connected] = loop.create_future()
        self.gone: asyncio.Future[MqttFault] = loop.create_future()
        self._config = config
        self._dialled = dialled
        self._post = post
        self._sinks = sinks
        self._on_receipt = on_receipt
        self._on_packet = on_packet
        self._trace = trace
        self._facts: Connected | None = None
        self.tap = Tap(
            dialled.link,
            self,
            version=config.version,
            held_ids=held_ids,
            limit_bytes=config.receive_limit_bytes,
            trace=trace,
            label=config.label,
        )
        if trace is not None:
            trace.note(Note.CONNECTED, config.label, config.version, dialled.address)

    # In the network thread.

    def messages(self, at_ns: int, messages: list[RawMessage]) -> None:
        for sink in self._sinks.received:
            sink(at_ns, messages)

    def published(self, written_ns: int, raw: bytes) -> None:
        for sink in self._sinks.sent:
            sink(written_ns, raw)

    def receipt(self, at_ns: int, receipt: Receipt) -> None:
        self._post(self._on_receipt, at_ns, receipt)

    def packet(self, at_ns: int, packet: Packet) -> None:
        if isinstance(packet, Suback | Unsuback):
            self._post(self._on_packet, packet)
        elif isinstance(packet, Connack):
            if packet.reason_code:
                self.tap.refuse(refused(self._config, packet))
                return
            connect_ms = round((at_ns - self.tap.connect_written_ns) / 1e6, 3)
            self._facts = connected(self._config, self._dialled, packet, connect_ms)

    def accepted(self) -> None:
        """paho has seen CONNACK and will send what it is given."""
        self._post(self._set_ready)

    def ended(self) -> None:
        """The network thread is about to end."""
        self._post(self._set_gone)

    # On the loop.

    def _set_ready(self) -> None:
        assert self._facts is not None
        if not self.ready.done():
            self.ready.set_result(self._facts)

    def _set_gone(self) -> None:
        fault = self.tap.fault
        if fault is None and self.tap.ended_by_us:
            fault = MqttFault(MqttReason.LOST, {"how": "closed-by-us"})
        # paho hangs up for one reason only: no PINGRESP.
        fault = (fault or MqttFault(MqttReason.KEEP_ALIVE)).with_evidence(**self._where())
        if not self.ready.done():
            self.ready.set_exception(fault)
            self.ready.exception()  # whoever waited may have gone: not an error of the loop
        if not self.gone.done():
            self.gone.set_result(fault)
            if self._trace is not None:
                self._trace.note(Note.CONNECTION_LOST, self._config.label, self._config.version, fault.code)

    def silence(self) -> MqttFault:
        """The fault of a broker that has not answered in time."""
        evidence = {**self._where(), "timeout_s": f"{self._config.connect_timeout_s:g}"}
        if begun := self.tap.pending_bytes:
            evidence["received_hex"] = begun[:RECEIVED_LIMIT_BYTES].hex(" ")
        return MqttFault(MqttReason.SILENT, evidence)

    def _where(self) -> dict[str, str]:
        endpoint = self._config.endpoint
        return {"host": endpoint.host, "port": str(endpoint.port), "address": self._dialled.address}
