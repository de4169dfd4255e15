"""The one-line texts of the hops beyond the modem: route, VPN, reach, broker, delivery."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from app.chain.hops import Value
from app.words.catalogue import _, n_
from app.words.figures import duration
from app.words.line_parts import DOT, entries, joined, level_of, value_of
from app.words.sentences import Facts, plain
from app.words.terms import interface_kind, reach_verdict


def _interfaces(facts: Facts) -> list[Mapping[str, Value]]:
    """One entry for each interface by which the targets are left to, in their order."""
    found: dict[str, Mapping[str, Value]] = {}
    for target in entries(facts, "targets"):
        if interface := target.get("interface"):
            found.setdefault(str(interface), target)
    return list(found.values())


def route_caption(facts: Facts) -> str:
    return ", ".join(value_of(entry, "interface") for entry in _interfaces(facts)[:2])


def route_measured(facts: Facts) -> str:
    lines = []
    for entry in _interfaces(facts)[:3]:
        kind, mtu = entry.get("interface_kind"), value_of(entry, "mtu")
        words = joined(
            interface_kind(kind) if isinstance(kind, str) else "",
            _("from {address}").format(address=value_of(entry, "local_address"))
            if entry.get("local_address")
            else "",
            f"MTU {mtu}" if mtu else "",
        )
        name = value_of(entry, "interface")
        lines.append(f"{name} ({words})" if words else name)
    return ", ".join(lines)


def vpn_caption(facts: Facts) -> str:
    return joined(value_of(facts, "interface"), level_of(facts, "rtt_ms", duration), by=" ")


def vpn_expected(facts: Facts) -> str:
    inside = value_of(facts, "inside")
    answers = (
        _("{inside} answers inside").format(inside=inside) if inside else _("a tunnel that carries data")
    )
    return joined(value_of(facts, "kind"), answers)


def vpn_measured(facts: Facts) -> str:
    interface, inside, rtt = (
        value_of(facts, "interface"),
        value_of(facts, "inside"),
        level_of(facts, "rtt_ms", duration),
    )
    kind = facts.get("interface_kind")
    return joined(
        _("{inside} by {interface}").format(inside=inside, interface=interface)
        if inside and interface
        else interface,
        interface_kind(kind) if isinstance(kind, str) and kind != "vpn" else "",
        _("answer after {rtt}").format(rtt=rtt) if rtt else "",
    )


def _target_name(target: Mapping[str, Value]) -> str:
    host, port = value_of(target, "host"), value_of(target, "port")
    place = f"[{host}]:{port}" if ":" in host and port else joined(host, port, by=":")
    return joined(value_of(target, "name"), place, by=" ")


_GOOD = frozenset({"open", "ok", "verified", "answers", "resolved"})


def _is_good(target: Mapping[str, Value]) -> bool:
    if target.get("forbidden"):
        return target.get("verdict") not in _GOOD
    return target.get("verdict") in _GOOD


def reach_caption(facts: Facts) -> str:
    targets = list(entries(facts, "targets"))
    if not targets:
        return ""
    good = sum(map(_is_good, targets))
    return _("{good} of {all}").format(good=good, all=len(targets))


def reach_expected(facts: Facts) -> str:
    return value_of(facts, "targets") or _("every host of the site file")


def reach_measured(facts: Facts) -> str:
    targets = list(entries(facts, "targets"))
    bad = [target for target in targets if not _is_good(target)]
    if len(targets) > 2 and not bad:
        return n_("{count} host as expected", "{count} hosts as expected", len(targets)).format(
            count=len(targets)
        )
    shown = bad[:3] if bad else targets
    return ", ".join(joined(_target_name(target), _target_figure(target), by=" ") for target in shown)


def _target_figure(target: Mapping[str, Value]) -> str:
    if not _is_good(target):
        return reach_verdict(str(target.get("verdict") or ""))
    return level_of(target, "tls_ms", duration) or level_of(target, "connect_ms", duration)


def broker_caption(facts: Facts) -> str:
    return _version(facts) or plain(urlsplit(str(facts.get("url") or "")).hostname or "")


def _version(facts: Facts) -> str:
    return f"MQTT {version}" if (version := value_of(facts, "version")) else ""


def broker_expected(facts: Facts) -> str:
    return value_of(facts, "url") or _("a broker that accepts the connection")


def broker_measured(facts: Facts) -> str:
    code, reason = value_of(facts, "reason_code"), value_of(facts, "reason")
    refused = facts.get("reason_code") not in (None, 0)
    answer = joined(code, reason, by=" ") if refused else reason
    return joined(_version(facts), answer, level_of(facts, "connect_ms", duration))


def delivery_expected(facts: Facts) -> str:
    qos = value_of(facts, "qos")
    return f"QoS {qos}" if qos else _("every message arrives once")


def delivery_caption(facts: Facts) -> str:
    """The round trip of the highest QoS that came back."""
    timed = [flow for flow in entries(facts, "flows") if flow.get("rtt_ms_p50") is not None]
    return _flow_line(timed[-1]) if timed else ""


def _flow_line(flow: Mapping[str, Value]) -> str:
    return joined(f"QoS {value_of(flow, 'qos')}", _round_trip(flow), by=" ")


def _round_trip(flow: Mapping[str, Value]) -> str:
    value = flow.get("rtt_ms_p50")
    return duration(value) if isinstance(value, int | float) else ""


def delivery_measured(facts: Facts) -> str:
    lines = []
    for flow in entries(facts, "flows"):
        received, sent = value_of(flow, "received"), value_of(flow, "sent")
        count = _("{received} of {sent}").format(received=received, sent=sent) if received and sent else ""
        lines.append(joined(_flow_line(flow), f"({count})" if count else "", by=" "))
    return DOT.join(lines)
