"""Probes of the way from this computer to the hosts of the site file: route, VPN, reach."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any

from app.chain.hops import Evidence, EvidenceKind, Hop, Measurement, NotTested, Value
from app.chain.run import Probe, RunContext
from app.chain.targets import Target, targets_of
from app.reach import icmp, route, tcp, tls
from app.reach.dns import DnsVerdict, Resolution
from app.reach.outcome import Outcome
from app.reach.tcp import TcpVerdict
from app.reach.tls import TlsVerdict

Facts = dict[str, Value]

TCP_LIMIT_S = 5.0
TLS_LIMIT_S = 8.0
SILENCE_LIMIT_S = 2.0  # of hosts that must not answer: waiting longer would only prove more of the same


def by_hop() -> dict[Hop, Probe]:
    return {Hop.ROUTE: measure_route, Hop.VPN: measure_vpn, Hop.REACH: measure_reach}


async def measure_route(run: RunContext) -> Measurement | NotTested:
    """Which interface packets to each host leave by."""
    hosts = dict.fromkeys(target.host for target in targets_of(run.site) if not target.forbidden)
    if not hosts:
        return NotTested.NOT_CONFIGURED
    found = await _all(route.measure(host) for host in hosts)
    targets = tuple(_route_facts(one) for one in found)
    return Measurement({"targets": targets}, _evidence(run, found))


async def measure_vpn(run: RunContext) -> Measurement | NotTested:
    """Whether the inner host is routed into a VPN interface, and answers."""
    vpn = run.site.vpn
    if vpn is None or vpn.inside is None:
        return NotTested.NOT_CONFIGURED
    way, answer = await asyncio.gather(
        route.measure(vpn.inside), icmp.ping(vpn.inside, timeout_s=SILENCE_LIMIT_S)
    )
    facts: Facts = {"kind": vpn.kind, "inside": vpn.inside, **_route_facts(way)}
    facts["verdict"] = answer.verdict.value
    facts["rtt_ms"] = answer.rtt_ms
    return Measurement(_known(facts), _evidence(run, (way, answer)))


async def measure_reach(run: RunContext) -> Measurement | NotTested:
    """Name, TCP and, where the target speaks it, TLS; all targets at the same time."""
    targets = targets_of(run.site)
    if not targets:
        return NotTested.NOT_CONFIGURED
    found = await _all(_reach(target) for target in targets)
    facts = tuple(_reach_facts(target, one) for target, one in zip(targets, found, strict=True))
    return Measurement({"targets": facts}, _evidence(run, found))


async def _reach(target: Target) -> tcp.Dialled:
    if target.tls:
        return await tls.handshake(target.host, target.port, ca_file=target.ca_file, timeout_s=TLS_LIMIT_S)
    limit_s = SILENCE_LIMIT_S if target.forbidden else TCP_LIMIT_S
    return await tcp.connect(target.host, target.port, timeout_s=limit_s)


def _reach_facts(target: Target, found: tcp.Dialled) -> Facts:
    facts: Facts = {
        "name": target.name,
        "host": target.host,
        "port": target.port,
        "verdict": _verdict(found),
        "addresses": found.resolution.addresses if found.resolution else None,
        "address": found.address,
        "dns_ms": found.resolution.duration_ms if found.resolution else None,
        "connect_ms": found.connect_ms,
        "forbidden": target.forbidden or None,
    }
    if isinstance(found, tls.Handshake):
        leaf = found.leaf
        facts |= {"tls_ms": found.tls_ms, "tls_version": found.tls_version, "cipher": found.cipher}
        if leaf is not None:
            facts |= {
                "subject": leaf.subject,
                "issuer": leaf.issuer,
                "names": leaf.names,
                "not_before": leaf.not_before,
                "not_after": leaf.not_after,
                "days_left": leaf.days_left,
            }
    return _known(facts)


# Verdicts that would be ambiguous beside those of another layer get the layer's name in front.
_DNS = {
    DnsVerdict.NO_SUCH_NAME: "no-such-name",
    DnsVerdict.REFUSED: "dns-refused",
    DnsVerdict.SILENT: "dns-silent",
    DnsVerdict.FAILED: "dns-failed",
}
_TLS = {
    TlsVerdict.CLOSED: "tls-closed",
    TlsVerdict.SILENT: "tls-silent",
    TlsVerdict.FAILED: "tls-failed",
}


def _verdict(found: tcp.Dialled) -> str:
    """The verdict of the layer that ended it: DNS, TCP or TLS; `open` or `ok` when none did."""
    resolution: Resolution | None = found.resolution
    if resolution is not None and resolution.verdict in _DNS:
        return _DNS[resolution.verdict]
    if isinstance(found, tls.Handshake) and found.verdict is not TlsVerdict.NOT_CONNECTED:
        return _TLS.get(found.verdict, str(found.verdict.value))
    reached = found.tcp_verdict if isinstance(found, tls.Handshake) else found.verdict
    return "tcp-failed" if reached is TcpVerdict.FAILED else str(reached.value)


def _route_facts(found: route.Route) -> Facts:
    return _known(
        {
            "target": found.target,
            "verdict": found.verdict.value,
            "address": found.address,
            "interface": found.interface,
            "interface_kind": found.interface_kind.value if found.interface_kind else None,
            "local_address": found.local_address,
            "mtu": found.mtu,
        }
    )


def _known(facts: Facts) -> Facts:
    return {name: value for name, value in facts.items() if value is not None}


def _evidence(run: RunContext, found: Iterable[Outcome]) -> tuple[Evidence, ...]:
    """What each probe saw, on the run's time axis."""
    return tuple(
        Evidence(
            EvidenceKind.PROBE,
            round(run.at_ms(one.started_ns) + seen.at_ms, 3),
            one.target,
            f"{seen.event} {seen.detail}".rstrip(),
        )
        for one in found
        for seen in one.evidence
    )


async def _all(coroutines: Iterable[Coroutine[Any, Any, Any]]) -> list[Any]:
    """All at the same time; cancelled together."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(coroutine) for coroutine in coroutines]
    return [task.result() for task in tasks]
