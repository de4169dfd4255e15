"""Rules for the way from the laptop to the hosts of the site file: route, VPN, reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.chain.findings import Code
from app.chain.hops import Finding, Measurement, Value
from app.site.model import Site

# A certificate that ends within this time will fail before the next visit to most sites.
EXPIRES_SOON_DAYS = 14

_VERDICTS = {
    "no-such-name": Code.DNS_NO_SUCH_NAME,
    "dns-refused": Code.DNS_FAILED,
    "dns-silent": Code.DNS_SILENT,
    "dns-failed": Code.DNS_FAILED,
    "refused": Code.TCP_REFUSED,
    "silent": Code.TCP_SILENT,
    "unreachable": Code.TCP_UNREACHABLE,
    "tcp-failed": Code.TCP_UNREACHABLE,
    "expired": Code.TLS_EXPIRED,
    "not-yet-valid": Code.TLS_NOT_YET_VALID,
    "host-mismatch": Code.TLS_HOST_MISMATCH,
    "self-signed": Code.TLS_UNTRUSTED,
    "untrusted": Code.TLS_UNTRUSTED,
    "not-tls": Code.TLS_NOT_TLS,
    "tls-closed": Code.TLS_NOT_TLS,
    "tls-silent": Code.TLS_FAILED,
    "tls-failed": Code.TLS_FAILED,
}


def judge_route(_site: Site, measured: Measurement) -> tuple[Finding, ...]:
    lost = [target for target in _targets(measured) if target.get("verdict") == "no-route"]
    return tuple(Code.ROUTE_MISSING.finding(target) for target in lost)


def judge_vpn(site: Site, measured: Measurement) -> tuple[Finding, ...]:
    facts = measured.facts
    if facts.get("interface_kind") != "vpn":
        return (Code.ROUTE_OFF_VPN.finding(facts),)
    if facts.get("verdict") == "silent":
        return (Code.VPN_INSIDE_SILENT.finding(facts),)
    return ()


def judge_reach(_site: Site, measured: Measurement) -> tuple[Finding, ...]:
    findings = []
    for target in _targets(measured):
        verdict = target.get("verdict")
        days_left = target.get("days_left")
        if target.get("forbidden"):
            if verdict == "open":
                findings.append(Code.ISOLATION_LEAK.finding(target))
        elif verdict in _VERDICTS:
            findings.append(_VERDICTS[str(verdict)].finding(target))
        elif isinstance(days_left, int | float) and days_left < EXPIRES_SOON_DAYS:
            findings.append(Code.TLS_EXPIRES_SOON.finding(target))
    return tuple(findings)


def _targets(measured: Measurement) -> Iterator[Mapping[str, Value]]:
    targets = measured.facts.get("targets", ())
    if isinstance(targets, tuple):
        yield from (target for target in targets if isinstance(target, Mapping))
