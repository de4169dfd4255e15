"""What waits for the broker: each gets its own end, and nobody waits for ever."""

from __future__ import annotations

import asyncio

import pytest

from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.outbox import Outbox, check
from app.mqtt.outflow import Receipt
from app.mqtt.packets import PacketType, Publish, Version

LOST = MqttFault(MqttReason.LOST)


def test_failing_keeps_what_will_be_resent() -> None:
    async def main() -> None:
        outbox = Outbox(Version.V5)
        await outbox.places.acquire()
        async with asyncio.TaskGroup() as group:
            zero = group.create_task(_fault(outbox, 1, 0))
            one = group.create_task(outbox.acknowledgement(2, "t", 1))
            asked = group.create_task(_unanswered(outbox))
            await asyncio.sleep(0)
            outbox.fail(LOST, keep_acknowledged=True)
            await asyncio.sleep(0)
            assert not one.done()
            outbox.received(9_000_000, Receipt(2, PacketType.PUBACK, 0, 1_000_000, 4_000_000))
        assert zero.result() is MqttReason.LOST
        assert asked.result() is MqttReason.LOST
        assert (one.result().queued_ms, one.result().ack_ms) == (3.0, 5.0)

    async def _fault(outbox: Outbox, packet_id: int, qos: int) -> object:
        with pytest.raises(MqttFault) as caught:
            await outbox.acknowledgement(packet_id, "t", qos)
        return caught.value.reason

    async def _unanswered(outbox: Outbox) -> object:
        with pytest.raises(MqttFault) as caught:
            await outbox.answer(5, "SUBACK", 5)
        return caught.value.reason

    asyncio.run(main())


def test_strange_answers_change_nothing() -> None:
    async def main() -> None:
        outbox = Outbox(Version.V5)
        outbox.received(0, Receipt(9, PacketType.PUBACK, 0, 0, 0))
        outbox.answered(9, (0,))
        outbox.written(9)
        assert outbox.is_qos_0(9) is None

    asyncio.run(main())


def test_lone_surrogates_and_long_topics_are_refused() -> None:
    for topic in ("\ud800", "é" * 32_768):
        with pytest.raises(MqttFault) as caught:
            check(Publish(topic), None, Version.V5)
        assert caught.value.reason is MqttReason.UNENCODABLE
    check(Publish("é" * 32_767), None, Version.V5)
