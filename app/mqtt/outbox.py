"""What a session has asked of the broker and waits for: messages, and SUBSCRIBE or UNSUBSCRIBE packets.

On the loop only.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from app.mqtt.connack import Connected
from app.mqtt.encoding import encode
from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.outflow import Receipt
from app.mqtt.packets import Publish, Version
from app.mqtt.reasons import FIRST_ERROR, reason_name
from app.mqtt.session_values import Acknowledgement
from app.mqtt.topic_syntax import filter_breaches, has_wildcard

LONGEST_TEXT_BYTES = 65_535

_UNACKNOWLEDGED = 2_000
"""More messages than this wait their turn here: far below the 65 535 identifiers that there are."""


@dataclass(slots=True)
class _Sent:
    """A message that waits for its end."""

    topic: str
    qos: int
    future: asyncio.Future[Acknowledgement]


class Outbox:
    """Everything that somebody awaits. `places` has one for each message at QoS 1 and 2."""

    def __init__(self, version: Version) -> None:
        self.places = asyncio.Semaphore(_UNACKNOWLEDGED)
        self._version = version
        self._sent: dict[int, _Sent] = {}
        self._asked: dict[int, asyncio.Future[tuple[int, ...]]] = {}

    def is_qos_0(self, packet_id: int) -> bool | None:
        """None for a message that is not (yet) here. May be called from any thread."""
        sent = self._sent.get(packet_id)
        return None if sent is None else sent.qos == 0

    async def acknowledgement(self, packet_id: int, topic: str, qos: int) -> Acknowledgement:
        """Wait for what becomes of a message that the client library has just been given."""
        future: asyncio.Future[Acknowledgement] = asyncio.get_running_loop().create_future()
        self._sent[packet_id] = _Sent(topic, qos, future)
        return await future

    async def answer(self, packet_id: int, expected: str, timeout_s: float) -> tuple[int, ...]:
        """The reason codes of a SUBACK or UNSUBACK; MqttFault TIMEOUT if it does not come."""
        future: asyncio.Future[tuple[int, ...]] = asyncio.get_running_loop().create_future()
        self._asked[packet_id] = future
        try:
            async with asyncio.timeout(timeout_s):
                return await future
        except TimeoutError:
            evidence = {"step": expected, "timeout_s": f"{timeout_s:g}"}
            raise MqttFault(MqttReason.TIMEOUT, evidence) from None
        finally:
            self._asked.pop(packet_id, None)

    def written(self, packet_id: int) -> None:
        """A message has left; at QoS 0 that is all there is to know."""
        sent = self._sent.get(packet_id)
        if sent is not None and sent.qos == 0:
            del self._sent[packet_id]
            if not sent.future.done():
                sent.future.set_result(Acknowledgement(0, packet_id))

    def received(self, at_ns: int, receipt: Receipt) -> None:
        """The flow of a message has ended."""
        sent = self._sent.pop(receipt.packet_id, None)
        if sent is None:
            return
        self.places.release()
        if sent.future.done():
            return
        code = receipt.reason_code
        name = reason_name(receipt.type, code, self._version) or ""
        if code >= FIRST_ERROR:
            evidence = {"reason_code": f"0x{code:02X}", "reason": name, "topic": sent.topic}
            sent.future.set_exception(MqttFault(MqttReason.PUBLISH_REFUSED, evidence))
            return
        queued_ms = round((receipt.written_ns - receipt.queued_ns) / 1e6, 3)
        ack_ms = round((at_ns - receipt.written_ns) / 1e6, 3)
        sent.future.set_result(Acknowledgement(sent.qos, receipt.packet_id, code, name, queued_ms, ack_ms))

    def answered(self, packet_id: int, codes: tuple[int, ...]) -> None:
        future = self._asked.get(packet_id)
        if future is not None and not future.done():
            future.set_result(codes)

    def fail(self, fault: MqttFault, *, keep_acknowledged: bool = False) -> None:
        """Tell those who wait; keep_acknowledged: messages at QoS 1 and 2 will be resent."""
        for future in self._asked.values():
            if not future.done():
                future.set_exception(fault)
        for packet_id, sent in list(self._sent.items()):
            if keep_acknowledged and sent.qos:
                continue
            del self._sent[packet_id]
            if sent.qos:
                self.places.release()
            if not sent.future.done():
                sent.future.set_exception(fault)
                sent.future.exception()  # whoever waited may have gone: not an error of the loop


def check_filter(text: str, version: Version) -> None:
    """MqttFault for what is no topic filter."""
    breaches = filter_breaches(text, version)
    if breaches or len(text.encode(errors="replace")) > LONGEST_TEXT_BYTES:
        rule = breaches[0].code if breaches else "too-long"
        raise MqttFault(MqttReason.UNENCODABLE, {"field": "filter", "rule": rule})


def check(packet: Publish, facts: Connected | None, version: Version) -> None:
    """MqttFault for a message that the standard or this broker does not allow."""
    topic = packet.topic
    try:
        is_too_long = len(topic.encode()) > LONGEST_TEXT_BYTES
    except UnicodeEncodeError:
        is_too_long = True
    if is_too_long or not topic or has_wildcard(topic) or "\0" in topic:
        raise MqttFault(MqttReason.UNENCODABLE, {"field": "topic"})
    if facts is None:
        return
    if packet.qos > facts.maximum_qos:
        evidence = {"qos": str(packet.qos), "maximum_qos": str(facts.maximum_qos)}
        raise MqttFault(MqttReason.QOS_UNSUPPORTED, evidence)
    if packet.retain and not facts.retain_available:
        raise MqttFault(MqttReason.RETAIN_UNSUPPORTED, {"topic": topic})
    limit = facts.maximum_packet_size
    if limit is not None and (size := len(encode(packet, version))) > limit:
        evidence = {"size_bytes": str(size), "maximum_packet_size": str(limit)}
        raise MqttFault(MqttReason.PACKET_TOO_LARGE, evidence)
