"""Which acknowledgement each message of ours waits for, and whether the broker takes another message.

Three corrections of the client library live here: Receive Maximum is kept, also when messages are resent
(MQTT 5 section 4.9); a PUBREC with an error ends the flow (section 4.3.3); an acknowledgement of the wrong
kind does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.mqtt.packet_types import PacketType
from app.mqtt.reasons import FIRST_ERROR


@dataclass(frozen=True, slots=True)
class Receipt:
    """The end of one flow. queued_ns, written_ns: of the last PUBLISH sent for it, in tap time."""

    packet_id: int
    type: PacketType
    reason_code: int
    queued_ns: int
    written_ns: int


@dataclass(slots=True)
class _Flow:
    awaits: PacketType
    queued_ns: int
    written_ns: int


class Outflow:
    """The flows open on one connection. Used from the network thread only."""

    def __init__(self) -> None:
        self._flows: dict[int, _Flow] = {}
        self.window = 0
        """How many flows may be open at once; 0 until CONNACK has told."""
        self.most_open = 0
        self.strays = 0
        """Acknowledgements that answer nothing."""

    def __len__(self) -> int:
        return len(self._flows)

    @property
    def has_room(self) -> bool:
        """Whether another PUBLISH may be written."""
        return len(self._flows) < self.window

    def published(self, packet_id: int, qos: int, queued_ns: int) -> None:
        """A PUBLISH at QoS 1 or 2 begins to be written."""
        awaits = PacketType.PUBACK if qos == 1 else PacketType.PUBREC
        self._flows[packet_id] = _Flow(awaits, queued_ns, queued_ns)
        self.most_open = max(self.most_open, len(self._flows))

    def written(self, packet_id: int, written_ns: int) -> None:
        if (flow := self._flows.get(packet_id)) is not None:
            flow.written_ns = written_ns

    def released(self, packet_id: int, queued_ns: int) -> None:
        """A PUBREL begins to be written; after a reconnect its flow is not known here."""
        flow = self._flows.get(packet_id)
        if flow is None:
            self._flows[packet_id] = _Flow(PacketType.PUBCOMP, queued_ns, queued_ns)
        else:
            flow.awaits = PacketType.PUBCOMP

    def answered(
        self, packet_type: PacketType, packet_id: int, reason_code: int
    ) -> tuple[PacketType | None, Receipt | None]:
        """What to tell the library (None: nothing), and the receipt if the flow ends with this packet."""
        flow = self._flows.get(packet_id)
        awaits = flow.awaits if flow else None
        again = packet_type is PacketType.PUBREC and awaits is PacketType.PUBCOMP
        if flow is None or (packet_type is not awaits and not again):
            self.strays += 1
            return None, None
        if packet_type is PacketType.PUBREC and reason_code < FIRST_ERROR:
            flow.awaits = PacketType.PUBCOMP
            return PacketType.PUBREC, None
        del self._flows[packet_id]
        receipt = Receipt(packet_id, packet_type, reason_code, flow.queued_ns, flow.written_ns)
        # To the library a PUBACK ends any flow, and that is what a refused PUBREC does.
        told = PacketType.PUBACK if packet_type is PacketType.PUBREC else packet_type
        return told, receipt
