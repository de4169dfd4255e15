"""Where a trial works: connections of its own, topics of its own, and everything put back afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any

from app.core.threads import Cancellation
from app.mqtt.conformance.conversation import Conversation
from app.mqtt.conformance.values import Outcome, PacketSeen
from app.mqtt.connack import Connected
from app.mqtt.faults import MqttFault
from app.mqtt.packet_types import Version
from app.mqtt.packets import Connect, Will
from app.mqtt.properties import Properties, Property, PropertyValue
from app.mqtt.session_config import SessionConfig, unique_client_id


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing to try. v5 and v311: the rule's number in either text; None where there is no such thing."""

    code: str
    run: Callable[[Bench], Outcome]
    v5: str | None
    v311: str | None

    def rule(self, version: Version) -> str | None:
        return self.v5 if version is Version.V5 else self.v311


class Bench:
    """A context: afterwards all connections are closed, sessions forgotten and retained messages cleared.

    known: what CONNACK said to a first connection. prefix: everything is published below it.
    settle_s: how long to listen for what must not come.
    """

    settle_s = 0.4

    def __init__(
        self,
        config: SessionConfig,
        known: Connected,
        cancellation: Cancellation,
        *,
        prefix: str,
        thorough: bool = False,
        limit_s: float = 5.0,
    ) -> None:
        self.config = config
        self.known = known
        self.prefix = prefix
        self.thorough = thorough
        self.limit_s = limit_s
        self.seen: list[PacketSeen] = []
        self._cancellation = cancellation
        self._started_s = time.monotonic()
        self._open: list[Conversation] = []
        self._retained: list[str] = []
        self._kept_ids: list[str] = []

    @property
    def is_v5(self) -> bool:
        return self.config.version is Version.V5

    def qos(self, wanted: int) -> int:
        """The highest QoS up to `wanted` that the broker has."""
        return min(wanted, self.known.maximum_qos)

    def topic(self, *levels: str) -> str:
        return "/".join((self.prefix, *levels))

    def connect(
        self,
        name: str,
        *,
        client_id: str | None = None,
        clean_start: bool = True,
        keep_s: int = 0,
        keep_alive_s: int = 60,
        will: Will | None = None,
        **properties: PropertyValue,
    ) -> Conversation:
        """A new connection. keep_s: have the session kept for so long; it is forgotten at the end.

        properties: of CONNECT in MQTT 5, by their names: `receive_maximum=2`.
        """
        config = self.config
        client_id = unique_client_id("lwc") if client_id is None else client_id
        items: list[tuple[Property, Any]] = [
            (Property[key.upper()], value) for key, value in properties.items()
        ]
        if keep_s:
            items.append((Property.SESSION_EXPIRY_INTERVAL, keep_s))
            self._kept_ids.append(client_id)
        connect = Connect(
            client_id,
            clean_start=clean_start and (self.is_v5 or not keep_s),
            keep_alive_s=keep_alive_s,
            will=will,
            username=config.username,
            password=config.password.reveal().encode() if config.password else None,
            properties=Properties(tuple(items)) if self.is_v5 else Properties(),
        )
        talk = Conversation.open(
            config,
            connect,
            self._cancellation,
            name=name,
            seen=self.seen,
            started_s=self._started_s,
            limit_s=self.limit_s,
            prefix=self.prefix,
        )
        self._open.append(talk)
        return talk

    def retain(self, talk: Conversation, topic: str, payload: bytes) -> None:
        """Publish a retained message, which is cleared at the end."""
        self._retained.append(topic)
        talk.publish(topic, payload, qos=self.qos(1), retain=True)

    def wait_s(self, seconds: float) -> None:
        self._cancellation.wait(seconds)

    def __enter__(self) -> Bench:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        evidence, self.seen = self.seen, []  # tidying up is no evidence
        for talk in self._open:
            talk.goodbye()
        with suppress(MqttFault):
            if self._retained:
                self._clear(self._retained)
        for client_id in dict.fromkeys(self._kept_ids):
            with suppress(MqttFault):
                self.connect("tidy", client_id=client_id).goodbye()
        self.seen = evidence

    def _clear(self, topics: list[str]) -> None:
        talk = self.connect("tidy")
        for topic in dict.fromkeys(topics):
            talk.publish(topic, b"", qos=self.qos(1), retain=True, must=False)
        talk.goodbye()


def patient(config: SessionConfig) -> SessionConfig:
    """The configuration that trials use: a connection of theirs ends for good when it ends."""
    return replace(config, reconnect=None, will=None, session_expiry_s=None)
