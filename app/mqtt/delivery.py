"""A delivery experiment: numbered messages through the broker to our own subscription, at each QoS.

The session outlives cut connections, so that QoS 1 and 2 resend what was not acknowledged, as a device would.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.mqtt.delivery_tally import SMALLEST_BYTES, FlowReading, FlowTally, number_of, payload_for
from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.intake import RawMessage
from app.mqtt.session import Backoff, Connected, Session, SessionConfig, SessionSnapshot, SessionState
from app.mqtt.session_config import unique_client_id
from app.mqtt.trace import Trace

__all__ = ["DeliveryReading", "FlowReading", "measure"]

_SESSION_KEPT_S = 120
_BACKOFF = Backoff(first_s=0.1, most_s=2.0)
_IN_FLIGHT = 8
_QOS_0_GIVEN_UP_S = 1.0
"""After this long a QoS 0 message no longer holds back the next one."""
_LINGER_S = 0.5
_AFTERMATH_S = 0.03
_AFTERMATH_OF_CUT_S = 0.3
_GOODBYE_S = 0.4


@dataclass(frozen=True, slots=True)
class DeliveryReading:
    """granted_qos: of our subscription; below 2 a message can come back at no more than that.

    outages: the codes of what ended connections meanwhile. bytes_out, bytes_in: whole packets on the wire.
    complete: False where the time limit ended the experiment.
    """

    connected: Connected
    topic: str
    size_bytes: int
    granted_qos: int
    flows: tuple[FlowReading, ...]
    reconnects: int
    outages: tuple[str, ...]
    bytes_out: int
    bytes_in: int
    duration_ms: float
    complete: bool


async def measure(
    config: SessionConfig,
    *,
    topic: str,
    trace: Trace | None = None,
    qos: tuple[int, ...] = (0, 1, 2),
    count: int = 10,
    size_bytes: int = 64,
    time_limit_s: float = 30.0,
    progress: Callable[[int, int], None] | None = None,
) -> DeliveryReading:
    """Send `count` messages at each QoS, all at the same time, and see what comes back.

    A config without a client identifier gets one of its own. No session is left behind at the broker.
    size_bytes: at least 17 are needed. progress: called with received and expected.
    MqttFault if there is no connection or subscription, or if the broker refuses every message.
    """
    experiment = _Experiment(config, topic, trace, qos, count, max(size_bytes, SMALLEST_BYTES), progress)
    return await experiment.run(time_limit_s)


class _Experiment:
    """One run. Tallies are written in the network thread, except `sent` and `acknowledged`."""

    def __init__(
        self,
        config: SessionConfig,
        topic: str,
        trace: Trace | None,
        qos: tuple[int, ...],
        count: int,
        size_bytes: int,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._run = secrets.token_hex(4)
        self._topic = topic
        self._count = count
        self._size_bytes = size_bytes
        self._progress = progress
        self._loop = asyncio.get_running_loop()
        self._tallies = {level: FlowTally(level) for level in sorted(set(qos))}
        self._places = {level: asyncio.Semaphore(_IN_FLIGHT) for level in self._tallies}
        self._awaited: dict[tuple[int, int], asyncio.Event] = {}
        self._arrived = asyncio.Event()
        self._outages: list[str] = []
        self._session = Session(_surviving(config), trace=trace)
        self._session.changed.connect(self._note_outage)
        self._session.add_sink(self._on_messages)
        self._session.add_sent_sink(self._on_written)

    async def run(self, time_limit_s: float) -> DeliveryReading:
        started = time.perf_counter()
        session = self._session
        complete = False
        connected = await session.connect()
        try:
            grants = await session.subscribe(self._topic, qos=2)
            try:
                async with asyncio.timeout(time_limit_s - (time.perf_counter() - started)):
                    await self._send_all()
                    await self._wait_for_rest()
                    complete = True
            except TimeoutError:
                pass
            bytes_out, bytes_in = session.bytes_out, session.bytes_in
            reconnects = session.snapshot.reconnects
        finally:
            await session.disconnect(limit_s=_GOODBYE_S)
        flows = tuple(tally.reading() for tally in self._tallies.values())
        self._raise_if_refused(flows)
        return DeliveryReading(
            connected=connected,
            topic=self._topic,
            size_bytes=self._size_bytes,
            granted_qos=grants[0].granted_qos or 0,
            flows=flows,
            reconnects=reconnects,
            outages=tuple(self._outages),
            bytes_out=bytes_out,
            bytes_in=bytes_in,
            duration_ms=round((time.perf_counter() - started) * 1000, 3),
            complete=complete,
        )

    async def _send_all(self) -> None:
        async with asyncio.TaskGroup() as group:
            for level in self._tallies:
                group.create_task(self._send_flow(level), name=f"delivery QoS {level}")

    async def _send_flow(self, level: int) -> None:
        """A few messages under way at a time: more would measure queues, theirs and ours."""
        async with asyncio.TaskGroup() as group:
            for number in range(self._count):
                await self._places[level].acquire()
                if self._tallies[level].fault is not None:
                    break
                group.create_task(self._send(level, number), name=f"delivery {level}/{number}")

    async def _send(self, level: int, number: int) -> None:
        tally = self._tallies[level]
        arrived = self._awaited[level, number] = asyncio.Event()
        payload = payload_for(self._run, level, number, self._size_bytes)
        try:
            await self._session.wait_connected()
            tally.sent(number)
            answer = await self._session.publish(self._topic, payload, qos=level)
            tally.acknowledged(number, answer.ack_ms)
            if level == 0:
                async with asyncio.timeout(_QOS_0_GIVEN_UP_S):
                    await arrived.wait()
        except TimeoutError:
            pass
        except MqttFault as fault:
            if fault.reason in _NEVER_SENT:
                tally.withdrawn(number)
            # A lost connection takes QoS 0 messages with it, and that is what is being measured.
            if level or self._session.state is SessionState.CLOSED or fault.reason in _UNSENDABLE:
                tally.fault = tally.fault or fault.code
                self._refusal = fault
        finally:
            self._places[level].release()

    async def _wait_for_rest(self) -> None:
        """All acknowledgements are here; wait for messages still under way, then for stray copies."""
        while any(tally.missing for tally in self._tallies.values()):
            slowest_ms = max(tally.slowest_ms for tally in self._tallies.values())
            self._arrived.clear()
            try:
                async with asyncio.timeout(max(_LINGER_S, 3 * slowest_ms / 1000)):
                    await self._arrived.wait()
            except TimeoutError:
                return
        was_cut = self._session.snapshot.reconnects > 0
        await asyncio.sleep(_AFTERMATH_OF_CUT_S if was_cut else _AFTERMATH_S)

    _refusal: MqttFault | None = None

    def _raise_if_refused(self, flows: tuple[FlowReading, ...]) -> None:
        if self._refusal is not None and not any(flow.received for flow in flows):
            raise self._refusal

    def _note_outage(self, snapshot: SessionSnapshot) -> None:
        if snapshot.state is SessionState.WAITING and snapshot.fault is not None and not snapshot.attempts:
            self._outages.append(snapshot.fault.code)

    # In the network thread.

    def _on_written(self, at_ns: int, raw: bytes) -> None:
        place = raw.find(b"lw" + self._run.encode())
        found = number_of(self._run, raw[place : place + SMALLEST_BYTES]) if place > 0 else None
        if found is not None and found[0] in self._tallies:
            self._tallies[found[0]].written(found[1], at_ns)

    def _on_messages(self, at_ns: int, messages: list[RawMessage]) -> None:
        news = []
        for _, payload, flags, _ in messages:
            found = number_of(self._run, payload)
            if found is not None and found[0] in self._tallies:
                level, number = found
                if self._tallies[level].received(number, at_ns, flags >> 1 & 3):
                    news.append(found)
        if news:
            self._loop.call_soon_threadsafe(self._note_arrivals, news)

    # On the loop.

    def _note_arrivals(self, news: list[tuple[int, int]]) -> None:
        for found in news:
            if (event := self._awaited.get(found)) is not None:
                event.set()
        self._arrived.set()
        if self._progress is not None:
            missing = sum(tally.missing for tally in self._tallies.values())
            expected = self._count * len(self._tallies)
            sent = sum(tally.reading().sent for tally in self._tallies.values())
            self._progress(sent - missing, expected)


_NEVER_SENT = {MqttReason.UNENCODABLE, MqttReason.PACKET_TOO_LARGE, MqttReason.QOS_UNSUPPORTED}
_UNSENDABLE = _NEVER_SENT | {MqttReason.PUBLISH_REFUSED}


def _surviving(config: SessionConfig) -> SessionConfig:
    """The same session, kept by the broker and resumed after a cut."""
    return replace(
        config,
        client_id=config.client_id or unique_client_id(),
        clean_start=True,
        session_expiry_s=config.session_expiry_s or _SESSION_KEPT_S,
        reconnect=_BACKOFF,
        will=None,
    )
