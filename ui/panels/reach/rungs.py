"""The ladder's rows: what the network hops measured, target by target. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.chain.hops import Finding, Hop, HopResult, Severity, State, Value
from app.words import _, hop_name, measured, not_tested, state_name
from app.words.figures import duration
from app.words.line_parts import entries, joined, level_of, value_of
from app.words.live_signal import path_verdict
from app.words.terms import interface_kind

if TYPE_CHECKING:
    from app.chain.run import ChainState

HOPS = (Hop.ROUTE, Hop.VPN, Hop.REACH)
_GOOD = frozenset({"open", "ok", "routed", "answered"})
_PARTS = ("dns_ms", "connect_ms", "tls_ms")


@dataclass(frozen=True, slots=True)
class Rung:
    """duration_ms: None where it was not measured."""

    state: State
    name: str
    text: str
    duration_ms: float | None = None


def rungs(chain: ChainState) -> tuple[Rung, ...]:
    """Route by target, the VPN where the site has one, then every host."""
    present = {result.hop: result for result in chain.hops}
    return tuple(rung for hop in HOPS if hop in present for rung in _of_hop(present[hop]))


def findings(chain: ChainState) -> tuple[Finding, ...]:
    """What is not good on these hops."""
    return tuple(finding for result in chain.hops if result.hop in HOPS for finding in result.findings)


def target_name(name: str) -> str:
    """The name that the site sheet gives; the broker has none of its own there."""
    return hop_name(Hop.BROKER) if name == "broker" else name


def target_text(target: Mapping[str, Value]) -> str:
    """What one host did, layer by layer."""
    verdict = str(target.get("verdict") or "")
    if target.get("forbidden"):
        good = verdict != "open"
        return _("silent, as it must be") if good else _("answers, and must not")
    host, address = value_of(target, "host"), value_of(target, "address")
    days = target.get("days_left")
    return joined(
        f"{host} → {address}" if address and address != host else host,
        _layer("DNS", target, "dns_ms") if address != host else "",
        _layer("TCP", target, "connect_ms"),
        _layer(_tls_name(target), target, "tls_ms"),
        _("certificate {days} days left").format(days=int(days))
        if isinstance(days, int | float) and days >= 0
        else "",
        path_verdict(verdict) if verdict not in _GOOD else "",
    )


def _of_hop(result: HopResult) -> Iterator[Rung]:
    targets = list(entries(result.measured, "targets"))
    if result.hop is Hop.VPN or not targets:
        yield Rung(result.state, hop_name(result.hop), _line(result), result.duration_ms)
        return
    for place, target in enumerate(targets):
        state = _state(target, result)
        if result.hop is Hop.ROUTE:
            name = hop_name(Hop.ROUTE)
            yield Rung(state, name, _route_text(target), None if place else result.duration_ms)
        else:
            yield Rung(state, target_name(value_of(target, "name")), _with_port(target), _taken_ms(target))


def _line(result: HopResult) -> str:
    if result.state is State.RUNNING:
        return _("Measuring…")
    return not_tested(result) or measured(result) or state_name(result.state)


def _route_text(target: Mapping[str, Value]) -> str:
    kind, mtu = target.get("interface_kind"), value_of(target, "mtu")
    interface = value_of(target, "interface")
    local = value_of(target, "local_address")
    words = interface_kind(kind) if isinstance(kind, str) else ""
    by = joined(interface, f"({words})" if words else "", by=" ")
    host = value_of(target, "target")
    return joined(
        _("{host} by {interface}").format(host=host, interface=by) if interface else host,
        _("from {address}").format(address=local) if local else "",
        f"MTU {mtu}" if mtu else "",
        path_verdict(str(target.get("verdict"))) if target.get("verdict") not in _GOOD else "",
    )


def _with_port(target: Mapping[str, Value]) -> str:
    port = target.get("port")
    text = target_text(target)
    if target.get("forbidden"):
        return joined(f"{value_of(target, 'host')}:{port}", text)
    host = value_of(target, "host")
    shown = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return text.replace(host, shown, 1) if port else text


def _layer(name: str, target: Mapping[str, Value], fact: str) -> str:
    taken = level_of(target, fact, duration)
    return f"{name} {taken}" if taken else ""


def _tls_name(target: Mapping[str, Value]) -> str:
    version = value_of(target, "tls_version").removeprefix("TLSv").removeprefix("TLS ")
    return f"TLS {version}" if version else "TLS"


def _taken_ms(target: Mapping[str, Value]) -> float | None:
    parts = [part for name in _PARTS if isinstance(part := target.get(name), int | float)]
    return sum(parts) if parts else None


def _state(target: Mapping[str, Value], result: HopResult) -> State:
    """Of one target: that of the worst finding about it."""
    about = [finding for finding in result.findings if _is_about(finding, target)]
    if any(finding.severity is Severity.FAILED for finding in about):
        return State.FAILED
    return State.WARNING if about else State.PASSED


def _is_about(finding: Finding, target: Mapping[str, Value]) -> bool:
    return all(finding.facts.get(name) == target.get(name) for name in ("name", "host", "port", "target"))
