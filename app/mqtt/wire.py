"""The tap: the socket-like object that paho runs on, above TLS and WebSocket.

It sees every byte both ways with its time, takes messages out of the inbound stream in bulk, and hands paho
only what it needs to acknowledge and to keep alive. Everything but `queued`, `abort` and the counters is
called in paho's network thread; time stamps are `perf_counter_ns` taken there.
"""

from __future__ import annotations

import contextlib
import errno
import socket
import ssl
import time
from collections import deque
from typing import Protocol

from app.mqtt.dialled import Link
from app.mqtt.faults import MqttFault, MqttReason, received, spoken
from app.mqtt.framing import FrameReader
from app.mqtt.intake import Breach, Foreign, Intake, RawMessage, Taken
from app.mqtt.outflow import Outflow, Receipt
from app.mqtt.packet_types import Version
from app.mqtt.packets import Disconnect, Packet, PacketType
from app.mqtt.properties import Property
from app.mqtt.reasons import reason_name
from app.mqtt.summary import summarise
from app.mqtt.tls import alert_of
from app.mqtt.trace import Trace

_CHUNK_BYTES = 1 << 18
_TLS_RECORDS = 16  # a TLS socket gives one record of 16 KiB at a time
_FAREWELL_S = 0.25

_FLOOD_PER_S = 20_000
_FLOOD_WINDOW_NS = 50_000_000
_GATHER_S = 0.001
"""In a flood a read costs more than the few messages that it brings: let some gather first."""


class Watcher(Protocol):
    """Whom the tap tells; called in the network thread, so it must not wait for anything."""

    def messages(self, at_ns: int, messages: list[RawMessage]) -> None: ...
    def published(self, written_ns: int, raw: bytes) -> None: ...
    def packet(self, at_ns: int, packet: Packet) -> None: ...
    def receipt(self, at_ns: int, receipt: Receipt) -> None: ...


