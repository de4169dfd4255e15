"""An MQTT session as the loop sees it: connect, publish, subscribe, listen; reconnects by itself.

Works on any event loop: paho and the dialling have threads of their own, and come back through
`call_soon_threadsafe`. All methods are called on the loop.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial

from app.core.observable import Signal
from app.core.stream import Stream
from app.core.tasks import TaskScope
from app.core.threads import in_thread
from app.mqtt.client import MqttClient
from app.mqtt.connack import PERMANENT, Connected
from app.mqtt.dial import Dialled, dial
from app.mqtt.encoding import encode
from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.intake import RawMessage
from app.mqtt.line import Line, MessageSink, Post
from app.mqtt.messages import Message, message_of
from app.mqtt.outflow import Receipt
from app.mqtt.packets import Packet, PacketType, Publish, Suback, Subscription, Unsuback, Version
from app.mqtt.properties import NO_PROPERTIES, Properties
from app.mqtt.reasons import FIRST_ERROR, reason_name
from app.mqtt.session_config import Backoff, Endpoint, SessionConfig, Tls, endpoint_of, unique_client_id
from app.mqtt.topic_syntax import filter_breaches, has_wildcard
from app.mqtt.trace import Note, Trace
from app.mqtt.window import LARGEST, Window

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

_LONGEST_TEXT_BYTES = 65_535
_END_S = 1.0


class SessionState(Enum):
    IDLE = "idle"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    WAITING = "waiting"
    """The connection was lost; the next attempt comes after a pause."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class SessionSnapshot:
    """connected: of the present connection, or the last one. fault: why there is none, None while there is."""

    state: SessionState
    label: str
    connected: Connected | None = None
    fault: MqttFault | None = None
    reconnects: int = 0
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What became of a message. At QoS 0 it is written, nothing more: ack_ms and reason_code are None.

    queued_ms: in our own queue; ack_ms: from fully written to the last acknowledgement. Of a message that was
    resent both are those of the last time.
    """

    qos: int
    packet_id: int
    reason_code: int | None = None
    reason: str = ""
    queued_ms: float | None = None
    ack_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """The broker's answer to one filter; granted_qos is None where it refuses."""

    filter: str
    reason_code: int
    reason: str

    @property
    def granted_qos(self) -> int | None:
        return self.reason_code if self.reason_code <= 2 else None


