"""A trace as pcapng: each session a host, each connection a conversation, comments on their packets."""

from __future__ import annotations

import struct

from app.mqtt.capture.pcapng_writer import BROKER, PcapngWriter
from app.mqtt.codec import encode
from app.mqtt.packets import Connack, Connect, Disconnect, Packet, Publish, Version
from app.mqtt.trace import Note, Trace
from tests.app.mqtt.capture.reading import Shown, blocks, packets

V5 = Version.V5
FIN, SYN, PSH = 0x01, 0x02, 0x08
FROM_BROKER = (Connack,)


def file(trace: Trace, offset_ns: int = 0) -> bytes:
    writer = PcapngWriter(offset_ns, "test")
    records = [writer.record(record, [f"record {record.number}"]) for record in trace.since(1)]
    return writer.begin() + b"".join(records) + writer.end(["whole"])


def trace_of(*sent: Packet | Note, session: str = "s") -> Trace:
    trace = Trace()
    for place, packet in enumerate(sent, 1):
        if isinstance(packet, Note):
            trace.note(packet, session, V5)
        elif isinstance(packet, FROM_BROKER):
            trace.inbound(place * 1_000, session, V5, encode(packet, V5), 1, {})
        else:
            trace.outbound(place * 1_000, place * 1_000 + 7, session, V5, encode(packet, V5))
    return trace


def flags(shown: Shown) -> int:
    return shown.content[33]


def tcp_content(shown: Shown) -> bytes:
    return shown.content[20 + 4 * (shown.content[32] >> 4) :]


def client_port(shown: Shown) -> int:
    source, target = struct.unpack(">HH", shown.content[20:24])
    return int(target if source == BROKER.port else source)


def test_packets_both_ways_with_handshake_and_end() -> None:
    trace = trace_of(Note.CONNECTED, Connect("dev"), Connack(), Disconnect(), Note.CONNECTION_LOST)
    shown = packets(file(trace, offset_ns=5_000_000_000))
    assert [flags(each) & (SYN | FIN | PSH) for each in shown] == [
        *(SYN, SYN, 0),
        *(PSH, PSH, PSH),
        *(FIN, FIN, 0),
    ]
    assert [tcp_content(each) for each in shown[3:6]] == [record.raw for record in trace.since(2)[:3]]
    assert [each.heading for each in shown[3:7]] == [2, 1, 2, 2]
    assert [each.at_ns for each in shown[3:6]] == [5_000_002_007, 5_000_003_000, 5_000_004_007]
    assert [each.comments for each in shown if each.comments] == [(f"record {n}",) for n in range(1, 6)]


def test_a_connection_that_breaks_is_ended_by_the_broker_s_side() -> None:
    shown = packets(file(trace_of(Note.CONNECTED, Connect("dev"), Note.CONNECTION_LOST)))
    assert [each.heading for each in shown[-3:]] == [1, 2, 1]


def test_without_notes_a_connect_begins_a_connection() -> None:
    shown = packets(file(trace_of(Connect("dev"), Connack(), Connect("dev"), Connack())))
    opened = [each for each in shown if flags(each) == SYN]
    assert [client_port(each) for each in opened] == [49_152, 49_153]
    assert sum(flags(each) & FIN for each in shown) == 2


def test_a_second_connect_on_an_announced_connection_stays_there() -> None:
    shown = packets(file(trace_of(Note.CONNECTED, Connect("dev"), Connect("dev"))))
    assert len([each for each in shown if flags(each) == SYN]) == 1


def test_a_trace_that_begins_in_the_middle_has_a_handshake() -> None:
    shown = packets(file(trace_of(Publish("t", b"x"))))
    assert [flags(each) & (SYN | PSH) for each in shown] == [SYN, SYN, 0, PSH]


def test_each_session_is_a_host_with_its_name() -> None:
    trace = trace_of(Publish("t", b"1"), session="pump 1\n")
    trace.outbound(9_000, 9_000, "pump 2", V5, encode(Publish("t", b"2"), V5))
    written = file(trace)
    names = [block.body[8:].rstrip(b"\0") for block in blocks(written) if block.type == 4]
    assert names == [b"broker", b"pump-1-", b"pump-2"]
    hosts = {each.content[12:16] for each in packets(written) if flags(each) == SYN}
    assert hosts == {b"\x0a\x00\x00\x01", b"\x0a\x00\x00\x02"}


def test_a_lost_connection_that_never_was_is_nothing() -> None:
    assert packets(file(trace_of(Note.CONNECTION_LOST))) == []


def test_times_before_1970_are_1970() -> None:
    assert {each.at_ns for each in packets(file(trace_of(Publish("t", b"")), offset_ns=-(10**12)))} == {0}
