"""A trace as a pcapng file that Wireshark opens and dissects, piece by piece as the records come.

Each session is a host with an address of its own and each of its connections a TCP conversation with port
1883 of the broker, whatever the real one was: what stands in the file is MQTT without TLS and WebSocket. The
sessions' names are in the file as names of hosts.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.mqtt.capture import pcapng_blocks as blocks
from app.mqtt.capture.synthetic_tcp import Conversation, Endpoint, Segment
from app.mqtt.packet_types import Direction, PacketType
from app.mqtt.trace_record import Note, TraceRecord

BROKER = Endpoint(bytes([10, 255, 255, 254]), 1883)
_FIRST_PORT, _PORTS = 49_152, 16_384
_SESSIONS = (1 << 24) - 0x1_0000
_HEADINGS = {Direction.IN: blocks.Heading.INBOUND, Direction.OUT: blocks.Heading.OUTBOUND}


class PcapngWriter:
    """The pieces of one file: `begin`, any number of `record`, `end`.

    utc_offset_ns: what to add to a record's stamp for nanoseconds since 1970.
    """

    def __init__(self, utc_offset_ns: int, program: str) -> None:
        self._offset_ns = utc_offset_ns
        self._program = program
        self._sessions: dict[str, _Session] = {}
        self._last_ns = 0

    def begin(self) -> bytes:
        head = blocks.section_header(self._program) + blocks.interface("mqtt")
        return head + blocks.host_name(BROKER.address, "broker")

    def record(self, record: TraceRecord, comments: Sequence[str] = ()) -> bytes:
        """The blocks of one record, its comments on the last of them. Written as it is: mask it before."""
        stamp_ns = record.at_ns if record.written_ns is None else record.written_ns
        at_ns = self._last_ns = max(0, stamp_ns + self._offset_ns)
        written = b""
        session = self._sessions.get(record.session)
        if session is None:
            session = self._sessions[record.session] = _Session(len(self._sessions))
            written = blocks.host_name(session.address, _host(record.session))
        if record.note is Note.CONNECTED:
            return written + _packets(at_ns, session.open(announced=True), comments)
        if record.note is Note.CONNECTION_LOST:
            return written + _packets(at_ns, session.close(), comments)
        if session.begins_with(record):
            written += _packets(at_ns, session.open(announced=False), ())
        return written + _packets(at_ns, session.carry(record), comments)

    def end(self, comments: Sequence[str] = ()) -> bytes:
        """The last block, with comments about the whole."""
        return blocks.statistics(self._last_ns, comments)


class _Session:
    """A host, and its connection where it has one."""

    def __init__(self, number: int) -> None:
        self.address = (0x0A00_0001 + number % _SESSIONS).to_bytes(4, "big")
        self._connections = 0
        self._conversation: Conversation | None = None
        self._announced = False
        self._last: TraceRecord | None = None

    def begins_with(self, record: TraceRecord) -> bool:
        """Whether the record needs a connection of which no note has told."""
        if self._conversation is None:
            return True
        return record.type is PacketType.CONNECT and self._last is not None and not self._announced

    def open(self, *, announced: bool) -> list[Segment]:
        before = self.close()
        port = _FIRST_PORT + self._connections % _PORTS
        self._connections += 1
        self._announced = announced
        self._conversation = Conversation(Endpoint(self.address, port), BROKER)
        return [*before, *self._conversation.open()]

    def carry(self, record: TraceRecord) -> list[Segment]:
        self._last = record
        assert self._conversation is not None  # `begins_with` was asked
        return self._conversation.carry(record.direction, record.raw)

    def close(self) -> list[Segment]:
        """Whoever said DISCONNECT closes it, otherwise the broker's side."""
        last, conversation = self._last, self._conversation
        self._last = self._conversation = None
        if conversation is None:
            return []
        said_goodbye = last is not None and last.type is PacketType.DISCONNECT
        return conversation.close(last.direction if last is not None and said_goodbye else Direction.IN)


def _packets(at_ns: int, segments: list[Segment], comments: Sequence[str]) -> bytes:
    last = len(segments) - 1
    return b"".join(
        blocks.packet(at_ns, _HEADINGS[segment.direction], segment.content, comments if place == last else ())
        for place, segment in enumerate(segments)
    )


def _host(session: str) -> str:
    """A name that a host can have: without spaces and what is not printed."""
    return "".join(each if each.isprintable() and not each.isspace() else "-" for each in session) or "-"
