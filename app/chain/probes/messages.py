"""Probes of the last two hops: the broker's answer to CONNECT, and what becomes of messages."""

from __future__ import annotations

import time
from dataclasses import asdict, replace

from app.chain.hops import Evidence, EvidenceKind, Hop, Measurement, NotTested, Value
from app.chain.run import Probe, RunContext
from app.chain.sessions import probe_topic, session_config
from app.mqtt.advisories import check
from app.mqtt.connack import Connected
from app.mqtt.delivery import measure
from app.mqtt.faults import MqttFault
from app.mqtt.packet_types import Direction
from app.mqtt.presets import PRESETS
from app.mqtt.session import Session
from app.mqtt.trace import Trace, TraceRecord

Facts = dict[str, Value]

MESSAGES_A_QOS = 5
DELIVERY_LIMIT_S = 25.0  # below the hop's own limit, so that what was counted until then is told
_SHOWN_BYTES = 64
_EVIDENCE_PACKETS = 60  # of a hop; the Tracer has all of them


class MessageProbes:
    """Measures broker and delivery on connections of their own, all of which the trace sees."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    def by_hop(self) -> dict[Hop, Probe]:
        return {Hop.BROKER: self.broker, Hop.DELIVERY: self.delivery}

    async def broker(self, run: RunContext) -> Measurement | NotTested:
        """CONNECT, and what CONNACK says."""
        broker = run.site.broker
        if broker is None:
            return NotTested.NOT_CONFIGURED
        config = replace(session_config(run.site, broker, name="check broker"), reconnect=None)
        facts: Facts = {"url": broker.url, "version": broker.version, "username": broker.username}
        if advisories := check(config, PRESETS[broker.preset], now_s=time.time()):
            facts["advisories"] = tuple(advisory.code.value for advisory in advisories)
        first = self._trace.next_number
        session = Session(config, trace=self._trace)
        try:
            connected = await session.connect()
        except MqttFault as fault:
            return self._refused(run, fault, facts, first, config.label)
        await session.disconnect()
        return Measurement(facts | _connected_facts(connected), self._packets(run, first, config.label))

    async def delivery(self, run: RunContext) -> Measurement | NotTested:
        """Messages at each QoS to our own subscription and back."""
        broker = run.site.broker
        if broker is None:
            return NotTested.NOT_CONFIGURED
        config = session_config(run.site, broker, name="check delivery")
        first = self._trace.next_number
        facts: Facts = {"topic": probe_topic(run.site, broker, config.client_id)}
        try:
            reading = await measure(
                config,
                trace=self._trace,
                qos=broker.qos,
                count=MESSAGES_A_QOS,
                topic=str(facts["topic"]),
                time_limit_s=DELIVERY_LIMIT_S,
            )
        except MqttFault as fault:
            return self._refused(run, fault, facts, first, config.label)
        flows = tuple(asdict(flow) for flow in reading.flows)
        facts |= {"flows": flows, "reconnects": reading.reconnects}
        return Measurement(facts, self._packets(run, first, config.label))

    def _refused(
        self, run: RunContext, fault: MqttFault, facts: Facts, first: int, session: str
    ) -> Measurement:
        told = Evidence(
            EvidenceKind.PROBE,
            run.at_ms(),
            str(facts.get("url", session)),
            " ".join((fault.code, *(f"{name}={value}" for name, value in fault.evidence.items()))),
        )
        packets = self._packets(run, first, session)
        return Measurement(facts, (*packets, told), fault=fault.code, fault_evidence=fault.evidence)

    def _packets(self, run: RunContext, first: int, session: str) -> tuple[Evidence, ...]:
        """The packets of one session since `first`, with their first bytes."""
        records = [record for record in self._trace.since(first) if record.session == session]
        return tuple(_packet(run, record) for record in records[:_EVIDENCE_PACKETS])


def _packet(run: RunContext, record: TraceRecord) -> Evidence:
    at_ms = run.at_ms(record.at_ns)
    if record.note is not None:
        return Evidence(EvidenceKind.PACKET, at_ms, record.note.value, record.text)
    arrow = "->" if record.direction is Direction.OUT else "<-"
    head = record.raw[:_SHOWN_BYTES].hex(" ")
    more = f" +{record.size_bytes - _SHOWN_BYTES} bytes" if record.size_bytes > _SHOWN_BYTES else ""
    return Evidence(EvidenceKind.PACKET, at_ms, f"{arrow} {record.type.name}", head + more)


def _connected_facts(connected: Connected) -> Facts:
    facts: Facts = {
        "version": connected.version.number,
        "reason_code": connected.reason_code,
        "reason": connected.reason,
        "session_present": connected.session_present,
        "connect_ms": connected.connect_ms,
        "tcp_ms": connected.tcp_ms,
        "tls_ms": connected.tls_ms,
        "tls_version": connected.tls_version,
        "client_id": connected.client_id,
        "assigned_client_id": connected.assigned_client_id,
        "keep_alive_s": connected.keep_alive_s,
        "server_keep_alive_s": connected.server_keep_alive_s,
        "receive_maximum": connected.receive_maximum,
        "maximum_qos": connected.maximum_qos,
        "retain_available": connected.retain_available,
        "maximum_packet_size": connected.maximum_packet_size,
        "topic_alias_maximum": connected.topic_alias_maximum,
    }
    return {name: value for name, value in facts.items() if value is not None}
