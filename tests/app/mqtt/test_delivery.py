"""A delivery experiment against a broker that misbehaves in ways that no real one does on demand."""

from __future__ import annotations

import asyncio
import time

import pytest

from app.mqtt.delivery import DeliveryReading, measure
from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.packets import (
    Connack,
    Pingreq,
    Pingresp,
    Properties,
    Property,
    Puback,
    Pubcomp,
    Publish,
    Pubrec,
    Pubrel,
    Suback,
    Subscribe,
)
from app.mqtt.session import SessionConfig
from tests.scripted_broker import Peer, scripted

COUNT = 6


class Echo:
    """A broker that sends everything back at QoS 0, except as told."""

    def __init__(
        self,
        *,
        lose: frozenset[int] = frozenset(),
        double: frozenset[int] = frozenset(),
        swap: bool = False,
        refuse: int | None = None,
        connack: Connack | None = None,
        granted: int = 2,
    ) -> None:
        self.lose = lose
        self.double = double
        self.swap = swap
        self.refuse = refuse
        self.connack = connack
        self.granted = granted

    async def play(self, peer: Peer) -> None:
        await peer.accept(self.connack)
        number = 0
        held: list[Publish] = []
        while True:
            try:
                packet = await peer.read()
            except (ConnectionError, TimeoutError):
                return
            if isinstance(packet, Subscribe):
                await peer.send(Suback(packet.packet_id, (self.granted,)))
            elif isinstance(packet, Pubrel):
                await peer.send(Pubcomp(packet.packet_id))
            elif isinstance(packet, Pingreq):
                await peer.send(Pingresp())
            elif isinstance(packet, Publish):
                echo = [Publish(packet.topic, packet.payload)]
                echo *= 0 if number in self.lose else 2 if number in self.double else 1
                number += 1
                if self.swap:
                    held = [*echo, *held]
                    if len(held) == 2:
                        await peer.send(*held)
                        held = []
                else:
                    await peer.send(*echo)
                if packet.qos and self.refuse is not None:
                    kind = Puback if packet.qos == 1 else Pubrec
                    await peer.send(kind(packet.packet_id or 0, self.refuse))
                elif packet.qos:
                    kind = Puback if packet.qos == 1 else Pubrec
                    await peer.send(kind(packet.packet_id or 0))


def deliver(echo: Echo, *, qos: tuple[int, ...] = (1,), limit_s: float = 10.0) -> DeliveryReading:
    async def main() -> DeliveryReading:
        async with scripted(echo.play) as port:
            config = SessionConfig(f"mqtt://127.0.0.1:{port}", client_id="probe", answer_timeout_s=2)
            return await measure(config, topic="t", qos=qos, count=COUNT, time_limit_s=limit_s)

    return asyncio.run(main())


def test_each_qos_is_measured_on_its_own() -> None:
    reading = deliver(Echo(), qos=(2, 0, 1))
    assert [flow.qos for flow in reading.flows] == [0, 1, 2]
    assert [(flow.sent, flow.received, flow.acknowledged) for flow in reading.flows] == [(COUNT,) * 3] * 3
    assert [flow.arrived_qos for flow in reading.flows] == [(0,)] * 3
    assert reading.bytes_out > reading.bytes_in > COUNT * 3 * 64


def test_lost_messages_are_counted_and_do_not_hold_up_the_end() -> None:
    started = time.monotonic()
    (flow,) = deliver(Echo(lose=frozenset({1, 4}))).flows
    assert (flow.lost, flow.received, flow.acknowledged) == (2, COUNT - 2, COUNT)
    assert time.monotonic() - started < 5


def test_copies_and_disorder_are_counted() -> None:
    (flow,) = deliver(Echo(double=frozenset({0, 3, 5}))).flows
    assert (flow.duplicates, flow.lost) == (3, 0)
    (flow,) = deliver(Echo(swap=True)).flows
    assert (flow.out_of_order, flow.lost, flow.duplicates) == (3, 0, 0)


def test_granted_qos_is_told() -> None:
    assert deliver(Echo(granted=1)).granted_qos == 1


def test_qos_that_the_broker_does_not_take_is_named_and_the_others_go_on() -> None:
    limited = Connack(properties=Properties(((Property.MAXIMUM_QOS, 1),)))
    one, two = deliver(Echo(connack=limited), qos=(1, 2)).flows
    assert (one.received, one.fault) == (COUNT, None)
    assert (two.fault, two.sent, two.lost) == ("qos-unsupported", 0, 0)


@pytest.mark.parametrize("qos", [1, 2])
def test_refusal_of_every_message_is_a_fault(qos: int) -> None:
    with pytest.raises(MqttFault) as caught:
        deliver(Echo(refuse=0x97, lose=frozenset(range(COUNT))), qos=(qos,))
    assert caught.value.reason is MqttReason.PUBLISH_REFUSED
    assert caught.value.evidence["reason"] == "Quota exceeded"


def test_refused_subscription_is_a_fault() -> None:
    with pytest.raises(MqttFault) as caught:
        deliver(Echo(granted=0x87))
    assert caught.value.reason is MqttReason.SUBSCRIBE_REFUSED


def test_broker_that_never_acknowledges_ends_with_the_limit() -> None:
    async def play(peer: Peer) -> None:
        await peer.accept()
        asked = await peer.expect(Subscribe)
        await peer.send(Suback(asked.packet_id, (2,)))
        await peer.until_closed()

    async def main() -> DeliveryReading:
        async with scripted(play) as port:
            config = SessionConfig(f"mqtt://127.0.0.1:{port}")
            return await measure(config, topic="t", qos=(1,), count=COUNT, time_limit_s=0.5)

    reading = asyncio.run(main())
    (flow,) = reading.flows
    assert not reading.complete
    assert (flow.sent, flow.acknowledged, flow.received, flow.lost) == (COUNT, 0, 0, COUNT)


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []

    async def main() -> None:
        async with scripted(Echo().play) as port:
            config = SessionConfig(f"mqtt://127.0.0.1:{port}")
            await measure(
                config, topic="t", qos=(0, 1), count=COUNT, progress=lambda got, of: told.append((got, of))
            )

    asyncio.run(main())
    assert told[-1] == (2 * COUNT, 2 * COUNT)
    assert told == sorted(told)
