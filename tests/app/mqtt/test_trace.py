"""The trace: one order for all sessions, bounds with counters, no secrets, batches."""

from __future__ import annotations

import asyncio
import threading
from contextlib import aclosing

import pytest

from app.mqtt.codec import decode, encode
from app.mqtt.packets import (
    Auth,
    Connack,
    Connect,
    Direction,
    PacketType,
    Properties,
    Property,
    Puback,
    Publish,
    Suback,
    Version,
)
from app.mqtt.secret_fields import without_secrets
from app.mqtt.trace import Note, Trace, TraceRecord

V5 = Version.V5


def put(trace: Trace, *packets: object, at_ns: int = 1, session: str = "s") -> None:
    """Packets that were read together."""
    raw = b"".join(encode(packet, V5) for packet in packets)  # type: ignore[arg-type]
    trace.inbound(at_ns, session, V5, raw, len(packets), {})


def test_records_tell_what_a_row_shows() -> None:
    trace = Trace()
    trace.note(Note.CONNECTED, "s", V5, "10.0.0.1")
    trace.outbound(100, 250, "s", V5, encode(Publish("a/b", b"x", 2, True, True, 7), V5))
    put(trace, Puback(7, 0x97), Suback(8, (0, 0x87)), at_ns=300)
    note, publish, puback, suback = trace.since(1)
    assert (note.note, note.text, note.raw, note.type) == (
        Note.CONNECTED,
        "10.0.0.1",
        b"",
        PacketType.RESERVED,
    )
    assert (publish.number, publish.at_ns, publish.written_ns) == (2, 100, 250)
    assert (publish.direction, publish.type, publish.topic) == (Direction.OUT, PacketType.PUBLISH, "a/b")
    assert (publish.packet_id, publish.qos, publish.dup, publish.retain) == (7, 2, True, True)
    assert publish.size_bytes == len(publish.raw)
    assert (puback.direction, puback.at_ns, puback.written_ns, puback.reason) == (
        Direction.IN,
        300,
        None,
        0x97,
    )
    assert (suback.number, suback.reason) == (4, 0x87)


def test_records_read_together_are_taken_apart_in_order() -> None:
    trace = Trace()
    put(trace, *(Publish("t", b"%d" % number) for number in range(5)))
    put(trace, Publish("t", b"5"), Connack())
    records = trace.since(1)
    assert [record.number for record in records] == list(range(1, 8))
    assert [record.raw[-1:] for record in records[:6]] == [b"%d" % number for number in range(6)]


def test_reading_from_the_middle_of_what_was_read_together() -> None:
    trace = Trace()
    put(trace, *(Publish("t", b"%d" % number) for number in range(9)))
    assert [record.number for record in trace.since(4, 3)] == [4, 5, 6]
    record = trace.record(9)
    assert record is not None
    assert record.raw.endswith(b"8")
    assert trace.record(10) is None


def test_topics_behind_an_alias_are_shown() -> None:
    trace = Trace()
    alias = Properties(((Property.TOPIC_ALIAS, 1),))
    raw = encode(Publish("a", b"", properties=alias), V5) + encode(Publish("", b"", properties=alias), V5)
    trace.inbound(1, "s", V5, raw, 2, {1: "a"})
    assert [record.topic for record in trace.since(1)] == ["a", "a"]


@pytest.mark.parametrize("by_bytes", [True, False])
def test_oldest_records_are_dropped_and_counted(by_bytes: bool) -> None:
    size = len(encode(Publish("t", bytes(100)), V5))
    trace = Trace(limit_bytes=10 * size) if by_bytes else Trace(limit_records=10)
    for _ in range(25):
        put(trace, Publish("t", bytes(100)))
    assert (len(trace), trace.dropped) == (10, 15)
    assert (trace.first_number, trace.next_number) == (16, 26)
    assert trace.kept_bytes == 10 * size
    assert [record.number for record in trace.since(1)] == list(range(16, 26))
    assert trace.record(15) is None


def test_newest_packets_stay_however_large_they_are() -> None:
    trace = Trace(limit_bytes=10)
    put(trace, Publish("t", bytes(1000)))
    assert len(trace) == 1
    put(trace, Publish("t", bytes(1000)))
    assert (len(trace), trace.dropped) == (1, 1)


def test_dropping_for_long_keeps_the_numbers_right() -> None:
    trace = Trace(limit_records=100)
    for _ in range(20_000):
        put(trace, Puback(1))
    assert [record.number for record in trace.since(19_950, 2)] == [19_950, 19_951]
    assert trace.dropped == 19_900


def test_clear_is_no_drop() -> None:
    trace = Trace()
    put(trace, Puback(1))
    trace.clear()
    assert (len(trace), trace.dropped, trace.since(1), trace.kept_bytes) == (0, 0, [], 0)
    put(trace, Puback(1))
    assert trace.since(1)[0].number == 2


def test_sessions_share_one_order() -> None:
    trace = Trace()
    put(trace, Puback(1), session="a")
    put(trace, Puback(2), session="b")
    assert [(record.number, record.session) for record in trace.since(1)] == [(1, "a"), (2, "b")]


@pytest.mark.parametrize("version", list(Version))
def test_password_never_enters_the_trace(version: Version) -> None:
    trace = Trace()
    trace.outbound(1, 2, "s", version, encode(Connect("id", username="ann", password=b"hunter2"), version))
    raw = trace.since(1)[0].raw
    assert b"hunter2" not in raw
    packet = decode(raw, version).packet
    assert isinstance(packet, Connect)
    assert (packet.username, packet.password) == ("ann", b"*******")


def test_authentication_data_never_enters_the_trace() -> None:
    said = Properties(((Property.AUTHENTICATION_METHOD, "SCRAM"), (Property.AUTHENTICATION_DATA, b"proof")))
    for direction in Direction:
        raw = without_secrets(encode(Auth(0x18, said), V5), V5, direction)
        assert b"proof" not in raw
        assert b"SCRAM" in raw
    trace = Trace()
    trace.inbound(1, "s", V5, encode(Auth(0x18, said), V5), 1, {})
    trace.outbound(1, 2, "s", V5, encode(Connect("id", properties=said), V5))
    assert all(b"proof" not in record.raw for record in trace.since(1))


def test_batches_give_what_was_there_and_what_comes() -> None:
    async def main() -> list[int]:
        trace = Trace()
        put(trace, Puback(1), Puback(2))
        numbers: list[int] = []

        def write() -> None:
            for _ in range(50):
                put(trace, Puback(3))

        thread = threading.Thread(target=write)
        async with asyncio.timeout(5):
            async with aclosing(trace.batches(start=2, interval_s=0.001)) as batches:
                async for batch in batches:
                    if not numbers:
                        thread.start()
                    numbers += [record.number for record in batch]
                    if len(numbers) >= 51:
                        break
        thread.join()
        return numbers

    assert asyncio.run(main()) == list(range(2, 53))


def test_slow_reader_sees_the_gap_in_the_numbers() -> None:
    trace = Trace(limit_records=3)
    for number in range(1, 11):
        put(trace, Puback(number))
    seen: list[TraceRecord] = trace.since(2)
    assert [record.number for record in seen] == [8, 9, 10]
