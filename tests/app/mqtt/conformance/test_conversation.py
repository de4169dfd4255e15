"""A conversation does what it is told and hears what is said, whatever the broker does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

import pytest

from app.core.threads import in_thread
from app.mqtt.conformance.conversation import Conversation
from app.mqtt.conformance.values import PacketSeen
from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.packets import Connack, Connect, Disconnect, Puback, Publish, Suback, Subscribe, Subscription
from app.mqtt.session_config import SessionConfig
from tests.scripted_broker import Peer, Script, scripted

T = TypeVar("T")


def talk(script: Script, work: Callable[[Conversation], T]) -> tuple[T, list[PacketSeen]]:
    seen: list[PacketSeen] = []

    async def play():
        async with scripted(script) as port:
            config = SessionConfig(url=f"mqtt://127.0.0.1:{port}")

            def run(cancellation):
                conversation = Conversation.open(
                    config,
                    Connect("tester"),
                    cancellation,
                    name="tester",
                    seen=seen,
                    started_s=time.monotonic(),
                    limit_s=0.5,
                    prefix="ours/",
                )
                try:
                    return work(conversation)
                finally:
                    conversation.goodbye()

            try:
                return await in_thread("talk", run)
            except MqttFault as fault:  # raised below: the script is to come to its own end first
                return fault

    result = asyncio.run(play())
    if isinstance(result, MqttFault):
        raise result
    return result, seen


def test_a_refusal_is_the_sessions_own_fault() -> None:
    async def refuse(peer: Peer) -> None:
        await peer.accept(Connack(0x87))

    with pytest.raises(MqttFault) as caught:
        talk(refuse, lambda conversation: None)
    assert caught.value.reason is MqttReason.NOT_AUTHORIZED


def test_messages_are_acknowledged_only_when_told_to() -> None:
    async def send_two(peer: Peer) -> None:
        await peer.accept()
        wanted = await peer.expect(Subscribe)
        await peer.send(Suback(wanted.packet_id, (1,)), Publish("a/b", b"1", 1, packet_id=7))
        await peer.send(Publish("other", b"2"))
        assert (await peer.expect(Puback)).packet_id == 7
        await peer.until_closed()

    def listen(conversation: Conversation) -> tuple[list[str], int]:
        conversation.acknowledges = False
        conversation.subscribe(Subscription("a/+", 1))
        conversation.wait_messages(1)
        conversation.listen(0.1)
        conversation.acknowledge_all()
        return conversation.payloads(), len(conversation.strays)

    (payloads, strays), seen = talk(send_two, listen)
    assert payloads == ["1"]
    assert strays == 1
    assert [packet.direction.value for packet in seen][:4] == ["out", "in", "out", "in"]


def test_silence_and_farewell_are_told_apart() -> None:
    async def silent(peer: Peer) -> None:
        await peer.accept()
        await peer.until_closed()

    async def leaving(peer: Peer) -> None:
        await peer.accept()
        await peer.expect(Publish)
        await peer.send(Disconnect(0x97))

    for script, reason in ((silent, MqttReason.TIMEOUT), (leaving, MqttReason.DISCONNECTED)):
        with pytest.raises(MqttFault) as caught:
            talk(script, lambda conversation: conversation.publish("a", qos=1))
        assert caught.value.reason is reason


def test_the_end_is_timed() -> None:
    async def cut(peer: Peer) -> None:
        await peer.accept()
        await asyncio.sleep(0.2)

    after_s, _ = talk(cut, lambda conversation: conversation.wait_end(3))
    assert after_s is not None
    assert 0.1 < after_s < 3
