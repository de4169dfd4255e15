"""Rules for the broker's answer to CONNECT and for what became of the messages."""

from __future__ import annotations

from collections.abc import Mapping

from app.chain.findings import Code
from app.chain.hops import Finding, Hop, Measurement, Severity, Value
from app.site.model import Site

_FAULTS = {
    "not-mqtt": Code.BROKER_NOT_MQTT,
    "silent": Code.BROKER_SILENT,
    "closed": Code.BROKER_CLOSED,
    "not-authorized": Code.BROKER_NOT_AUTHORIZED,
    "bad-credentials": Code.BROKER_NOT_AUTHORIZED,
    "version": Code.BROKER_VERSION,
    "identifier": Code.BROKER_IDENTIFIER,
    "refused": Code.BROKER_REFUSED,
}


def judge_broker(_site: Site, measured: Measurement) -> tuple[Finding, ...]:
    return _fault_finding(Hop.BROKER, measured)


def judge_delivery(_site: Site, measured: Measurement) -> tuple[Finding, ...]:
    if refused := _fault_finding(Hop.DELIVERY, measured):
        return refused
    findings: list[Finding] = []
    flows = measured.facts.get("flows", ())
    for flow in flows if isinstance(flows, tuple) else ():
        if isinstance(flow, Mapping):
            findings += _judge_flow(flow)
    reconnects = measured.facts.get("reconnects")
    if not findings and isinstance(reconnects, int) and reconnects > 0:
        findings.append(Code.DELIVERY_INTERRUPTED.finding({"reconnects": reconnects}))
    return tuple(findings)


def _judge_flow(flow: Mapping[str, Value]) -> list[Finding]:
    """One QoS: MQTT 5.0 section 4.3 says what each level promises."""
    findings = []
    qos = flow.get("qos")
    if _count(flow, "lost"):
        # QoS 0 promises nothing, so a loss there is a fact about the link, not a broken promise.
        severity = Severity.WARNING if qos == 0 else Severity.FAILED
        findings.append(Code.DELIVERY_LOST.finding(flow, severity=severity))
    if qos != 0 and _count(flow, "acknowledged") < _count(flow, "sent"):
        findings.append(Code.DELIVERY_UNACKNOWLEDGED.finding(flow))
    if _count(flow, "duplicates"):
        severity = Severity.FAILED if qos == 2 else Severity.WARNING
        findings.append(Code.DELIVERY_DUPLICATED.finding(flow, severity=severity))
    if _count(flow, "out_of_order"):
        findings.append(Code.DELIVERY_OUT_OF_ORDER.finding(flow))
    return findings


def _count(flow: Mapping[str, Value], name: str) -> int:
    value = flow.get(name)
    return value if isinstance(value, int) else 0


def _fault_finding(hop: Hop, measured: Measurement) -> tuple[Finding, ...]:
    if measured.fault is None:
        return ()
    by_hop = {"subscribe-refused": Code.SUBSCRIBE_REFUSED, "publish-refused": Code.PUBLISH_REFUSED}
    code = by_hop.get(measured.fault) or _FAULTS.get(measured.fault, Code.BROKER_UNREACHABLE)
    facts = {**measured.facts, **measured.fault_evidence, "fault": measured.fault}
    return (code.finding(facts, hop=hop, severity=Severity.FAILED),)
