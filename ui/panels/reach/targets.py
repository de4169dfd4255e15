"""From site sheet, last check and live tries to the rows of the targets table. No Qt widgets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.chain.hops import Hop, State, Value
from app.reach.monitor import Path, PathMonitor, PathWay
from app.words import _
from app.words.figures import duration, number
from app.words.line_parts import entries, value_of
from app.words.live_signal import path_verdict
from ui.panels.reach.rungs import target_name
from ui.panels.reach.targets_model import TargetRow

if TYPE_CHECKING:
    from app.chain.run import ChainState
    from app.chain.targets import Target
    from app.site.model import Site

_WINDOW_S = 120.0
_NOTHING = "–"


def path_of(target: Target) -> Path:
    return Path(target.host, target.port)


def named_paths(site: Site | None, targets: tuple[Target, ...]) -> list[tuple[str, Path]]:
    """What can be watched: every host that may answer, by TCP and by ping; the host inside the VPN."""
    wanted = [target for target in targets if not target.forbidden]
    named = [(target_name(target.name), path_of(target)) for target in wanted]
    hosts = {target.host: target.name for target in reversed(wanted)}
    if site is not None and site.vpn is not None and site.vpn.inside is not None:
        hosts[site.vpn.inside] = "VPN"
    named += [(name, Path(host, way=PathWay.PING)) for host, name in sorted(hosts.items())]
    return named


def target_row(target: Target, chain: ChainState, monitor: PathMonitor | None) -> TargetRow:
    """What is known now; before the first live try, what the check found."""
    checked = _checked(target, chain)
    samples = monitor.samples if monitor is not None else ()
    if samples and monitor is not None:
        summary = monitor.summary(_WINDOW_S)
        verdict = samples[-1].verdict
        time_text = duration(summary.rtt_ms) if summary.rtt_ms is not None else _NOTHING
        loss = f"{number(summary.loss_percent)} %"
    else:
        verdict = str(checked.get("verdict", ""))
        connect_ms = checked.get("connect_ms")
        time_text = duration(connect_ms) if isinstance(connect_ms, int | float) else _NOTHING
        loss = _NOTHING
    state, word = _judged(target, verdict, checked)
    place = f"[{target.host}]:{target.port}" if ":" in target.host else f"{target.host}:{target.port}"
    return TargetRow(target_name(target.name), place, _interface(target, chain), time_text, loss, state, word)


def _checked(target: Target, chain: ChainState) -> Mapping[str, Value]:
    for entry in entries(chain[Hop.REACH].measured, "targets"):
        if (entry.get("name"), entry.get("host"), entry.get("port")) == (
            target.name,
            target.host,
            target.port,
        ):
            return entry
    return {}


def _interface(target: Target, chain: ChainState) -> str:
    for entry in entries(chain[Hop.ROUTE].measured, "targets"):
        if entry.get("target") == target.host:
            return value_of(entry, "interface") or _NOTHING
    return _NOTHING


def _judged(target: Target, verdict: str, checked: Mapping[str, Value]) -> tuple[State, str]:
    if not verdict:
        return State.NOT_RUN, _("not tried yet")
    if target.forbidden:
        if verdict == "open":
            return State.FAILED, _("answers, and must not")
        return State.PASSED, _("silent, as it must be")
    if verdict not in ("open", "ok", "answered"):
        return State.FAILED, path_verdict(verdict)
    tls = str(checked.get("verdict", ""))
    if target.tls and tls not in ("", "ok", "open"):
        return State.FAILED, path_verdict(tls)
    days = checked.get("days_left")
    if isinstance(days, int | float):
        version = value_of(checked, "tls_version").removeprefix("TLSv").removeprefix("TLS ")
        return State.PASSED, _("TLS {version}, {days} days left").format(version=version, days=int(days))
    return State.PASSED, path_verdict(verdict)
