"""What `linkwright modem list` and `at` print: documents for scripts, lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.cli.readings import shown
from app.modem.at import Exchange
from app.modem.discovery import FoundPort, Probe
from app.modem.effects import Effect
from app.words import _

SCHEMA = 1


def ports_document(ports: Sequence[FoundPort], probes: Sequence[Probe], *, masked: bool) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "kind": "modem-ports",
        "ports": [_port_document(port, _probe_of(port, probes), masked) for port in ports],
    }


def _port_document(port: FoundPort, probe: Probe | None, masked: bool) -> dict[str, Any]:
    document: dict[str, Any] = {
        "port": port.url,
        "role": port.role.value,
        "name": port.name,
        "usb": port.usb,
        "serial_number": shown(port.serial_number, masked=masked) if port.serial_number else None,
        "interface": port.interface,
        "stable_path": port.stable_path,
    }
    if probe is not None:
        document["probe"] = {
            "answers": probe.answers,
            "duration_ms": probe.duration_ms,
            "code": probe.fault.code if probe.fault else None,
            "evidence": probe.fault.evidence if probe.fault else {},
        }
    return document


def port_line(port: FoundPort, probes: Sequence[Probe]) -> str:
    probe = _probe_of(port, probes)
    answer = (
        "" if probe is None else _("answers") if probe.answers else probe.fault.code if probe.fault else ""
    )
    return "  ".join(
        (f"{port.url:20}", f"{port.role.value:8}", f"{port.usb or '':9}", port.name, answer)
    ).rstrip()


def _probe_of(port: FoundPort, probes: Sequence[Probe]) -> Probe | None:
    return next((probe for probe in probes if probe.port is port), None)


def exchange_document(exchange: Exchange, effect: Effect, *, masked: bool) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "kind": "at",
        **exchange_facts(exchange, masked),
        "ok": exchange.ok,
        "cme": exchange.cme,
        "cms": exchange.cms,
        "effect": effect.value,
    }


def exchange_lines(exchange: Exchange, *, masked: bool) -> Iterable[str]:
    for line in (*exchange.lines, exchange.final or _("(no final result)")):
        yield shown(line, masked=masked)


def exchange_facts(exchange: Exchange, masked: bool) -> dict[str, Any]:
    return {
        "command": shown(exchange.command, masked=masked),
        "lines": [shown(line, masked=masked) for line in exchange.lines],
        "final": exchange.final or None,
        "duration_ms": exchange.duration_ms,
    }
