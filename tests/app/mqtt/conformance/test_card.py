"""The whole card on real brokers: what it says, and that it leaves nothing behind."""

from __future__ import annotations

import asyncio

import pytest

from app.core.secrets import Secret
from app.lab.broker import BrokerKind, LabBroker, mosquitto_path
from app.lab.broker_plan import BrokerPlan
from app.mqtt.conformance.card import PREFIX, measure
from app.mqtt.conformance.trials import TRIALS
from app.mqtt.conformance.values import Card, Verdict, WhyNot
from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.packets import Version
from app.mqtt.session import Session, SessionConfig, Tls

needs_mosquitto = pytest.mark.skipif(mosquitto_path() is None, reason="Mosquitto is not installed")


def card_of(
    kind: BrokerKind, version: Version, *, only: tuple[str, ...] = (), plan: BrokerPlan | None = None
) -> tuple[Card, set[str], set[str]]:
    """The card, all topics that somebody else saw meanwhile, and those that are retained afterwards."""

    async def play():
        broker = LabBroker(plan or BrokerPlan(), kind=kind)
        await broker.start()
        try:
            config = SessionConfig(url=f"mqtt://127.0.0.1:{broker.port}", version=version)
            async with asyncio.timeout(60):
                witness = Session(config)
                await witness.connect()
                heard: set[str] = set()
                witness.add_sink(lambda _at, raw: heard.update(each[0].decode() for each in raw))
                await witness.subscribe("#")
                card = await measure(config, only=only)
                await witness.disconnect()
                left: set[str] = set()
                late = Session(config)
                await late.connect()
                late.add_sink(lambda _at, raw: left.update(each[0].decode() for each in raw))
                await late.subscribe(f"{PREFIX}/#")
                await asyncio.sleep(0.2)
                await late.disconnect()
        finally:
            await broker.close()
        return card, heard, left

    return asyncio.run(play())


@needs_mosquitto
@pytest.mark.slow
def test_mosquitto_breaks_no_rule_and_keeps_nothing_of_ours() -> None:
    card, heard, left = card_of(BrokerKind.MOSQUITTO, Version.V5)
    assert [line.code for line in card.lines] == [trial.code for trial in TRIALS]
    assert {line.code: line.fault for line in card.lines if line.verdict is Verdict.UNCLEAR} == {}
    assert card.broken == ()
    assert card.left_behind == 0
    assert left == set()
    assert heard
    assert {topic for topic in heard if not topic.startswith(f"{card.prefix}/")} == set()
    by_code = {line.code: line for line in card.lines}
    assert str(by_code["sys-topics"].observed["version"]).startswith("mosquitto version")
    assert by_code["largest-packet"].observed["largest_bytes"] == 65_536
    assert by_code["topic-alias"].observed["alias_10"] == 2
    assert all(line.packets for line in card.lines)
    assert card.connected.topic_alias_maximum == 10


def test_a_broker_that_raises_the_qos_is_found_out() -> None:
    card, _, left = card_of(BrokerKind.AMQTT, Version.V311, only=("qos-upgrade", "retained", "no-local"))
    upgrade, retained, no_local = card.lines
    assert upgrade.verdict is Verdict.BROKEN
    assert upgrade.rule == "MQTT-3.8.4-6"
    assert upgrade.tries == 2
    assert (upgrade.expected["qos_0_to_2"], upgrade.observed["qos_0_to_2"]) == (0, 2)
    assert retained.verdict is Verdict.KEPT
    assert (no_local.verdict, no_local.why) == (Verdict.NOT_TRIED, WhyNot.VERSION)
    assert {topic for topic in left if topic.startswith(PREFIX)} == set()


@needs_mosquitto
def test_what_may_not_be_subscribed_to_is_unclear_and_the_password_is_no_evidence() -> None:
    plan = BrokerPlan(anonymous=False, users={"field": "hunter2"})

    async def play() -> Card:
        broker = LabBroker(plan, kind=BrokerKind.MOSQUITTO)
        await broker.start()
        url = f"mqtt://127.0.0.1:{broker.port}"
        try:
            with pytest.raises(MqttFault) as caught:
                await measure(SessionConfig(url=url))
            assert caught.value.reason is MqttReason.NOT_AUTHORIZED
            known = SessionConfig(url=url, username="field", password=Secret("hunter2"))
            return await measure(known, only=("takeover",))
        finally:
            await broker.close()

    card = asyncio.run(play())
    assert card.lines[0].verdict is Verdict.KEPT
    raw = b"".join(packet.raw for packet in card.lines[0].packets)
    assert b"field" in raw
    assert b"hunter2" not in raw
    assert b"*******" in raw


@needs_mosquitto
def test_the_same_through_tls() -> None:
    async def play() -> Card:
        broker = LabBroker(BrokerPlan(tls="valid"), kind=BrokerKind.MOSQUITTO)
        await broker.start()
        try:
            config = SessionConfig(
                url=f"mqtts://localhost:{broker.tls_port}", tls=Tls(ca_file=broker.ca_file)
            )
            return await measure(config, only=("order", "largest-packet", "takeover"))
        finally:
            await broker.close()

    card = asyncio.run(play())
    order, takeover, largest = card.lines
    assert (order.verdict, takeover.verdict) == (Verdict.KEPT, Verdict.KEPT)
    assert largest.observed["largest_bytes"] == 65_536
    assert card.connected.tls_version is not None


@needs_mosquitto
def test_cancelling_ends_at_once() -> None:
    async def play() -> float:
        broker = LabBroker(BrokerPlan(), kind=BrokerKind.MOSQUITTO)
        await broker.start()
        try:
            config = SessionConfig(url=f"mqtt://127.0.0.1:{broker.port}")
            since = asyncio.get_running_loop().time()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.5):
                    await measure(config, only=("keep-alive",))
            return asyncio.get_running_loop().time() - since
        finally:
            await broker.close()

    assert asyncio.run(play()) < 3
