"""The tap between a socket and paho: partial writes, held-back messages, times, counters, ends."""

from __future__ import annotations

import time

import pytest

from app.mqtt.codec import encode
from app.mqtt.faults import MqttReason
from app.mqtt.intake import RawMessage
from app.mqtt.outflow import Receipt
from app.mqtt.packets import Connack, Disconnect, Packet, Properties, Property, Puback, Publish, Version
from app.mqtt.trace import Trace
from app.mqtt.wire import Tap

V5 = Version.V5


class Wire:
    """A socket of which the test says how much it takes and gives."""

    def __init__(self) -> None:
        self.inbound: list[bytes] = []
        self.outbound = bytearray()
        self.room = 1 << 30
        self.failure: OSError | None = None
        self.closed = False

    def recv(self, limit: int) -> bytes:
        if self.failure is not None:
            raise self.failure
        if not self.inbound:
            raise BlockingIOError
        return self.inbound.pop(0)

    def send(self, data: bytes | bytearray | memoryview) -> int:
        if self.failure is not None:
            raise self.failure
        taken = bytes(data[: self.room])
        if not taken:
            raise BlockingIOError
        self.room -= len(taken)
        self.outbound += taken
        return len(taken)

    def fileno(self) -> int:
        return 7

    def setblocking(self, flag: bool) -> None:
        pass

    def shutdown(self, how: int) -> None:
        self.inbound.append(b"")

    def close(self) -> None:
        self.closed = True


class Heard:
    def __init__(self) -> None:
        self.delivered: list[RawMessage] = []
        self.written: list[bytes] = []
        self.packets: list[Packet] = []
        self.receipts: list[Receipt] = []

    def messages(self, at_ns: int, messages: list[RawMessage]) -> None:
        self.delivered += messages

    def published(self, written_ns: int, raw: bytes) -> None:
        self.written.append(raw)

    def packet(self, at_ns: int, packet: Packet) -> None:
        self.packets.append(packet)

    def receipt(self, at_ns: int, receipt: Receipt) -> None:
        self.receipts.append(receipt)


class Setup:
    """A tap after CONNACK."""

    def __init__(self, receive_maximum: int | None = None) -> None:
        self.wire = Wire()
        self.heard = Heard()
        self.trace = Trace()
        self.tap = Tap(
            self.wire,
            self.heard,
            version=V5,
            held_ids=set(),
            limit_bytes=1 << 20,
            trace=self.trace,
            label="s",
        )
        said = Properties(((Property.RECEIVE_MAXIMUM, receive_maximum),) if receive_maximum else ())
        self.receive(Connack(properties=said))

    def receive(self, *packets: Packet) -> bytes:
        """What paho gets of these."""
        self.wire.inbound.append(b"".join(encode(packet, V5) for packet in packets))
        return self.read()

    def read(self) -> bytes:
        got = bytearray()
        while True:
            try:
                got += self.tap.recv(3)
            except BlockingIOError:
                return bytes(got)

    def publish(self, packet_id: int, qos: int = 1, payload: bytes = b"x") -> bool:
        """Write as paho does; False where it has to come again."""
        self.tap.queued()
        rest = encode(Publish("t", payload, qos, packet_id=packet_id if qos else None), V5)
        return self.write(rest)

    def write(self, data: bytes) -> bool:
        while data:
            try:
                data = data[self.tap.send(data) :]
            except BlockingIOError:
                return False
        return True


def outbound_ids(wire: Wire) -> list[int]:
    """Packet identifiers of the PUBLISH packets `t` on the wire."""
    raw = bytes(wire.outbound)
    ids = []
    while raw:
        ids.append(raw[5] << 8 | raw[6])
        raw = raw[2 + raw[1] :]
    return ids


def test_paho_reads_in_pieces_of_any_size_and_sees_no_qos_0_message() -> None:
    setup = Setup()
    got = setup.receive(Publish("a", b"1"), Publish("b", b"2", 1, packet_id=3), Publish("c", b"3"))
    assert got == b"\x32\x06\x00\x01-\x00\x03\x00"
    assert [message[1] for message in setup.heard.delivered] == [b"1", b"2", b"3"]
    assert setup.tap.bytes_in == sum(record.size_bytes for record in setup.trace.since(1))


