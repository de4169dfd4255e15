"""A connection to a broker that does nothing by itself: every packet is asked for, every byte is kept.

Blocking, for one thread. Unlike a session it sends what it is told, acknowledges only if it is told to, and
never pings: it is for finding out what the other side does.
"""

from __future__ import annotations

import select
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

from app.core.threads import Cancellation
from app.mqtt.codec import decode, encode
from app.mqtt.conformance.values import PacketSeen
from app.mqtt.connack import refused
from app.mqtt.dial import DiallingCancelled, dial
from app.mqtt.dialled import Dialled
from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.framing import FrameReader
from app.mqtt.packet_types import Direction, PacketType, Version
from app.mqtt.packets import (
    Connack,
    Connect,
    Disconnect,
    Packet,
    Puback,
    Pubcomp,
    Publish,
    Pubrec,
    Pubrel,
    Suback,
    Subscribe,
    Subscription,
)
from app.mqtt.properties import NO_PROPERTIES, Properties
from app.mqtt.reasons import FIRST_ERROR
from app.mqtt.secret_fields import secret_places
from app.mqtt.session_config import SessionConfig

P = TypeVar("P", Connack, Puback, Pubrec, Pubcomp, Suback)

_TICK_S = 0.1
_READ_BYTES = 1 << 16
_SHOWN_BYTES = 96
_KEPT_PACKETS = 48
_LARGEST_BYTES = 32 << 20
_WITH_SECRETS = (PacketType.CONNECT, PacketType.AUTH)
_BLOCKED = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A PUBLISH of the broker, and when it was read (`time.monotonic`)."""

    packet: Publish
    at_s: float


class Conversation:
    """One connection, after CONNACK.

    arrivals: messages that belong here; strays: messages that match nothing that was subscribed to.
    acknowledges: whether PUBLISH is answered as it comes.
    """

    def __init__(
        self,
        dialled: Dialled,
        version: Version,
        cancellation: Cancellation,
        *,
        name: str,
        seen: list[PacketSeen],
        started_s: float,
        limit_s: float,
        prefix: str = "",
    ) -> None:
        self.name = name
        self.connack = Connack()
        self.connect_ms = 0.0
        self.dialled = dialled
        self.arrivals: list[Arrival] = []
        self.strays: list[Arrival] = []
        self.farewell: Disconnect | None = None
        self.ended_s: float | None = None
        self.acknowledges = True
        self.limit_s = limit_s
        self._link = dialled.link
        self._version = version
        self._cancellation = cancellation
        self._seen = seen
        self._started_s = started_s
        self._frames = FrameReader(_LARGEST_BYTES)
        self._answers: dict[tuple[type, int], Packet] = {}
        self._last_id = 0
        self._prefixes = {prefix}

    @classmethod
    def open(
        cls,
        config: SessionConfig,
        connect: Connect,
        cancellation: Cancellation,
        *,
        name: str,
        seen: list[PacketSeen],
        started_s: float,
        limit_s: float,
        prefix: str = "",
    ) -> Conversation:
        """Dial and send CONNECT; MqttFault if it is not accepted. prefix: of the topics that belong here."""
        dialled = dial(config, cancellation)
        talk = cls(
            dialled,
            config.version,
            cancellation,
            name=name,
            seen=seen,
            started_s=started_s,
            limit_s=limit_s,
            prefix=prefix,
        )
        try:
            sent_s = time.monotonic()
            talk.send(connect)
            talk.connack = talk._answer(Connack, 0)
            talk.connect_ms = round((time.monotonic() - sent_s) * 1000, 3)
            if talk.connack.reason_code:
                raise refused(replace(config, client_id=connect.client_id), talk.connack)
        except BaseException:
            talk.abort()
            raise
        return talk

    # Saying things.

    def send(self, *packets: Packet) -> None:
        """Write whole packets; MqttFault LOST where the connection has ended."""
        for packet in packets:
            raw = encode(packet, self._version)
            self._note(Direction.OUT, raw)
            self._write(memoryview(raw))

    def subscribe(
        self, *wanted: Subscription, properties: Properties = NO_PROPERTIES, must: bool = True
    ) -> tuple[int, ...]:
        """The reason codes; MqttFault SUBSCRIBE_REFUSED for the first error, where it must be granted."""
        packet_id = self._next_id()
        self._prefixes |= {_literal_part(each.filter) for each in wanted}
        self.send(Subscribe(packet_id, wanted, properties))
        codes = self._answer(Suback, packet_id).reason_codes
        for each, code in zip(wanted, codes, strict=False):
            if must and code >= FIRST_ERROR:
                evidence = {"topic": each.filter, "reason_code": f"0x{code:02X}"}
                raise MqttFault(MqttReason.SUBSCRIBE_REFUSED, evidence)
        return codes

    def publish(
        self,
        topic: str,
        payload: bytes = b"",
        *,
        qos: int = 0,
        retain: bool = False,
        properties: Properties = NO_PROPERTIES,
        must: bool = True,
    ) -> int:
        """One message to the end of its flow; the reason code of the last answer, 0 at QoS 0."""
        message = Publish(topic, payload, qos, retain, properties=properties)
        return self.publish_all([message], must=must)[0]

    def publish_all(
        self, messages: Sequence[Publish], *, window: int = 1, must: bool = True
    ) -> tuple[int, ...]:
        """Several messages, up to `window` of them under way at once."""
        codes: list[int] = []
        for start in range(0, len(messages), window):
            batch = [
                replace(each, packet_id=self._next_id()) if each.qos else each
                for each in messages[start : start + window]
            ]
            self.send(*batch)
            codes += [self._finish(each, must) for each in batch]
        return tuple(codes)

    def _finish(self, message: Publish, must: bool) -> int:
        packet_id = message.packet_id
        code = 0
        if packet_id is not None and message.qos == 1:
            code = self._answer(Puback, packet_id).reason_code
        elif packet_id is not None:
            code = self._answer(Pubrec, packet_id).reason_code
            if code < FIRST_ERROR:
                self.send(Pubrel(packet_id))
                code = self._answer(Pubcomp, packet_id).reason_code
        if must and code >= FIRST_ERROR:
            evidence = {"topic": message.topic, "reason_code": f"0x{code:02X}"}
            raise MqttFault(MqttReason.PUBLISH_REFUSED, evidence)
        return code

    def acknowledge_all(self) -> None:
        """Answer what has come unanswered, and from now on at once."""
        self.acknowledges = True
        for arrival in self.arrivals:
            self._receipt(arrival.packet)

    def goodbye(self) -> None:
        """DISCONNECT and close, whether or not the other side still listens."""
        with suppress(MqttFault):
            if self.ended_s is None:
                self.send(Disconnect())
        self.abort()

    def abort(self) -> None:
        """Close without a word, as a connection that breaks."""
        with suppress(OSError):  # it has gone already
            self._link.shutdown(socket.SHUT_RDWR)
        self._link.close()
        self.ended_s = self.ended_s or time.monotonic()

    # Hearing things.

    def wait(self, until: Callable[[], bool], limit_s: float) -> bool:
        """Read until the condition is met; False after limit_s. MqttFault if the connection ends before."""
        deadline = time.monotonic() + limit_s
        while not until():
            if self.ended_s is not None:
                raise self._end_fault()
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                return False
            self._read(min(left_s, _TICK_S))
        return True

    def wait_messages(self, count: int, limit_s: float | None = None) -> bool:
        """Until so many messages in all have come."""
        return self.wait(lambda: len(self.arrivals) >= count, limit_s or self.limit_s)

    def listen(self, seconds: float) -> None:
        """Take whatever comes for so long."""
        self.wait(lambda: False, seconds)

    def wait_end(self, limit_s: float) -> float | None:
        """Until the broker closes: after how many seconds, or None if it does not."""
        since = time.monotonic()
        ended = self.wait(lambda: self.ended_s is not None, limit_s)
        return round((self.ended_s or since) - since, 3) if ended else None

    def payloads(self) -> list[str]:
        """The payloads of all messages so far, as text."""
        return [arrival.packet.payload.decode("ascii", "replace") for arrival in self.arrivals]

    def _answer(self, kind: type[P], packet_id: int) -> P:
        key = (kind, packet_id)
        if not self.wait(lambda: key in self._answers, self.limit_s):
            evidence = {"step": kind.__name__.upper(), "timeout_s": f"{self.limit_s:g}"}
            raise MqttFault(MqttReason.TIMEOUT, evidence)
        packet = self._answers.pop(key)
        assert isinstance(packet, kind)
        return packet

    def _next_id(self) -> int:
        self._last_id = self._last_id % 65_535 + 1
        return self._last_id

    def _end_fault(self) -> MqttFault:
        if self.farewell is not None:
            code = self.farewell.reason_code
            return MqttFault(MqttReason.DISCONNECTED, {"reason_code": f"0x{code:02X}"})
        return MqttFault(MqttReason.LOST, {"session": self.name})

    def _read(self, limit_s: float) -> None:
        if self._cancellation.cancelled:
            raise DiallingCancelled
        try:
            data = self._link.recv(_READ_BYTES)
        except _BLOCKED:
            select.select([self._link], [], [], limit_s)
            return
        except OSError:
            data = b""
        if not data:
            self.ended_s = time.monotonic()
            return
        for frame in self._frames.feed(data):
            self._note(Direction.IN, frame.raw)
            packet = decode(frame.raw, self._version, Direction.IN).packet
            if packet is not None:
                self._take(packet)

    def _take(self, packet: Packet) -> None:
        match packet:
            case Publish():
                belongs = packet.topic.startswith(tuple(self._prefixes))
                (self.arrivals if belongs else self.strays).append(Arrival(packet, time.monotonic()))
                if self.acknowledges:
                    self._receipt(packet)
            case Pubrel():
                if self.acknowledges:
                    self.send(Pubcomp(packet.packet_id))
            case Disconnect():
                self.farewell = packet
            case Connack():
                self._answers[Connack, 0] = packet
            case Puback() | Pubrec() | Pubcomp() | Suback():
                self._answers[type(packet), packet.packet_id] = packet
            case _:
                pass

    def _receipt(self, packet: Publish) -> None:
        if packet.packet_id is not None and packet.qos:
            self.send(Puback(packet.packet_id) if packet.qos == 1 else Pubrec(packet.packet_id))

    def _write(self, data: memoryview) -> None:
        deadline = time.monotonic() + self.limit_s
        while data:
            try:
                data = data[self._link.send(data) :]
            except _BLOCKED:
                if time.monotonic() > deadline or self._cancellation.cancelled:
                    raise MqttFault(MqttReason.TIMEOUT, {"step": "send"}) from None
                select.select([], [self._link], [], _TICK_S)
            except OSError:
                self._drain()
                raise self._end_fault() from None

    def _drain(self) -> None:
        """What was said before the end may say why."""
        while self.ended_s is None:
            before = len(self._seen)
            self._read(_TICK_S)
            if len(self._seen) == before:
                self.ended_s = time.monotonic()

    def _note(self, direction: Direction, raw: bytes) -> None:
        if len(self._seen) >= _KEPT_PACKETS:
            return
        at_ms = round((time.monotonic() - self._started_s) * 1000, 3)
        shown = bytearray(raw[:_SHOWN_BYTES])
        fields = decode(raw, self._version, Direction.OUT).fields if raw[0] >> 4 in _WITH_SECRETS else ()
        for start, length in secret_places(fields):
            stop = min(start + length, len(shown))
            shown[start:stop] = b"*" * max(0, stop - start)
        self._seen.append(PacketSeen(self.name, direction, at_ms, bytes(shown), len(raw)))


def _literal_part(topic_filter: str) -> str:
    """What every topic begins with that the filter matches."""
    if topic_filter.startswith("$share/"):
        topic_filter = topic_filter.split("/", 2)[-1]
    return topic_filter.partition("+")[0].partition("#")[0].removesuffix("/")
