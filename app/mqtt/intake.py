"""The inbound half of a connection: messages taken out in bulk, and what is left for the client library.

Every PUBLISH is taken here, with topic aliases resolved (MQTT 5 section 3.3.2.3.4). The client library gets
nothing of QoS 0 and of QoS 1 and 2 an empty stand-in, so that it acknowledges without decoding. All other
packets are read here too, and the library sees them in their shortest form: no byte that a broker chose
reaches it but packet identifiers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.mqtt.codec import Violation, decode
from app.mqtt.codec_fault import CodecReason
from app.mqtt.framing import LARGEST_PACKET_BYTES
from app.mqtt.outflow import Outflow, Receipt
from app.mqtt.packet_types import PACKET_TYPES, Direction, PacketType, Version
from app.mqtt.packets import Connack, Packet
from app.mqtt.properties import Property
from app.mqtt.summary import summarise

RawMessage = tuple[bytes, bytes, int, bytes]
"""Topic, payload, the fixed header's flags, the property list without its length (empty before MQTT 5)."""

_OPENINGS = (0x20, 0xF0)
_NOTHING = b""


class Foreign(Exception):
    """The first bytes are not MQTT. Caught by the tap."""


class Breach(Exception):
    """The broker sent what no client can go on after. Never leaves `feed`: see `Taken.breach`."""

    def __init__(self, raw: bytes, rule: str, code: str) -> None:
        super().__init__(code)
        self.raw = raw
        self.rule = rule
        self.code = code


@dataclass(slots=True)
class Taken:
    """What one chunk gave.

    whole: the complete packets of the chunk as they stood on the wire, `count` of them. topics: those
    resolved from an alias, by the packet's place in `whole`. rest: for the client library. breach: why the
    stream cannot be gone on with after that.
    """

    whole: bytes = b""
    count: int = 0
    messages: list[RawMessage] = field(default_factory=list)
    packets: list[Packet] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    topics: dict[int, str] = field(default_factory=dict)
    rest: bytearray = field(default_factory=bytearray)
    breach: Breach | None = None