def test_pending_tells_paho_not_to_sleep() -> None:
    setup = Setup()
    setup.wire.inbound.append(encode(Publish("b", b"2", 1, packet_id=3), V5))
    setup.tap.recv(1)
    assert setup.tap.pending() == 7
    setup.read()
    assert setup.tap.pending() == 0


def test_packet_written_in_pieces_is_one_packet_with_both_times() -> None:
    setup = Setup()
    setup.wire.room = 2
    assert not setup.publish(1)
    assert setup.heard.written == []
    setup.wire.room = 100
    data = encode(Publish("t", b"x", 1, packet_id=1), V5)
    assert setup.write(data[2:])
    record = setup.trace.since(2)[0]
    assert record.raw == data
    assert record.written_ns is not None
    assert record.at_ns <= record.written_ns
    assert setup.heard.written == [data]
    assert setup.tap.bytes_out == len(data)


def test_queue_times_go_to_their_packets_in_order() -> None:
    setup = Setup()
    for _ in range(3):
        setup.tap.queued()
    for packet_id in (1, 2, 3):
        assert setup.write(encode(Publish("t", b"x", 1, packet_id=packet_id), V5))
    stamps = [record.at_ns for record in setup.trace.since(2)]
    assert stamps == sorted(stamps)
    assert max(stamps) < min(record.written_ns or 0 for record in setup.trace.since(2))


def test_messages_beyond_receive_maximum_are_held_back_in_order() -> None:
    setup = Setup(receive_maximum=2)
    for packet_id in (1, 2, 3, 4, 5):
        assert setup.publish(packet_id)
    assert outbound_ids(setup.wire) == [1, 2]
    setup.receive(Puback(2))
    assert outbound_ids(setup.wire) == [1, 2, 3]
    setup.receive(Puback(1), Puback(3))
    assert outbound_ids(setup.wire) == [1, 2, 3, 4, 5]
    assert setup.tap.outflow.most_open == 2


def test_qos_0_and_acknowledgements_pass_those_held_back() -> None:
    setup = Setup(receive_maximum=1)
    setup.publish(1)
    setup.publish(2)
    assert setup.publish(0, qos=0)
    assert setup.write(encode(Puback(9), V5))
    assert bytes(setup.wire.outbound).endswith(encode(Puback(9), V5))
    assert len(setup.heard.written) == 2


def test_held_back_message_waits_for_the_end_of_a_packet_on_its_way() -> None:
    setup = Setup(receive_maximum=1)
    setup.publish(1)
    setup.publish(2)
    setup.wire.room = 3
    ack = encode(Puback(9, 0x10), V5)
    assert not setup.write(ack)
    setup.receive(Puback(1))
    setup.wire.room = 1000
    assert setup.write(ack[3:])
    first = encode(Publish("t", b"x", 1, packet_id=1), V5)
    second = encode(Publish("t", b"x", 1, packet_id=2), V5)
    assert bytes(setup.wire.outbound) == first + ack + second


def test_held_back_message_that_the_socket_takes_in_pieces_holds_up_others() -> None:
    setup = Setup(receive_maximum=1)
    setup.publish(1)
    setup.publish(2)
    setup.wire.room = 4
    setup.receive(Puback(1))
    ack = encode(Puback(9), V5)
    assert not setup.write(ack)  # nothing may come between the pieces
    setup.wire.room = 1000
    assert setup.tap.pending() == 0  # paho asks once a round, which writes the rest
    assert setup.write(ack)
    first = encode(Publish("t", b"x", 1, packet_id=1), V5)
    second = encode(Publish("t", b"x", 1, packet_id=2), V5)
    assert bytes(setup.wire.outbound) == first + second + ack


def test_nothing_is_published_before_connack() -> None:
    setup = Setup.__new__(Setup)
    setup.wire, setup.heard, setup.trace = Wire(), Heard(), Trace()
    setup.tap = Tap(setup.wire, setup.heard, version=V5, held_ids=set(), limit_bytes=1 << 20)
    assert setup.publish(1)
    assert setup.wire.outbound == b""
    setup.receive(Connack())
    assert outbound_ids(setup.wire) == [1]


