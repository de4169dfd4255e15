"""The only place that knows paho: a client that runs on our tap, in a thread of our own.

paho encodes CONNECT, keeps alive, numbers and repeats messages, and acknowledges. It never sees a foreign
byte: see `app.mqtt.intake`. Of its inside three names are used, `_create_socket`, `_packet_queue` and
`_reset_sockets`, and a test pins them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol

from paho.mqtt.client import MQTT_CLEAN_START_FIRST_ONLY, Client, MQTTMessageInfo
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties as PahoProperties
from paho.mqtt.subscribeoptions import SubscribeOptions

from app.mqtt.packets import Subscription, Version, Will
from app.mqtt.properties import Property, PropertyValue
from app.mqtt.session_config import SessionConfig
from app.mqtt.wire import Tap

_TICK_S = 0.25
"""How late a PINGREQ may be: a fraction of the shortest keep-alive, one second."""

Items = tuple[tuple[Property, PropertyValue], ...]


class _TappedClient(Client):
    """paho with two seams: where its socket comes from, and when a packet enters its queue."""

    def __init__(self, config: SessionConfig) -> None:
        is_v5 = config.version is Version.V5
        super().__init__(
            CallbackAPIVersion.VERSION2,
            client_id=config.client_id,
            clean_session=None if is_v5 else not config.keeps_session,
            protocol=MQTTProtocolVersion(int(config.version)),
            reconnect_on_failure=False,
        )
        self.tap: Tap | None = None
        self._queue_order = threading.RLock()

    def _create_socket(self) -> Any:
        assert self.tap is not None
        return self.tap

    def release(self) -> None:
        """Close the pair of sockets by which its thread was woken."""
        self._reset_sockets()

    def _packet_queue(
        self, command: int, packet: Any, mid: int, qos: int, info: MQTTMessageInfo | None = None
    ) -> MQTTErrorCode:
        # The stamp and the place in the queue must have the same order, and two threads may be here.
        with self._queue_order:
            if self.tap is not None:
                self.tap.queued()
            return super()._packet_queue(command, packet, mid, qos, info)


class Progress(Protocol):
    """Who hears of one connection; called in the network thread."""

    def accepted(self) -> None:
        """paho has seen CONNACK and sends what it is given."""

    def ended(self) -> None:
        """The connection is over and its thread is about to end."""


class MqttClient:
    """One session's client library over any number of connections.

    on_written: told the number of each QoS 0 message that has left, in the network thread.
    """

    def __init__(self, config: SessionConfig, on_written: Callable[[int], None]) -> None:
        self._config = config
        self._thread: threading.Thread | None = None
        self._ending = threading.Lock()
        self._is_running = False
        self._is_closed = False
        self._paho = _TappedClient(config)
        self._paho.max_queued_messages_set(0)
        self._paho.max_inflight_messages_set(
            0
        )  # the tap keeps Receive Maximum, paho does not when it resends
        self._paho.on_publish = lambda _client, _data, mid, *_: on_written(mid)
        # Its presence tells paho that somebody else's thread writes: ours, woken through its socket pair.
        self._paho.on_socket_register_write = lambda *_: None
        if config.username is not None:
            password = config.password.reveal() if config.password is not None else None
            self._paho.username_pw_set(config.username, password)
        if config.will is not None:
            self._set_will(config.will)

    def open(self, tap: Tap, progress: Progress, *, clean_start: bool) -> None:
        """Run MQTT over the tap in a thread of its own, from CONNECT on. clean_start: MQTT 5 only."""
        config, paho = self._config, self._paho
        paho.tap = tap
        paho.on_connect = lambda *_: progress.accepted()
        is_v5 = config.version is Version.V5
        endpoint = config.endpoint
        paho.connect_async(
            endpoint.host,
            endpoint.port,
            keepalive=config.keep_alive_s,
            clean_start=clean_start if is_v5 else MQTT_CLEAN_START_FIRST_ONLY,
            properties=_paho_properties(PacketTypes.CONNECT, config.connect_properties()) if is_v5 else None,
        )
        self._thread = threading.Thread(
            target=self._run, args=(tap, progress), name=f"mqtt {config.label}", daemon=True
        )
        self._is_running = True
        self._thread.start()

    def _run(self, tap: Tap, progress: Progress) -> None:
        try:
            self._paho.reconnect()
            while self._paho.loop(_TICK_S) == MQTTErrorCode.MQTT_ERR_SUCCESS:
                pass
        except OSError:
            pass  # the tap knows the reason
        finally:
            tap.close()
            with self._ending:
                self._is_running = False
                if self._is_closed:
                    self._paho.release()
            progress.ended()

    def publish(self, topic: str, payload: bytes, qos: int, retain: bool, properties: Items) -> int:
        """Put a message into the queue; its packet identifier, at QoS 0 a number for `on_written`."""
        packed = _paho_properties(PacketTypes.PUBLISH, properties) if properties else None
        return self._paho.publish(topic, payload, qos, retain, packed).mid

    def subscribe(self, subscriptions: tuple[Subscription, ...], properties: Items) -> int:
        """Queue a SUBSCRIBE; its packet identifier."""
        if self._config.version is not Version.V5:
            mid = self._paho.subscribe([(each.filter, each.qos) for each in subscriptions])[1]
        else:
            options = [
                (
                    each.filter,
                    SubscribeOptions(each.qos, each.no_local, each.retain_as_published, each.retain_handling),
                )
                for each in subscriptions
            ]
            packed = _paho_properties(PacketTypes.SUBSCRIBE, properties) if properties else None
            mid = self._paho.subscribe(options, properties=packed)[1]
        return mid or 0

    def unsubscribe(self, filters: tuple[str, ...]) -> int:
        """Queue an UNSUBSCRIBE; its packet identifier."""
        return self._paho.unsubscribe(list(filters))[1] or 0

    def say_goodbye(self, *, forget: bool) -> None:
        """Queue a DISCONNECT, after which paho closes. forget: end the session too (MQTT 5)."""
        items: Items = ((Property.SESSION_EXPIRY_INTERVAL, 0),) if forget else ()
        if self._config.version is Version.V5 and items:
            self._paho.disconnect(properties=_paho_properties(PacketTypes.DISCONNECT, items))
        else:
            self._paho.disconnect()

    @property
    def runs(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def join(self, timeout_s: float) -> bool:
        """Wait for the network thread; False if it still runs."""
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout_s)
        return not self.runs

    def close(self) -> None:
        """Free what the client holds. A network thread that still runs does it at its end: nobody else may
        touch its sockets, and the caller must not wait for it.
        """
        with self._ending:
            self._is_closed = True
            if not self._is_running:
                self._paho.release()

    def _set_will(self, will: Will) -> None:
        packed = None
        if self._config.version is Version.V5 and will.properties.items:
            packed = _paho_properties(PacketTypes.WILLMESSAGE, will.properties.items)
        self._paho.will_set(will.topic, will.payload, will.qos, will.retain, packed)


def _paho_properties(packet_type: int, items: Items) -> PahoProperties:
    packed = PahoProperties(packet_type)  # type: ignore[no-untyped-call]
    for identifier, value in items:
        setattr(packed, identifier.oasis_name.replace(" ", ""), value)
    return packed