class Intake:
    """Takes chunks of one connection. `held_ids` outlives it: QoS 2 messages begun in the session."""

    def __init__(
        self,
        version: Version,
        outflow: Outflow,
        held_ids: set[int],
        limit_bytes: int = LARGEST_PACKET_BYTES,
    ) -> None:
        self._version = version
        self._v5 = version is Version.V5
        self._outflow = outflow
        self._held_ids = held_ids
        self._limit = limit_bytes
        self._partial = bytearray()
        self._lacking = 0  # bytes without which looking at _partial again is of no use
        self._aliases: dict[int, bytes] = {}
        self._opened = False
        self.acknowledged = False  # CONNACK has come

    @property
    def pending(self) -> bytes:
        """The beginning of a packet that is not complete yet."""
        return bytes(self._partial)

    def feed(self, chunk: bytes) -> Taken:
        """What the chunk completes. Foreign if the stream begins with what is not MQTT."""
        if self._partial:
            self._partial += chunk
            if len(chunk) < self._lacking:
                self._lacking -= len(chunk)
                return Taken()
            chunk = bytes(self._partial)
            self._partial = bytearray()
        if not self._opened and chunk:
            if chunk[0] not in _OPENINGS:
                self._partial += chunk
                raise Foreign
            self._opened = True
        taken = Taken()
        position = self._split(chunk, taken)
        if position < len(chunk):
            # After a breach nothing more will come; the bytes are kept for the evidence.
            self._partial += chunk[position:] if position else chunk
            chunk = chunk[:position]
        taken.whole = chunk
        return taken

    def _split(self, chunk: bytes, taken: Taken) -> int:
        """Take every complete packet; where the first one that is not complete begins."""
        position, end, count = 0, len(chunk), 0
        messages = taken.messages
        append = messages.append
        v5, limit = self._v5, self._limit
        self._lacking = 0
        try:
            while end - position >= 2:
                size = chunk[position + 1]
                body = position + 2
                if size > 0x7F:
                    size, body = _length(chunk, position, end)
                    if not body:
                        break
                stop = body + size
                if stop - position > limit:
                    raise Breach(chunk[position : position + 16], "", CodecReason.PACKET_TOO_LARGE.value)
                if stop > end:
                    self._lacking = stop - end
                    break
                first = chunk[position]
                if first & 0xF6 == 0x30:  # PUBLISH at QoS 0, with or without RETAIN
                    start = body + 2
                    after = start + (chunk[body] << 8 | chunk[body + 1]) if size >= 2 else stop + 1
                    if start < after < stop and v5 and chunk[after] == 0:
                        append((chunk[start:after], chunk[after + 1 : stop], first, _NOTHING))
                    elif after <= stop and not v5 and after > start:
                        append((chunk[start:after], chunk[after:stop], first, _NOTHING))
                    else:
                        messages.append(self._publish(chunk, position, body, stop, count, taken))
                else:
                    self._other(chunk, position, body, stop, count, taken)
                count += 1
                position = stop
        except Breach as breach:
            taken.breach = breach
        taken.count = count
        return position

    def _publish(
        self, chunk: bytes, position: int, body: int, stop: int, index: int, taken: Taken
    ) -> RawMessage:
        """A PUBLISH the long way: any QoS, with properties, or malformed."""
        first = chunk[position]
        qos = first >> 1 & 3
        start = body + 2
        after = start + (chunk[body] << 8 | chunk[body + 1]) if stop >= start else stop + 1
        after_id = after + (2 if qos else 0)
        if after_id > stop or qos == 3:
            raise self._breach(chunk[position:stop])
        topic, properties, payload_at = chunk[start:after], _NOTHING, after_id
        if self._v5:
            length, properties_at = _varint(chunk, after_id, stop)
            payload_at = properties_at + length
            if not properties_at or payload_at > stop:
                raise self._breach(chunk[position:stop])
            properties = chunk[properties_at:payload_at]
            if properties:
                topic = self._resolve(topic, chunk[position:stop], index, taken)
        if not topic:
            raise self._breach(chunk[position:stop])
        return topic, chunk[payload_at:stop], first, properties

    def _resolve(self, topic: bytes, raw: bytes, index: int, taken: Taken) -> bytes:
        alias = summarise(raw, self._version).alias
        if alias is None:
            return topic
        if topic:
            self._aliases[alias] = topic
            return topic
        topic = self._aliases.get(alias, b"")
        taken.topics[index] = topic.decode(errors="replace")
        return topic

    def _other(self, chunk: bytes, position: int, body: int, stop: int, index: int, taken: Taken) -> None:
        """Anything but a QoS 0 PUBLISH in its common form."""
        raw = chunk[position:stop]
        packet_type = PACKET_TYPES[raw[0] >> 4]
        if packet_type is PacketType.PUBLISH:
            self._acknowledged_publish(chunk, position, body, stop, index, taken)
        elif PacketType.PUBACK <= packet_type <= PacketType.PUBCOMP:
            self._receipt(packet_type, raw, taken)
        else:
            self._control(packet_type, raw, taken)

    def _acknowledged_publish(
        self, chunk: bytes, position: int, body: int, stop: int, index: int, taken: Taken
    ) -> None:
        """QoS 1 and 2: the message is taken, a QoS 2 one only once; a stand-in goes to the library."""
        message = self._publish(chunk, position, body, stop, index, taken)
        first = chunk[position]
        qos = first >> 1 & 3
        if not qos:
            taken.messages.append(message)
            return
        after = body + 2 + (chunk[body] << 8 | chunk[body + 1])
        packet_id = chunk[after : after + 2]
        if packet_id == b"\0\0":
            raise self._breach(chunk[position:stop])
        if qos == 1:
            taken.messages.append(message)
        elif (number := int.from_bytes(packet_id, "big")) not in self._held_ids:
            self._held_ids.add(number)
            taken.messages.append(message)
        taken.rest += bytes((first, 6 if self._v5 else 5, 0, 1, 0x2D)) + packet_id
        if self._v5:
            taken.rest.append(0)

    def _receipt(self, packet_type: PacketType, raw: bytes, taken: Taken) -> None:
        """PUBACK, PUBREC, PUBREL, PUBCOMP."""
        summary = summarise(raw, self._version)
        if not summary.packet_id:
            raise self._breach(raw)
        packet_id = summary.packet_id
        if packet_type is PacketType.PUBREL:
            self._held_ids.discard(packet_id)
            taken.rest += bytes((0x62, 2)) + packet_id.to_bytes(2, "big")
            return
        answer, receipt = self._outflow.answered(packet_type, packet_id, summary.reason_code or 0)
        if answer is not None:
            taken.rest += bytes((answer << 4, 2)) + packet_id.to_bytes(2, "big")
        if receipt is not None:
            taken.receipts.append(receipt)

    def _control(self, packet_type: PacketType, raw: bytes, taken: Taken) -> None:
        """Packets that the session reads as values; CONNACK and PINGRESP go on to the library."""
        # A broker that knows no MQTT 5 says so in a CONNACK of its own version (3.1.1, section 3.1.2.2).
        old = packet_type is PacketType.CONNACK and raw[1] == 2
        decoded = decode(raw, Version.V311 if old else self._version, Direction.IN)
        packet = decoded.packet
        if packet is None or packet_type is PacketType.RESERVED or _unreadable(decoded.violations):
            raise self._breach(raw)
        if isinstance(packet, Connack):
            if self.acknowledged:
                raise Breach(raw, "MQTT-3.2.0-2", "second-connack")
            if packet.reason_code == 0:
                self.acknowledged = True
                self._outflow.window = packet.properties.number(Property.RECEIVE_MAXIMUM) or 65_535
                if not packet.session_present:
                    self._held_ids.clear()
                taken.rest += _short_connack(packet, self._v5)
        elif packet_type is PacketType.PINGRESP:
            taken.rest += raw
        taken.packets.append(packet)

    def _breach(self, raw: bytes) -> Breach:
        violations = decode(raw, self._version, Direction.IN).violations
        worst = violations[0] if violations else Violation("§4.13.1", "", 0, 0, "malformed")
        return Breach(raw, worst.rule, worst.code)