def ended(setup: Setup) -> MqttReason | None:
    """Read until the tap says that it is over."""
    for _ in range(10):
        try:
            setup.tap.recv(100)
        except BlockingIOError:
            continue
        except ConnectionAbortedError:
            assert setup.tap.pending() > 0 or setup.tap.fault
            return setup.tap.fault.reason if setup.tap.fault else None
    return None


def test_end_of_the_stream_and_errors_have_their_reasons() -> None:
    setup = Setup()
    setup.wire.inbound.append(b"")
    assert ended(setup) is MqttReason.LOST
    assert setup.tap.fault is not None
    assert setup.tap.fault.evidence == {"how": "closed"}
    setup = Setup()
    setup.wire.failure = ConnectionResetError(104, "")
    assert ended(setup) is MqttReason.LOST
    assert setup.tap.fault is not None
    assert setup.tap.fault.evidence == {"how": "ECONNRESET"}


def test_error_while_writing_has_its_reason() -> None:
    setup = Setup()
    setup.wire.failure = BrokenPipeError(32, "")
    with pytest.raises(BrokenPipeError):
        setup.publish(1)
    assert setup.tap.fault is not None
    assert setup.tap.fault.evidence == {"how": "EPIPE"}


def test_disconnect_of_the_broker_is_the_reason_even_if_more_follows() -> None:
    setup = Setup()
    setup.wire.inbound += [encode(Publish("a", b"1", 1, packet_id=1), V5) + encode(Disconnect(0x8B), V5), b""]
    assert setup.tap.recv(100)[:1] == b"\x32"
    assert setup.tap.pending() > 0
    assert ended(setup) is MqttReason.DISCONNECTED
    assert setup.heard.delivered[0][1] == b"1"


def test_end_that_we_made_is_told_as_ours() -> None:
    setup = Setup()
    setup.tap.abort()
    assert ended(setup) is MqttReason.LOST
    assert setup.tap.ended_by_us
    assert setup.tap.fault is not None
    assert setup.tap.fault.evidence == {"how": "closed-by-us"}
    setup.tap.close()
    setup.tap.close()
    assert setup.wire.closed


def test_goodbye_waits_for_the_broker_to_close() -> None:
    setup = Setup()
    setup.tap.queued()
    setup.write(encode(Disconnect(), V5))
    setup.wire.inbound += [encode(Publish("late", b""), V5), b""]
    setup.tap.close()
    assert setup.wire.inbound == []
    assert setup.wire.closed


def test_flood_is_noticed_when_it_lasts_and_forgotten_when_it_ends() -> None:
    setup = Setup()
    burst = [Publish("t", b"x")] * 4_000
    setup.receive(*burst)
    assert not setup.tap._is_flooded  # too short to count
    time.sleep(0.06)
    setup.receive(*burst)
    assert setup.tap._is_flooded
    time.sleep(0.06)
    setup.receive(Publish("t", b"last"))
    assert not setup.tap._is_flooded
    assert len(setup.heard.delivered) == 8_001


class Talker(Wire):
    """A peer that never stops sending."""

    def __init__(self) -> None:
        super().__init__()
        self.reads = 0
        self.at_read = lambda: None

    def recv(self, limit: int) -> bytes:
        self.reads += 1
        self.at_read()
        return b"x"


def farewell_to(talker: Talker) -> Tap:
    tap = Tap(talker, Heard(), version=V5, held_ids=set(), limit_bytes=1 << 20)
    tap.queued()
    tap.send(encode(Disconnect(), V5))
    return tap


def test_goodbye_does_not_hear_out_a_peer_that_never_stops() -> None:
    talker = Talker()
    tap = farewell_to(talker)
    started = time.monotonic()
    tap.close()
    assert talker.reads and talker.closed
    assert time.monotonic() - started < 5


def test_goodbye_is_cut_short_by_aborting() -> None:
    talker = Talker()
    tap = farewell_to(talker)
    talker.at_read = tap.abort
    tap.close()
    assert (talker.reads, talker.closed) == (1, True)