class Tap:
    """One connection. `fault` says why it has ended; None where paho ended it, for us or for itself."""

    def __init__(
        self,
        link: Link,
        watcher: Watcher,
        *,
        version: Version,
        held_ids: set[int],
        limit_bytes: int,
        trace: Trace | None = None,
        label: str = "",
    ) -> None:
        self.outflow = Outflow()
        self.fault: MqttFault | None = None
        self.connect_written_ns = 0
        self.bytes_in = 0
        self.bytes_out = 0
        self._link = link
        self._watcher = watcher
        self._version = version
        self._trace = trace
        self._label = label
        self._intake = Intake(version, self.outflow, held_ids, limit_bytes)
        self._sent = FrameReader()
        self._queued: deque[int] = deque()
        self._writing_since_ns = 0
        self._held: deque[tuple[int, bytes]] = deque()
        self._late = b""
        self._for_client = b""
        self._position = 0
        self._window_began_ns = 0
        self._window_count = 0
        self._is_flooded = False
        self._said_goodbye = False
        self._aborted = False
        self._closed = False

    # What paho asks of a socket.

    def recv(self, limit: int) -> bytes:
        if self._position >= len(self._for_client):
            self._position = 0
            self._for_client = b""
            if self.fault is None:
                self._fill()
            if not self._for_client:
                if self.fault is not None:
                    raise ConnectionAbortedError
                raise BlockingIOError
        piece = self._for_client[self._position : self._position + limit]
        self._position += len(piece)
        return piece

    def send(self, data: bytes | bytearray | memoryview) -> int:
        """Write, or hold back what the broker does not take yet: to paho both look the same."""
        self._write_late()
        if self._late:
            raise BlockingIOError
        if not self._writing_since_ns:
            since_ns = self._queued.popleft() if self._queued else time.perf_counter_ns()
            if data[0] & 0xF0 == 0x30 and data[0] & 0x06 and not self.outflow.has_room:
                self._held.append((since_ns, bytes(data)))
                return len(data)
            self._begin(since_ns, data)
        written = self._write(data)
        self._write_held()
        return written

    def pending(self) -> int:
        """Bytes that select() cannot see. Asked once a round, so what is late gets its chance here."""
        self._write_late()
        waiting = len(self._for_client) - self._position
        if self.fault is not None:
            return waiting + 1  # have paho come and learn of it
        below = getattr(self._link, "pending", None)
        return waiting + (below() if below is not None else 0)

    def fileno(self) -> int:
        return self._link.fileno()

    def setblocking(self, flag: bool) -> None:
        self._link.setblocking(flag)

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        if self._said_goodbye and not self._aborted:
            self._hear_out()
        self._link.close()

    # For the session.

    def queued(self) -> None:
        """A packet is put into the client library's queue; they are written in the order of these calls."""
        self._queued.append(time.perf_counter_ns())

    def abort(self) -> None:
        """End the connection from any thread; the network thread notices at once."""
        self._aborted = True
        with contextlib.suppress(OSError):
            self._link.shutdown(socket.SHUT_RDWR)

    def refuse(self, fault: MqttFault) -> None:
        """End the connection for this reason; called by the watcher, in the network thread."""
        self.fault = self.fault or fault
        self._for_client = b""

    @property
    def ended_by_us(self) -> bool:
        """Whether we said goodbye or aborted it."""
        return self._said_goodbye or self._aborted

    @property
    def pending_bytes(self) -> bytes:
        """The beginning of an inbound packet whose rest has not come."""
        return self._intake.pending

    # Inbound.

    def _fill(self) -> None:
        """Read what there is, once: a flood of messages must not keep paho from its other duties."""
        if self._is_flooded and not len(self.outflow):
            time.sleep(_GATHER_S)
        try:
            chunk = self._read()
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        except OSError as error:
            self._end(error)
            return
        at_ns = time.perf_counter_ns()
        if not chunk:
            self._end(None)
            return
        self.bytes_in += len(chunk)
        try:
            taken = self._intake.feed(chunk)
        except Foreign:
            raw = self._intake.pending
            evidence = {**received(raw), "spoken": spoken(raw)}
            self.fault = self.fault or MqttFault(MqttReason.NOT_MQTT, evidence)
        else:
            self._tell(at_ns, taken)
            self._watch_flood(at_ns, len(taken.messages))
            if taken.breach is not None:
                self._note_breach(at_ns, taken.breach)

    def _read(self) -> bytes:
        chunk = self._link.recv(_CHUNK_BYTES)
        below = getattr(self._link, "pending", None)
        if below is None or not chunk:
            return chunk
        pieces = [chunk]
        while below() and len(pieces) < _TLS_RECORDS:
            try:
                pieces.append(self._link.recv(_CHUNK_BYTES))
            except (BlockingIOError, ssl.SSLWantReadError):
                break
        return b"".join(pieces)

    def _tell(self, at_ns: int, taken: Taken) -> None:
        if self._trace is not None and taken.count:
            self._trace.inbound(at_ns, self._label, self._version, taken.whole, taken.count, taken.topics)
        self._for_client = bytes(taken.rest)
        if taken.messages:
            self._watcher.messages(at_ns, taken.messages)
        for receipt in taken.receipts:
            self._watcher.receipt(at_ns, receipt)
        for packet in taken.packets:
            if isinstance(packet, Disconnect) and self.fault is None:
                self.fault = disconnect_fault(packet)
            self._watcher.packet(at_ns, packet)
        if self._held:
            self._write_held()

    def _watch_flood(self, at_ns: int, messages: int) -> None:
        """Whether messages have come thick and fast for some time; a short burst does not count."""
        self._window_count += messages
        elapsed_ns = at_ns - self._window_began_ns
        if elapsed_ns > _FLOOD_WINDOW_NS:
            self._is_flooded = self._window_count * 1_000_000_000 > _FLOOD_PER_S * elapsed_ns
            self._window_began_ns = at_ns
            self._window_count = 0

    def _note_breach(self, at_ns: int, breach: Breach) -> None:
        if self._trace is not None:
            self._trace.inbound(at_ns, self._label, self._version, breach.raw, 1, {})
        reason = MqttReason.PROTOCOL if self._intake.acknowledged else MqttReason.NOT_MQTT
        evidence = {**received(breach.raw), "rule": breach.rule, "code": breach.code}
        if reason is MqttReason.NOT_MQTT:
            evidence["spoken"] = spoken(breach.raw)
        self.fault = self.fault or MqttFault(reason, evidence)

    def _end(self, error: OSError | None) -> None:
        """The connection is over; the first reason found stays."""
        if self.fault is not None:
            return
        if self.ended_by_us:
            self.fault = MqttFault(MqttReason.LOST, {"how": "closed-by-us"})
            return
        how = "closed" if error is None else errno.errorcode.get(error.errno or 0, type(error).__name__)
        if error is not None and (alert := alert_of(error)) is not None:
            self.fault = MqttFault(MqttReason.TLS_CLIENT_CERTIFICATE, {"alert": alert})
            return
        reason = MqttReason.LOST if self._intake.acknowledged else MqttReason.CLOSED
        begun = received(pending) if (pending := self._intake.pending) else {}
        self.fault = MqttFault(reason, {"how": how, **begun})

    # Outbound.

    def _begin(self, since_ns: int, data: bytes | bytearray | memoryview) -> None:
        """The first byte of a packet is about to be written."""
        self._writing_since_ns = since_ns
        packet_type = data[0] >> 4
        if packet_type == PacketType.PUBLISH and data[0] & 0x06:
            summary = summarise(bytes(data), self._version)
            self.outflow.published(summary.packet_id or 0, summary.qos, since_ns)
        elif packet_type == PacketType.PUBREL:
            self.outflow.released(data[2] << 8 | data[3], since_ns)

    def _write(self, data: bytes | bytearray | memoryview) -> int:
        try:
            written = self._link.send(data)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except OSError as error:
            self._end(error)
            raise
        self._wrote(bytes(data[:written]))
        return written

    def _write_late(self) -> None:
        """Go on with a packet that was held back and could not be written whole."""
        while self._late:
            try:
                self._late = self._late[self._write(self._late) :]
            except OSError:  # not now, or never again: then `fault` says why
                return

    def _write_held(self) -> None:
        """Write what was held back, as far as the broker takes it, between two packets of paho's."""
        while self._held and self.outflow.has_room and not self._late and not self._writing_since_ns:
            since_ns, self._late = self._held.popleft()
            self._begin(since_ns, self._late)
            self._write_late()

    def _wrote(self, data: bytes) -> None:
        self.bytes_out += len(data)
        for frame in self._sent.feed(data):
            written_ns = time.perf_counter_ns()
            if frame.type is PacketType.PUBLISH:
                if frame.flags & 0x06:
                    packet_id = summarise(frame.raw, self._version).packet_id or 0
                    self.outflow.written(packet_id, written_ns)
                self._watcher.published(written_ns, frame.raw)
            elif frame.type is PacketType.CONNECT:
                self.connect_written_ns = written_ns
            self._said_goodbye |= frame.type is PacketType.DISCONNECT
            if self._trace is not None:
                self._trace.outbound(
                    self._writing_since_ns, written_ns, self._label, self._version, frame.raw
                )
            self._writing_since_ns = 0

    def _hear_out(self) -> None:
        """After our DISCONNECT wait for the broker to close.

        Closing with unread bytes makes the system send RST, which can overtake the DISCONNECT and then
        publishes our will.
        """
        deadline = time.monotonic() + _FAREWELL_S
        try:
            self._link.setblocking(False)
            if isinstance(self._link, socket.socket) and not isinstance(self._link, ssl.SSLSocket):
                self._link.shutdown(socket.SHUT_WR)
            while time.monotonic() < deadline and not self._aborted:
                try:
                    if not self._link.recv(_CHUNK_BYTES):
                        return
                except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                    time.sleep(0.005)
        except (OSError, ValueError):
            return


def disconnect_fault(packet: Disconnect) -> MqttFault:
    """The broker's DISCONNECT (MQTT 5 only) as the reason of the end."""
    name = reason_name(PacketType.DISCONNECT, packet.reason_code) or ""
    evidence = {"reason_code": f"0x{packet.reason_code:02X}", "reason": name}
    if text := packet.properties.text(Property.REASON_STRING):
        evidence["reason_string"] = text
    return MqttFault(MqttReason.DISCONNECTED, evidence)
