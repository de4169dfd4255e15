"""An MQTT session as the loop sees it: connect, publish, subscribe, listen; reconnects by itself.

Works on any event loop: paho and the dialling have threads of their own, and come back through
`call_soon_threadsafe`. All methods are called on the loop.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from app.core.observable import Signal
from app.core.stream import Stream
from app.core.tasks import TaskScope
from app.core.threads import in_thread
from app.mqtt.client import MqttClient
from app.mqtt.connack import PERMANENT, Connected
from app.mqtt.dial import dial
from app.mqtt.dialled import Dialled
from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.line import Line, Post
from app.mqtt.messages import Message
from app.mqtt.outbox import Outbox, check, check_filter
from app.mqtt.outflow import Receipt
from app.mqtt.packets import Packet, PacketType, Publish, Suback, Subscription, Unsuback, Version
from app.mqtt.properties import NO_PROPERTIES, Properties
from app.mqtt.reasons import reason_name
from app.mqtt.session_config import Backoff, Endpoint, SessionConfig, Tls, endpoint_of, unique_client_id
from app.mqtt.session_values import Acknowledgement, Grant, SessionSnapshot, SessionState
from app.mqtt.sinks import MessageSink, SentSink, Sinks
from app.mqtt.trace import Trace

__all__ = [
    "Acknowledgement",
    "Backoff",
    "Connected",
    "Endpoint",
    "Grant",
    "Message",
    "Session",
    "SessionConfig",
    "SessionSnapshot",
    "SessionState",
    "Tls",
    "endpoint_of",
]

_END_S = 1.0


class Session:
    """One session over any number of connections, one after the other."""

    def __init__(
        self,
        config: SessionConfig,
        *,
        trace: Trace | None = None,
        report: Callable[[str, BaseException], None] | None = None,
    ) -> None:
        """report: for mistakes of ours in background tasks; None gives them to the loop's handler."""
        if not config.client_id and (config.version is not Version.V5 or config.keeps_session):
            config = replace(config, client_id=unique_client_id())
        loop = asyncio.get_running_loop()
        self.config = config
        self.changed: Signal[SessionSnapshot] = Signal()
        self._trace = trace
        self._snapshot = SessionSnapshot(SessionState.IDLE, config.label)
        self._post = Post(loop)
        self._scope = TaskScope(report or _to_handler(loop))
        self._client = MqttClient(config, self._on_written)
        self._line: Line | None = None
        self._held_ids: set[int] = set()
        self._sinks = Sinks()
        self._subscriptions: dict[str, Subscription] = {}
        self._outbox = Outbox(config.version)
        self._is_connected = asyncio.Event()
        self._hurry = asyncio.Event()
        self._closing = False
        self._earlier_bytes = (0, 0)

    # State.

    @property
    def snapshot(self) -> SessionSnapshot:
        return self._snapshot

    @property
    def state(self) -> SessionState:
        return self._snapshot.state

    @property
    def bytes_out(self) -> int:
        """Written on all connections, packet headers included, TLS and WebSocket not."""
        return self._earlier_bytes[0] + (self._line.tap.bytes_out if self._line else 0)

    @property
    def bytes_in(self) -> int:
        """Read on all connections, packet headers included, TLS and WebSocket not."""
        return self._earlier_bytes[1] + (self._line.tap.bytes_in if self._line else 0)

    @property
    def most_in_flight(self) -> int:
        """The most acknowledged messages that were under way at once on the present connection."""
        return self._line.tap.outflow.most_open if self._line else 0

    # Connecting.

    async def connect(self) -> Connected:
        """Connect for the first time; MqttFault says at which step and why it failed."""
        if self.state is not SessionState.IDLE:
            raise RuntimeError(f"session is {self.state.value}")
        self._show(SessionState.CONNECTING)
        try:
            facts = await self._attempt(clean_start=self.config.clean_start)
        except BaseException as error:
            await self._release()
            self._show(SessionState.CLOSED, error if isinstance(error, MqttFault) else None)
            raise
        self._entered(facts)
        return facts

    async def wait_connected(self) -> None:
        """Until there is a connection; MqttFault NOT_CONNECTED if there will be none."""
        await self._is_connected.wait()
        self._require_connection()

    async def disconnect(self, *, forget: bool = True, limit_s: float = _END_S) -> None:
        """Say goodbye and end, in limit_s or little more.

        forget: have the broker drop the session too, where one is kept. What waits for an acknowledgement
        gets MqttFault NOT_CONNECTED.
        """
        if self.state is SessionState.CLOSED:
            return
        line = self._line if self.state is SessionState.CONNECTED else None
        self._closing = True
        forget = forget and self.config.keeps_session
        try:
            if line is not None:
                self._client.say_goodbye(forget=forget)
                await asyncio.wait([line.gone], timeout=limit_s)
                if forget and self.config.version is not Version.V5:
                    await self._drop_old_session(limit_s)
        finally:
            await self._release()
            self._show(SessionState.CLOSED)

    def retry_now(self) -> None:
        """Do not wait for the end of the pause: the computer woke up, or the network has changed."""
        self._hurry.set()

    async def _attempt(self, *, clean_start: bool) -> Connected:
        config = self.config
        deadline = asyncio.get_running_loop().time() + config.connect_timeout_s
        dialled = await in_thread(f"dial {config.endpoint.authority}", partial(dial, config), _close)
        line = self._take_line(dialled)
        self._client.open(line.tap, line, clean_start=clean_start)
        try:
            async with asyncio.timeout_at(deadline):
                return await line.ready
        except TimeoutError:
            raise line.silence() from None
        finally:
            if not line.ready.done() or line.ready.cancelled() or line.ready.exception() is not None:
                line.tap.abort()
                await asyncio.wait([line.gone], timeout=_END_S)

    def _take_line(self, dialled: Dialled) -> Line:
        self._earlier_bytes = (self.bytes_out, self.bytes_in)
        self._line = Line(
            self.config,
            dialled,
            self._post,
            sinks=self._sinks,
            on_receipt=self._on_receipt,
            on_packet=self._on_packet,
            held_ids=self._held_ids,
            trace=self._trace,
        )
        return self._line

    def _entered(self, facts: Connected, *, again: bool = False) -> None:
        assert self._line is not None
        self._show(SessionState.CONNECTED, connected=facts, again=again)
        self._scope.start(self._watch(self._line), name=f"mqtt watch {self.config.label}")

    async def _watch(self, line: Line) -> None:
        """Wait for the end of the connection, and see to the next."""
        fault = await line.gone
        if self._closing:
            return
        backoff = self.config.reconnect
        if backoff is None:
            self._give_up(fault)
            return
        self._outbox.fail(fault, keep_acknowledged=True)
        self._show(SessionState.WAITING, fault)
        await self._reconnect(backoff, fault)

    async def _reconnect(self, backoff: Backoff, fault: MqttFault) -> None:
        attempt = 0
        while True:
            await self._pause(backoff.pause_s(attempt, random.random()))
            attempt += 1
            self._show(SessionState.CONNECTING, fault, attempts=attempt)
            try:
                facts = await self._attempt(clean_start=not self.config.keeps_session)
            except MqttFault as found:
                fault = found
            else:
                break
            if fault.reason in PERMANENT:
                self._give_up(fault)
                return
            self._show(SessionState.WAITING, fault, attempts=attempt)
        if not facts.session_present and self._subscriptions:
            self._client.subscribe(tuple(self._subscriptions.values()), ())
        self._entered(facts, again=True)

    async def _pause(self, pause_s: float) -> None:
        self._hurry.clear()
        try:
            async with asyncio.timeout(pause_s):
                await self._hurry.wait()
        except TimeoutError:
            pass

    def _give_up(self, fault: MqttFault) -> None:
        """No connection any more, for this reason."""
        self._closing = True
        self._let_go(fault)
        self._show(SessionState.CLOSED, fault)

    async def _release(self) -> None:
        """End what still runs: tasks, network thread, everybody who waits."""
        self._closing = True
        if self._line is not None and not self._line.gone.done():
            self._line.tap.abort()
            await asyncio.wait([self._line.gone], timeout=_END_S)
        await self._scope.close()
        self._let_go(MqttFault(MqttReason.NOT_CONNECTED))

    def _let_go(self, fault: MqttFault) -> None:
        self._outbox.fail(fault)
        self._client.join(_END_S)
        self._client.close()
        self._post.close()

    async def _drop_old_session(self, limit_s: float) -> None:
        """Before MQTT 5 only a connection with Clean Session ends a session."""
        last = replace(
            self.config, session_expiry_s=None, reconnect=None, connect_timeout_s=limit_s, will=None
        )
        session = Session(last, trace=self._trace)
        try:
            await session.connect()
        except MqttFault:
            return
        await session.disconnect(limit_s=limit_s)

    def _show(
        self,
        state: SessionState,
        fault: MqttFault | None = None,
        *,
        connected: Connected | None = None,
        attempts: int = 0,
        again: bool = False,
    ) -> None:
        before = self._snapshot
        self._snapshot = SessionSnapshot(
            state, before.label, connected or before.connected, fault, before.reconnects + again, attempts
        )
        if state in (SessionState.CONNECTED, SessionState.CLOSED):
            self._is_connected.set()
        else:
            self._is_connected.clear()
        self.changed.emit(self._snapshot)

    # Receiving.

    def add_sink(self, sink: MessageSink) -> Callable[[], None]:
        """Have messages delivered in bulk, in the network thread; returns the function that ends it."""
        return self._sinks.add(sink)

    def add_sent_sink(self, sink: SentSink) -> Callable[[], None]:
        """Be told of each PUBLISH that was written, in the network thread; returns what ends it."""
        return self._sinks.add_sent(sink)

    def listen(self, limit: int = 10_000, interval_s: float = 0.05) -> Stream[Message]:
        """Messages in batches on the loop, the newest `limit` of them; `stop_listening` ends the stream."""
        return self._sinks.open_stream(limit, interval_s)

    def stop_listening(self, stream: Stream[Message]) -> None:
        self._sinks.close_stream(stream)

    # Subscribing.

    async def subscribe(self, *filters: str | Subscription, qos: int = 0) -> tuple[Grant, ...]:
        """Subscribe in one packet; the filters are subscribed to again after a lost session.

        MqttFault SUBSCRIBE_REFUSED if the broker refuses all of them, UNENCODABLE for what is no filter.
        """
        wanted = tuple(Subscription(each, qos) if isinstance(each, str) else each for each in filters)
        for each in wanted:
            check_filter(each.filter, self.config.version)
        self._require_connection()
        packet_id = self._client.subscribe(wanted, ())
        codes = await self._outbox.answer(packet_id, "SUBACK", self.config.answer_timeout_s)
        names = (reason_name(PacketType.SUBACK, code, self.config.version) or "" for code in codes)
        grants = tuple(
            Grant(each.filter, code, name) for each, code, name in zip(wanted, codes, names, strict=False)
        )
        granted = [each for each, grant in zip(wanted, grants, strict=False) if grant.granted_qos is not None]
        self._subscriptions |= {each.filter: each for each in granted}
        if grants and not granted:
            code = f"0x{grants[0].reason_code:02X}"
            evidence = {"reason_code": code, "reason": grants[0].reason, "topic": grants[0].filter}
            raise MqttFault(MqttReason.SUBSCRIBE_REFUSED, evidence)
        return grants

    async def unsubscribe(self, *filters: str) -> None:
        self._require_connection()
        for each in filters:
            check_filter(each, self.config.version)
            self._subscriptions.pop(each, None)
        packet_id = self._client.unsubscribe(filters)
        await self._outbox.answer(packet_id, "UNSUBACK", self.config.answer_timeout_s)

    # Publishing.

    async def publish(
        self,
        topic: str,
        payload: bytes = b"",
        *,
        qos: int = 0,
        retain: bool = False,
        properties: Properties = NO_PROPERTIES,
    ) -> Acknowledgement:
        """Publish and wait: at QoS 0 until written, above until acknowledged, over reconnects too.

        The broker's Receive Maximum is kept. MqttFault for what the broker does not take, before anything is
        sent, and PUBLISH_REFUSED for what it answers with an error.
        """
        packet = Publish(topic, payload, qos, retain, packet_id=1 if qos else None, properties=properties)
        check(packet, self._snapshot.connected, self.config.version)
        if not qos:
            self._require_connection()
        else:
            self._require_life()
            await self._outbox.places.acquire()
            try:  # by now it may be another connection, or none
                self._require_life()
                check(packet, self._snapshot.connected, self.config.version)
            except MqttFault:
                self._outbox.places.release()
                raise
        packet_id = self._client.publish(topic, payload, qos, retain, properties.items)
        return await self._outbox.acknowledgement(packet_id, topic, qos)

    def _require_connection(self) -> None:
        if self.state is not SessionState.CONNECTED:
            raise self._snapshot.fault or MqttFault(MqttReason.NOT_CONNECTED)

    def _require_life(self) -> None:
        if self._closing or self.state is SessionState.IDLE:
            raise self._snapshot.fault or MqttFault(MqttReason.NOT_CONNECTED)

    # From the network thread.

    def _on_written(self, packet_id: int) -> None:
        # At QoS 1 and 2 the receipt has all of this and more.
        if self._outbox.is_qos_0(packet_id) is not False:
            self._post(self._outbox.written, packet_id)

    # On the loop, by way of the post.

    def _on_receipt(self, at_ns: int, receipt: Receipt) -> None:
        self._outbox.received(at_ns, receipt)

    def _on_packet(self, packet: Packet) -> None:
        if isinstance(packet, Suback | Unsuback):
            self._outbox.answered(packet.packet_id, packet.reason_codes)


def _close(dialled: Dialled) -> None:
    dialled.link.close()


def _to_handler(loop: asyncio.AbstractEventLoop) -> Callable[[str, BaseException], None]:
    def report(name: str, error: BaseException) -> None:
        loop.call_exception_handler({"message": f"task {name} failed", "exception": error})

    return report
