"""Browsing a broker: what comes is in the tree, and closing leaves nothing."""

from __future__ import annotations

import asyncio

import pytest

from app.lab.broker import LabBroker
from app.lab.broker_plan import BrokerPlan
from app.mqtt.browsing import Browsing
from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.packets import Version
from app.mqtt.session import SessionConfig, SessionState
from app.mqtt.trace import Trace


def browse(scenario, plan: BrokerPlan | None = None):
    async def play():
        unexpected: list[BaseException] = []
        broker = LabBroker(plan or BrokerPlan())
        await broker.start()
        browsing = Browsing(Trace(), lambda _name, error: unexpected.append(error))
        version = Version.from_number(broker.versions[-1])
        config = SessionConfig(url=f"mqtt://127.0.0.1:{broker.port}", version=version, name="topics")
        try:
            result = await scenario(browsing, config)
        finally:
            await browsing.close()
            await broker.close()
        assert unexpected == []
        return result

    return asyncio.run(play())


def test_what_is_published_is_in_the_tree_and_a_new_opening_begins_empty():
    async def scenario(browsing: Browsing, config: SessionConfig) -> None:
        await browsing.open(config, ("#",))
        assert browsing.is_open
        assert browsing.snapshot.state is SessionState.CONNECTED
        assert browsing.grants[0].granted_qos == 0
        done = await browsing.publish("acme/a", b"1", qos=1)
        assert done.ack_ms is not None
        async with asyncio.timeout(5):
            while (topic := browsing.topics.topic("acme/a")) is None:
                await asyncio.sleep(0.01)
        assert topic.last is not None
        assert topic.last.payload == b"1"
        await browsing.open(config, ("other/#",))
        assert browsing.topics.topic("acme/a") is None
        await browsing.close()
        assert not browsing.is_open

    browse(scenario)


def test_a_refusal_leaves_it_closed():
    async def scenario(browsing: Browsing, config: SessionConfig) -> None:
        with pytest.raises(MqttFault) as caught:
            await browsing.open(config)
        assert caught.value.reason is MqttReason.NOT_AUTHORIZED
        assert not browsing.is_open
        with pytest.raises(MqttFault):
            await browsing.publish("a", b"")

    browse(scenario, BrokerPlan(anonymous=False))