_UNREADABLE = frozenset(
    {"truncated", "type-reserved", "wrong-direction", "property-overrun", "varint-too-long"}
)


def _unreadable(violations: tuple[Violation, ...]) -> bool:
    return any(violation.code in _UNREADABLE for violation in violations)


def _short_connack(packet: Connack, v5: bool) -> bytes:
    """Success, whether the session was there, and the keep-alive that the server wants."""
    if not v5:
        return bytes((0x20, 2, packet.session_present, 0))
    keep_alive = packet.properties.number(Property.SERVER_KEEP_ALIVE)
    if keep_alive is None:
        return bytes((0x20, 3, packet.session_present, 0, 0))
    return bytes((0x20, 6, packet.session_present, 0, 3, 0x13)) + keep_alive.to_bytes(2, "big")


def _length(chunk: bytes, position: int, end: int) -> tuple[int, int]:
    """Remaining Length and where the body begins; (0, 0) while the header is not complete."""
    value = 0
    for index in range(1, 5):
        if position + index >= end:
            return 0, 0
        byte = chunk[position + index]
        value |= (byte & 0x7F) << (7 * (index - 1))
        if byte < 0x80:
            return value, position + index + 1
    raise Breach(chunk[position : position + 16], "§1.5.5", CodecReason.MALFORMED_LENGTH.value)


def _varint(chunk: bytes, position: int, stop: int) -> tuple[int, int]:
    """Value and where it ends; (0, 0) where the bytes end inside it or it is too long."""
    value = 0
    for index, byte in enumerate(chunk[position : min(position + 4, stop)]):
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, position + index + 1
    return 0, 0
