"""The lab's pumps at a real broker: retained states at once, readings that go on, the same story always."""

from __future__ import annotations

import asyncio
import json
import random

import pytest

from app.lab.broker import LabBroker
from app.lab.broker_plan import BrokerPlan
from app.lab.fleet import PUMPS, Fleet, _readings
from app.mqtt.faults import MqttFault
from app.mqtt.messages import Message
from app.mqtt.packets import Version
from app.mqtt.session import Session, SessionConfig


def test_states_are_retained_and_readings_go_on() -> None:
    unexpected: list[BaseException] = []

    async def play() -> dict[str, list[Message]]:
        broker = LabBroker(BrokerPlan())
        await broker.start()
        fleet = Fleet(broker.port, lambda _name, error: unexpected.append(error))
        await fleet.start()
        watcher = Session(SessionConfig(url=f"mqtt://127.0.0.1:{broker.port}", version=Version.V311))
        heard: dict[str, list[Message]] = {}
        try:
            await watcher.connect()
            messages = watcher.listen()
            await watcher.subscribe("acme/#", qos=1)
            async with asyncio.timeout(15):
                async for batch in messages.batches():
                    for message in batch:
                        heard.setdefault(message.topic, []).append(message)
                    if all(len(heard.get(f"acme/{pump}/flow", [])) >= 2 for pump in PUMPS):
                        break
        finally:
            await watcher.disconnect()
            await fleet.close()
            await broker.close()
        return heard

    heard = asyncio.run(play())
    assert unexpected == []
    for pump in PUMPS:
        assert [(one.payload, one.retain) for one in heard[f"acme/{pump}/status"]] == [(b"online", True)]
        assert {one.retain for one in heard[f"acme/{pump}/flow"]} == {False}
        assert 20 < json.loads(heard[f"acme/{pump}/flow"][0].payload)["l_min"] < 70
        assert 2 < float(heard[f"acme/{pump}/pressure"][0].payload) < 6


def test_without_a_broker_it_cannot_start() -> None:
    async def play() -> None:
        fleet = Fleet(1, lambda _name, _error: None)
        with pytest.raises(MqttFault):
            await fleet.start()
        await fleet.close()

    asyncio.run(play())


def test_the_same_seed_tells_the_same_story() -> None:
    def story() -> list[tuple[str, bytes, int]]:
        chance = random.Random(12)
        return [said for tick in range(40) for said in _readings("pump12", 0, tick, chance)]

    assert story() == story()
    commands = [json.loads(payload) for topic, payload, qos in story() if topic.endswith("/valve")]
    assert [command["open"] for command in commands] == [True, False]
