"""A blocking WebSocket client (RFC 6455) with a socket's face, carrying MQTT in binary messages.

Framing is the `websockets` library's sans-IO layer; here are only the socket around it and its faults.
"""

from __future__ import annotations

import ssl
from collections import deque
from typing import TYPE_CHECKING

from websockets.client import ClientProtocol
from websockets.datastructures import Headers
from websockets.exceptions import InvalidHandshake, InvalidStatus
from websockets.frames import OP_BINARY, OP_CONT, Frame
from websockets.protocol import OPEN
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from app.mqtt.faults import MqttFault, MqttReason, received
from app.mqtt.session_config import Endpoint

if TYPE_CHECKING:
    from app.mqtt.dial import Socket

_READ_BYTES = 1 << 16
_HEAD_LIMIT_BYTES = 1 << 16
_FRUITLESS_READS = 16
"""How many reads in a row may bring nothing for MQTT: a server may send pings without end."""


class WebSocketHandshake:
    """The opening request and its answer, without a socket: bytes out by `request`, bytes in by `feed`."""

    def __init__(self, endpoint: Endpoint, headers: tuple[tuple[str, str], ...], limit_bytes: int) -> None:
        uri = parse_uri(f"{endpoint.scheme}://{endpoint.authority}{endpoint.path}")
        self.protocol = ClientProtocol(uri, subprotocols=[Subprotocol("mqtt")], max_size=limit_bytes)
        request = self.protocol.connect()
        request.headers.update(Headers(headers))
        self.protocol.send_request(request)
        self.request = b"".join(self.protocol.data_to_send())
        self._head = bytearray()

    def feed(self, data: bytes) -> bool:
        """True once the server has switched to WebSocket; MqttFault if it has not. b"" is the end."""
        self._head += data[: _HEAD_LIMIT_BYTES - len(self._head)]
        if data:
            self.protocol.receive_data(data)
        else:
            self.protocol.receive_eof()
        if self.protocol.state is OPEN:
            return True
        if not data or self.protocol.handshake_exc is not None or len(self._head) == _HEAD_LIMIT_BYTES:
            raise self._refusal()
        return False

    def _refusal(self) -> MqttFault:
        evidence = received(bytes(self._head))
        error = self.protocol.handshake_exc
        if isinstance(error, InvalidStatus):
            evidence["status"] = str(error.response.status_code)
        elif isinstance(error, InvalidHandshake):
            evidence["error"] = type(error).__name__
        return MqttFault(MqttReason.WEBSOCKET_REFUSED, evidence)


class WebSocket:
    """The connection after the handshake. Non-blocking like the socket below: used from one thread only."""

    def __init__(self, socket: Socket, protocol: ClientProtocol) -> None:
        self._socket = socket
        self._protocol = protocol
        self._incoming: deque[bytes] = deque()
        self._outgoing = bytearray()
        self._promised = 0  # payload bytes of the frame that is on its way
        self._collect()

    def recv(self, limit: int) -> bytes:
        """Payload bytes, b"" at the end; BlockingIOError while there are none. May give more than limit."""
        reads = 0
        while not self._incoming:
            if reads == _FRUITLESS_READS:
                raise BlockingIOError
            reads += 1
            if self._protocol.state is not OPEN and not self._outgoing:
                return b""
            data = self._socket.recv(_READ_BYTES)
            if data:
                self._protocol.receive_data(data)
            else:
                self._protocol.receive_eof()
            self._collect()
            self._flush()
            if not data and not self._incoming:
                return b""
        content = b"".join(self._incoming)
        self._incoming.clear()
        return content

    def send(self, data: bytes | bytearray | memoryview) -> int:
        """All of data or BlockingIOError; then the caller comes again with the same data once it can."""
        if not self._promised:
            self._protocol.send_binary(bytes(data))
            self._collect()
            self._promised = len(data)
        self._flush()
        if self._outgoing:
            raise BlockingIOError
        written, self._promised = self._promised, 0
        return written

    def pending(self) -> int:
        below = self._socket.pending() if isinstance(self._socket, ssl.SSLSocket) else 0
        return below + sum(map(len, self._incoming))

    def fileno(self) -> int:
        return self._socket.fileno()

    def setblocking(self, flag: bool) -> None:
        self._socket.setblocking(flag)

    def shutdown(self, how: int) -> None:
        self._socket.shutdown(how)

    def close(self) -> None:
        self._socket.close()

    def _collect(self) -> None:
        for event in self._protocol.events_received():
            # A fragmented message is one stream to MQTT (section 6.0), so every piece is taken as it comes.
            if isinstance(event, Frame) and event.opcode in (OP_BINARY, OP_CONT):
                self._incoming.append(bytes(event.data))
        for piece in self._protocol.data_to_send():
            self._outgoing += piece

    def _flush(self) -> None:
        while self._outgoing:
            try:
                written = self._socket.send(self._outgoing)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return
            del self._outgoing[:written]
