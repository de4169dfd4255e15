"""The opening handshake with servers that do not switch, and the frames after it."""

from __future__ import annotations

import pytest
from websockets.frames import Frame, Opcode
from websockets.server import ServerProtocol

from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.session_config import Endpoint
from app.mqtt.websocket import WebSocket, WebSocketHandshake

ENDPOINT = Endpoint("ws", "h", 8080, "/mqtt?x=1")


def handshake() -> WebSocketHandshake:
    return WebSocketHandshake(ENDPOINT, (("Authorization", "token"),), 1 << 20)


class Pipe:
    """A socket with as much room as the test says."""

    def __init__(self) -> None:
        self.inbound: list[bytes] = []
        self.outbound = bytearray()
        self.room = 1 << 30

    def recv(self, _limit: int) -> bytes:
        if not self.inbound:
            raise BlockingIOError
        return self.inbound.pop(0)

    def send(self, data: bytes | bytearray) -> int:
        taken = bytes(data[: self.room])
        if not taken:
            raise BlockingIOError
        self.room -= len(taken)
        self.outbound += taken
        return len(taken)


def opened() -> tuple[WebSocket, Pipe, ServerProtocol]:
    opening = handshake()
    server = ServerProtocol(subprotocols=["mqtt"])  # type: ignore[list-item]
    server.receive_data(opening.request)
    (request,) = server.events_received()
    server.send_response(server.accept(request))  # type: ignore[arg-type]
    assert opening.feed(b"".join(server.data_to_send()))
    pipe = Pipe()
    return WebSocket(pipe, opening.protocol), pipe, server  # type: ignore[arg-type]


def test_request_asks_for_mqtt_at_the_path_with_our_headers() -> None:
    request = handshake().request
    assert request.startswith(b"GET /mqtt?x=1 HTTP/1.1\r\n")
    assert b"Host: h:8080\r\n" in request
    assert b"Sec-WebSocket-Protocol: mqtt\r\n" in request
    assert b"Authorization: token\r\n" in request


@pytest.mark.parametrize(
    ("answer", "evidence"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", {"status": "404"}),
        (
            b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
            {"received": "HTTP/1.1 401 Unauthorized"},
        ),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", {"error": "InvalidUpgrade"}),
        (b"SSH-2.0-x\r\n", {"received": "SSH-2.0-x"}),
    ],
)
def test_server_that_does_not_switch_is_shown(answer: bytes, evidence: dict[str, str]) -> None:
    with pytest.raises(MqttFault) as caught:
        handshake().feed(answer)
    assert caught.value.reason is MqttReason.WEBSOCKET_REFUSED
    assert evidence.items() <= caught.value.evidence.items()


def test_answer_byte_by_byte_and_one_that_never_ends() -> None:
    opening = handshake()
    for byte in b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r":
        assert not opening.feed(bytes((byte,)))
    with pytest.raises(MqttFault):
        opening.feed(b"\n")
    opening = handshake()
    opening.feed(b"HTTP/1.1 200 OK\r\n")
    with pytest.raises(MqttFault):
        for _ in range(100):
            opening.feed(b"X-A: " + b"b" * 4000 + b"\r\n")


def test_end_before_the_answer_is_a_fault() -> None:
    with pytest.raises(MqttFault):
        handshake().feed(b"")


def test_payload_passes_both_ways_whatever_the_frames() -> None:
    socket, pipe, server = opened()
    assert socket.send(b"abc") == 3
    server.receive_data(bytes(pipe.outbound))
    (frame,) = server.events_received()
    assert isinstance(frame, Frame)
    assert (frame.opcode, bytes(frame.data)) == (Opcode.BINARY, b"abc")
    server.send_binary(b"12", fin=False)
    server.send_ping(b"")
    server.send_continuation(b"34", fin=True)
    server.send_binary(b"5")
    pipe.inbound = [bytes((byte,)) for byte in b"".join(server.data_to_send())]
    got = bytearray()
    while True:
        try:
            got += socket.recv(100)
        except BlockingIOError:
            break
    assert bytes(got) == b"12345"


def test_frame_that_the_socket_takes_in_pieces_is_finished_first() -> None:
    socket, pipe, server = opened()
    pipe.room = 4
    with pytest.raises(BlockingIOError):
        socket.send(b"abcdef")
    pipe.room = 100
    assert socket.send(b"abcdef") == 6
    assert socket.send(b"gh") == 2
    server.receive_data(bytes(pipe.outbound))
    assert [bytes(frame.data) for frame in server.events_received() if isinstance(frame, Frame)] == [
        b"abcdef",
        b"gh",
    ]


def test_close_of_the_server_is_the_end() -> None:
    socket, pipe, server = opened()
    server.send_binary(b"last")
    server.send_close(1000)
    pipe.inbound = [b"".join(server.data_to_send())]
    assert socket.recv(100) == b"last"
    assert socket.recv(100) == b""


class Pinging(Pipe):
    """A server that sends pings as fast as they are read, and nothing else."""

    def recv(self, _limit: int) -> bytes:
        return b"\x89\x00"


def test_pings_without_end_let_the_reader_go() -> None:
    socket, _, server = opened()
    socket._socket = Pinging()  # type: ignore[assignment]
    for _ in range(3):
        with pytest.raises(BlockingIOError):
            socket.recv(100)
    server.send_binary(b"abc")
    socket._socket = Pipe()  # type: ignore[assignment]
    socket._socket.inbound = server.data_to_send()  # type: ignore[union-attr]
    assert socket.recv(100) == b"abc"
