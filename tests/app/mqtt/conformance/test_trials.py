"""Every trial can find its rule broken: a real broker behind a relay that breaks it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.lab.broker import BrokerKind, LabBroker, mosquitto_path
from app.lab.broker_plan import BrokerPlan
from app.mqtt.conformance import bench, delivering, limits, retaining, sessions, subscribing
from app.mqtt.conformance.card import measure
from app.mqtt.conformance.trials import TRIALS
from app.mqtt.conformance.values import Line, Verdict
from app.mqtt.packets import Connack, Disconnect, Packet, Publish, Suback, Version
from app.mqtt.properties import Properties, Property
from app.mqtt.session_config import SessionConfig
from tests.app.mqtt.conformance.altering import Alter, altering

pytestmark = pytest.mark.skipif(mosquitto_path() is None, reason="Mosquitto is not installed")


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench.Bench, "settle_s", 0.1)  # what the relay adds comes together with the rest


def lines_of(alter: Alter, *codes: str) -> dict[str, Line]:
    async def play() -> dict[str, Line]:
        broker = LabBroker(BrokerPlan(), kind=BrokerKind.MOSQUITTO)
        await broker.start()
        try:
            async with altering(broker.port, alter) as port:
                config = SessionConfig(url=f"mqtt://127.0.0.1:{port}")
                card = await measure(config, only=codes, limit_s=0.7)
        finally:
            await broker.close()
        return {line.code: line for line in card.lines}

    return asyncio.run(play())


def on_publish(change: Callable[[Publish], list[Packet]]) -> Alter:
    return lambda packet: change(packet) if isinstance(packet, Publish) else [packet]


@pytest.mark.parametrize(
    ("alter", "codes"),
    [
        (on_publish(lambda p: []), ("will", "wildcard-parent", "session-resume")),
        (on_publish(lambda p: [replace(p, retain=False, dup=False)]), ("redelivery", "retain-as-published")),
        (on_publish(lambda p: [replace(p, retain=True)]), ("retained-live-flag",)),
        (on_publish(lambda p: [replace(p, properties=Properties())]), ("properties-forwarded",)),
        (on_publish(lambda p: [p, p]), ("shared-subscription", "receive-maximum")),
        (on_publish(lambda p: [p, replace(p, topic="foreign", qos=0, packet_id=None)]), ("nothing-else",)),
        (
            on_publish(lambda p: [replace(p, qos=0, packet_id=None)]),
            ("qos-downgrade",),
        ),
        (
            on_publish(lambda p: [p, replace(p, payload=b"own")]),
            ("no-local",),
        ),
        (
            on_publish(lambda p: [p, replace(p, payload=b"two")]),
            ("wildcards",),
        ),
        (
            on_publish(lambda p: [p, replace(p, payload=b"gone")]),
            ("will-dropped",),
        ),
        (
            on_publish(lambda p: [p, replace(p, payload=b"1")]),
            ("retained-clearing", "retain-handling"),
        ),
        (
            on_publish(lambda p: [p, replace(p, payload=b"short")]),
            ("message-expiry",),
        ),
    ],
    ids=lambda value: "-and-".join(value) if isinstance(value, tuple) else "",
)
def test_a_breach_is_found(alter: Alter, codes: tuple[str, ...]) -> None:
    lines = lines_of(alter, *codes)
    assert {code: line.verdict for code, line in lines.items()} == dict.fromkeys(codes, Verdict.BROKEN)
    for line in lines.values():
        assert line.tries == (1 if line.code == "message-expiry" else 2)
        assert any(line.observed.get(key) != value for key, value in line.expected.items())


def test_order_is_judged_by_what_came_first() -> None:
    held: list[Publish] = []

    def swap(packet: Publish) -> list[Packet]:
        held.append(packet)
        if len(held) % 2:
            return []
        return [held[-1], held[-2]]

    assert lines_of(on_publish(swap), "order")["order"].verdict is Verdict.BROKEN


def test_what_connack_denies_is_not_tried() -> None:
    denied = Properties(
        (
            (Property.RETAIN_AVAILABLE, 0),
            (Property.WILDCARD_SUBSCRIPTION_AVAILABLE, 0),
            (Property.SHARED_SUBSCRIPTION_AVAILABLE, 0),
            (Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0),
        )
    )

    def deny(packet: Packet) -> list[Packet]:
        return [replace(packet, properties=denied) if isinstance(packet, Connack) else packet]

    codes = ("retained", "wildcards", "shared-subscription", "subscription-identifiers", "topic-alias")
    lines = lines_of(deny, *codes, "empty-client-id")
    assert {lines[code].verdict for code in codes} == {Verdict.NOT_OFFERED}
    assert lines["retained"].observed == {"retain_available": False}
    assert lines["empty-client-id"].verdict is Verdict.BROKEN  # this relay has taken the identifier out


def test_a_broker_that_hangs_up_leaves_the_trial_unclear() -> None:
    def farewell(packet: Packet) -> list[Packet]:
        return [Disconnect(0x97)] if isinstance(packet, Suback) else [packet]

    lines = lines_of(farewell, "will", "sys-topics")
    assert lines["sys-topics"].verdict is Verdict.NOTED
    assert lines["sys-topics"].observed["hangs_up"] is True
    line = lines["will"]
    assert line.verdict is Verdict.UNCLEAR
    assert line.fault == "disconnected"
    assert line.fault_evidence


def test_trials_are_one_list_of_one_kind() -> None:
    assert len({trial.code for trial in TRIALS}) == len(TRIALS)
    homes = {bench, delivering, limits, retaining, sessions, subscribing}
    assert {trial.run.__module__ for trial in TRIALS} <= {module.__name__ for module in homes}
    assert all(trial.rule(Version.V5) for trial in TRIALS)