@dataclass(slots=True)
class _Sent:
    """A message that waits for its end."""

    topic: str
    qos: int
    future: asyncio.Future[Acknowledgement]


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
        self._client = MqttClient(
            config, on_ready=self._on_ready, on_written=self._on_written, on_end=self._on_end
        )
        self._line: Line | None = None
        self._held_ids: set[int] = set()
        self._sinks: tuple[MessageSink, ...] = ()
        self._listeners: dict[int, MessageSink] = {}
        self._sent: dict[int, _Sent] = {}
        self._asked: dict[int, asyncio.Future[tuple[int, ...]]] = {}
        self._subscriptions: dict[str, Subscription] = {}
        self._window = Window()
        self._window.set_open(False)
        self._hurry = asyncio.Event()
        self._closing = False

    # State.

    @property
    def snapshot(self) -> SessionSnapshot:
        return self._snapshot

    @property
    def state(self) -> SessionState:
        return self._snapshot.state

    @property
    def bytes_out(self) -> int:
        """Written on the present connection, headers included."""
        return self._line.tap.bytes_out if self._line else 0

    @property
    def bytes_in(self) -> int:
        """Read on the present connection, headers included."""
        return self._line.tap.bytes_in if self._line else 0

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
            self._closing = True
            await self._release()
            self._show(SessionState.CLOSED, error if isinstance(error, MqttFault) else None)
            raise
        self._entered(facts)
        return facts

    async def disconnect(self, *, forget: bool = True) -> None:
        """Say goodbye and end, in little more than a second at most.

        forget: have the broker drop the session too, where one is kept. What waits for an acknowledgement
        gets MqttFault NOT_CONNECTED.
        """
        if self.state is SessionState.CLOSED:
            return
        was_connected = self.state is SessionState.CONNECTED
        self._closing = True
        self._window.set_open(False)
        forget = forget and self.config.keeps_session
        try:
            if was_connected and self._line is not None:
                self._client.say_goodbye(forget=forget)
                await asyncio.wait([self._line.gone], timeout=_END_S)
            if forget and was_connected and self.config.version is not Version.V5:
                await self._drop_old_session()
        finally:
            await self._release()
            self._show(SessionState.CLOSED)

    def retry_now(self) -> None:
        """Do not wait for the end of the pause: the computer woke up, or the network has changed."""
        self._hurry.set()

    async def _attempt(self, *, clean_start: bool, window: int | None = None) -> Connected:
        config = self.config
        loop = asyncio.get_running_loop()
        deadline = loop.time() + config.connect_timeout_s
        dialled = await in_thread(f"dial {config.endpoint.authority}", partial(dial, config), _close)
        owed = sum(sent.qos > 0 for sent in self._sent.values())
        line = self._line = Line(
            config,
            dialled,
            self._post,
            sinks=lambda: self._sinks,
            on_receipt=self._on_receipt,
            on_packet=self._on_packet,
            owed=0 if window else owed,
            held_ids=self._held_ids,
            trace=self._trace,
        )
        if self._trace is not None:
            self._trace.note(Note.CONNECTED, config.label, config.version, dialled.address)
        self._client.open(line.tap, clean_start=clean_start, window=window)
        try:
            async with asyncio.timeout_at(deadline):
                return await line.ready
        except TimeoutError:
            raise self._silence(line, dialled) from None
        except MqttFault:
            if line.narrower_window is None:
                raise
            await asyncio.wait([line.gone], timeout=_END_S)
            return await self._attempt(clean_start=False, window=line.narrower_window)
        finally:
            if not line.ready.done() or line.ready.cancelled() or line.ready.exception() is not None:
                line.tap.abort()
                await asyncio.wait([line.gone], timeout=_END_S)

    def _silence(self, line: Line, dialled: Dialled) -> MqttFault:
        endpoint = self.config.endpoint
        evidence = {
            "host": endpoint.host,
            "port": str(endpoint.port),
            "address": dialled.address,
            "timeout_s": f"{self.config.connect_timeout_s:g}",
        }
        if line.tap.pending_bytes:
            evidence["received_hex"] = line.tap.pending_bytes[:64].hex(" ")
        return MqttFault(MqttReason.SILENT, evidence)

    def _entered(self, facts: Connected, *, again: bool = False) -> None:
        self._window.resize(min(facts.receive_maximum, LARGEST))
        self._show(SessionState.CONNECTED, connected=facts, again=again)
        self._window.set_open(True)
        assert self._line is not None
        self._scope.start(self._watch(self._line), name=f"mqtt watch {self.config.label}")

    async def _watch(self, line: Line) -> None:
        """Wait for the end of the connection, and see to the next."""
        fault = await line.gone
        if self._trace is not None:
            self._trace.note(Note.CONNECTION_LOST, self.config.label, self.config.version, fault.code)
        self._window.set_open(False)
        if self._closing:
            return
        self._fail_asked(fault)
        self._fail_sent(fault, only_qos_0=self.config.reconnect is not None)
        if self.config.reconnect is None:
            self._give_up(fault)
            return
        self._show(SessionState.WAITING, fault)
        await self._reconnect(self.config.reconnect, fault)

    async def _reconnect(self, backoff: Backoff, fault: MqttFault) -> None:
        for attempt in range(1_000_000):
            await self._pause(backoff.pause_s(attempt, random.random()))
            self._show(SessionState.CONNECTING, fault, attempts=attempt + 1)
            try:
                facts = await self._attempt(clean_start=not self.config.keeps_session)
            except MqttFault as found:
                fault = found
                if fault.reason in PERMANENT:
                    self._give_up(fault)
                    return
                self._show(SessionState.WAITING, fault, attempts=attempt + 1)
            else:
                self._entered(facts, again=True)
                if not facts.session_present and self._subscriptions:
                    self._client.subscribe(tuple(self._subscriptions.values()), ())
                return

    async def _pause(self, pause_s: float) -> None:
        self._hurry.clear()
        try:
            async with asyncio.timeout(pause_s):
                await self._hurry.wait()
        except TimeoutError:
            pass

    def _give_up(self, fault: MqttFault) -> None:
        self._closing = True
        self._fail_asked(fault)
        self._fail_sent(fault)
        self._window.fail(fault)
        self._client.join(_END_S)
        self._client.close()
        self._post.close()
        self._show(SessionState.CLOSED, fault)

    async def _release(self) -> None:
        """End what still runs: tasks, network thread, everybody who waits."""
        await self._scope.close()
        if self._line is not None and not self._line.gone.done():
            self._line.tap.abort()
            await asyncio.wait([self._line.gone], timeout=_END_S)
        fault = MqttFault(MqttReason.NOT_CONNECTED)
        self._fail_asked(fault)
        self._fail_sent(fault)
        self._window.fail(fault)
        self._client.join(_END_S)
        self._client.close()
        self._post.close()

    async def _drop_old_session(self) -> None:
        """Before MQTT 5 only a connection with Clean Session ends a session."""
        last = replace(
            self.config, session_expiry_s=None, reconnect=None, connect_timeout_s=_END_S, will=None
        )
        session = Session(last, trace=self._trace)
        try:
            await session.connect()
        except MqttFault:
            return
        await session.disconnect()

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
        self.changed.emit(self._snapshot)

    # Receiving.

    def add_sink(self, sink: MessageSink) -> Callable[[], None]:
        """Have messages delivered in bulk, in the network thread; returns the function that ends it."""
        self._sinks = (*self._sinks, sink)

        def remove() -> None:
            self._sinks = tuple(each for each in self._sinks if each is not sink)

        return remove

    def listen(self, limit: int = 10_000, interval_s: float = 0.05) -> Stream[Message]:
        """Messages in batches on the loop, the newest `limit` of them; `stop_listening` ends the stream."""
        stream: Stream[Message] = Stream(limit, interval_s)

        def put(at_ns: int, messages: list[RawMessage]) -> None:
            stream.put_all(message_of(at_ns, raw) for raw in messages)

        self._listeners[id(stream)] = put
        self.add_sink(put)
        return stream

    def stop_listening(self, stream: Stream[Message]) -> None:
        if (put := self._listeners.pop(id(stream), None)) is not None:
            self._sinks = tuple(each for each in self._sinks if each is not put)
        stream.close()

    # Subscribing.

    async def subscribe(self, *filters: str | Subscription, qos: int = 0) -> tuple[Grant, ...]:
        """Subscribe in one packet; the filters are subscribed to again after a lost session.

        MqttFault SUBSCRIBE_REFUSED if the broker refuses all of them, UNENCODABLE for what is no filter.
        """
        wanted = tuple(Subscription(each, qos) if isinstance(each, str) else each for each in filters)
        for each in wanted:
            breaches = filter_breaches(each.filter, self.config.version)
            if breaches or len(each.filter.encode(errors="replace")) > _LONGEST_TEXT_BYTES:
                rule = breaches[0].code if breaches else "too-long"
                raise MqttFault(
                    MqttReason.UNENCODABLE, {"field": "filter", "rule": rule, "topic": each.filter}
                )
        self._require_connection()
        codes = await self._answer_to(self._client.subscribe(wanted, ()), "SUBACK")
        grants = tuple(
            Grant(each.filter, code, reason_name(PacketType.SUBACK, code, self.config.version) or "")
            for each, code in zip(wanted, codes, strict=False)
        )
        self._subscriptions |= {
            each.filter: each
            for each, grant in zip(wanted, grants, strict=False)
            if grant.granted_qos is not None
        }
        if grants and all(grant.granted_qos is None for grant in grants):
            first = grants[0]
            evidence = {
                "reason_code": f"0x{first.reason_code:02X}",
                "reason": first.reason,
                "topic": first.filter,
            }
            raise MqttFault(MqttReason.SUBSCRIBE_REFUSED, evidence)
        return grants

    async def unsubscribe(self, *filters: str) -> None:
        self._require_connection()
        for each in filters:
            self._subscriptions.pop(each, None)
        await self._answer_to(self._client.unsubscribe(filters), "UNSUBACK")

    async def _answer_to(self, packet_id: int, expected: str) -> tuple[int, ...]:
        future: asyncio.Future[tuple[int, ...]] = asyncio.get_running_loop().create_future()
        self._asked[packet_id] = future
        try:
            async with asyncio.timeout(self.config.answer_timeout_s):
                return await future
        except TimeoutError:
            evidence = {"step": expected, "timeout_s": f"{self.config.answer_timeout_s:g}"}
            raise MqttFault(MqttReason.TIMEOUT, evidence) from None
        finally:
            self._asked.pop(packet_id, None)

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

        Waits for a place in the broker's Receive Maximum. MqttFault for what the broker does not take, before
        anything is sent, and PUBLISH_REFUSED for what it answers with an error.
        """
        self._check(Publish(topic, payload, qos, retain, packet_id=1 if qos else None, properties=properties))
        if not qos:
            self._require_connection()
        elif self._closing or self.state is SessionState.IDLE:
            raise MqttFault(MqttReason.NOT_CONNECTED)
        else:
            await self._window.take()
            try:
                self._check(
                    Publish(topic, payload, qos, retain, packet_id=1, properties=properties)
                )  # by now it may be another connection
            except MqttFault:
                self._window.give_back()
                raise
        packet_id = self._client.publish(topic, payload, qos, retain, properties.items)
        future: asyncio.Future[Acknowledgement] = asyncio.get_running_loop().create_future()
        self._sent[packet_id] = _Sent(topic, qos, future)
        return await future

    def _check(self, packet: Publish) -> None:
        """Refuse what the standard or this broker does not allow."""
        topic = packet.topic
        if not topic or has_wildcard(topic) or "\0" in topic:
            raise MqttFault(MqttReason.UNENCODABLE, {"field": "topic", "topic": topic})
        try:
            if len(topic.encode()) > _LONGEST_TEXT_BYTES:
                raise MqttFault(MqttReason.UNENCODABLE, {"field": "topic"})
        except UnicodeEncodeError:
            raise MqttFault(MqttReason.UNENCODABLE, {"field": "topic"}) from None
        facts = self._snapshot.connected
        if facts is None:
            return
        if packet.qos > facts.maximum_qos:
            evidence = {"qos": str(packet.qos), "maximum_qos": str(facts.maximum_qos)}
            raise MqttFault(MqttReason.QOS_UNSUPPORTED, evidence)
        if packet.retain and not facts.retain_available:
            raise MqttFault(MqttReason.RETAIN_UNSUPPORTED, {"topic": topic})
        limit = facts.maximum_packet_size
        if limit is not None and (size := len(encode(packet, self.config.version))) > limit:
            evidence = {"size_bytes": str(size), "maximum_packet_size": str(limit)}
            raise MqttFault(MqttReason.PACKET_TOO_LARGE, evidence)

    def _require_connection(self) -> None:
        if self.state is not SessionState.CONNECTED:
            raise MqttFault(MqttReason.NOT_CONNECTED)

    # From the network thread, and on the loop.

    def _on_ready(self) -> None:
        assert self._line is not None
        self._line.accepted()

    def _on_end(self) -> None:
        assert self._line is not None
        self._line.ended()

    def _on_written(self, packet_id: int) -> None:
        sent = self._sent.get(packet_id)
        # At QoS 1 and 2 the receipt has all of this and more.
        if sent is None or sent.qos == 0:
            self._post(self._written, packet_id)

    def _written(self, packet_id: int) -> None:
        sent = self._sent.get(packet_id)
        if sent is not None and sent.qos == 0:
            del self._sent[packet_id]
            if not sent.future.done():
                sent.future.set_result(Acknowledgement(0, packet_id))

    def _on_receipt(self, at_ns: int, receipt: Receipt) -> None:
        sent = self._sent.pop(receipt.packet_id, None)
        if sent is None:
            return
        self._window.give_back()
        if sent.future.done():
            return
        code = receipt.reason_code
        name = reason_name(receipt.type, code, self.config.version) or ""
        if code >= FIRST_ERROR:
            evidence = {"reason_code": f"0x{code:02X}", "reason": name, "topic": sent.topic}
            sent.future.set_exception(MqttFault(MqttReason.PUBLISH_REFUSED, evidence))
            return
        queued_ms = round((receipt.written_ns - receipt.queued_ns) / 1e6, 3)
        ack_ms = round((at_ns - receipt.written_ns) / 1e6, 3)
        sent.future.set_result(Acknowledgement(sent.qos, receipt.packet_id, code, name, queued_ms, ack_ms))

    def _on_packet(self, packet: Packet) -> None:
        if isinstance(packet, Suback | Unsuback) and (future := self._asked.get(packet.packet_id)):
            if not future.done():
                future.set_result(packet.reason_codes)

    def _fail_asked(self, fault: MqttFault) -> None:
        for future in self._asked.values():
            if not future.done():
                future.set_exception(fault)

    def _fail_sent(self, fault: MqttFault, *, only_qos_0: bool = False) -> None:
        for packet_id, sent in list(self._sent.items()):
            if only_qos_0 and sent.qos:
                continue
            del self._sent[packet_id]
            if not sent.future.done():
                sent.future.set_exception(fault)


def _close(dialled: Dialled) -> None:
    dialled.link.close()


def _to_handler(loop: asyncio.AbstractEventLoop) -> Callable[[str, BaseException], None]:
    def report(name: str, error: BaseException) -> None:
        loop.call_exception_handler({"message": f"task {name} failed", "exception": error})

    return report
