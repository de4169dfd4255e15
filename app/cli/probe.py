"""`linkwright probe`: one reachability test, with everything it saw."""

from __future__ import annotations

import asyncio
import ssl
import sys
from collections.abc import Callable, Coroutine
from enum import Enum
from ipaddress import IPv4Address
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from app.cli.outcome import CANNOT, FOUND, PASSED
from app.cli.output import emit_json, say
from app.cli.parameters import HostParam, HostPortParam
from app.words import _
from app.words.catalogue import N_

if TYPE_CHECKING:
    from app.reach.dns import Resolution
    from app.reach.endpoint import Endpoint
    from app.reach.icmp import Ping
    from app.reach.outcome import Outcome
    from app.reach.route import Route
    from app.reach.tcp import Dialled
    from app.reach.tls import Handshake
    from app.reach.wireguard.config import TunnelConfig
    from app.reach.wireguard.probe import Knock

T = TypeVar("T", bound="Outcome")
Lines = list[tuple[str, str]]

_GOOD = {"ok", "open", "routed", "answered"}
_UNABLE = {"not-permitted", "not-confirmed", "paused", "no-endpoint"}
_MOST_FILE_BYTES = 1_048_576
_VERDICTS = {
    ("dns", "ok"): N_("the name has an address"),
    ("dns", "no-such-name"): N_("there is no such name, or it has no address"),
    ("dns", "refused"): N_("the name server refuses to answer us"),
    ("dns", "silent"): N_("no answer from the name server"),
    ("dns", "failed"): N_("the name server has an error, or there is none"),
    ("tcp", "open"): N_("the port takes connections"),
    ("tcp", "refused"): N_("the host answers and refuses the port"),
    ("tcp", "silent"): N_("no answer: dropped on the way, or no way back"),
    ("tcp", "unreachable"): N_("no way to the host"),
    ("tcp", "not-resolved"): N_("the name has no address"),
    ("tcp", "failed"): N_("this computer did not try"),
    ("tls", "ok"): N_("the certificate is good"),
    ("tls", "expired"): N_("the certificate has expired"),
    ("tls", "not-yet-valid"): N_("the certificate is not valid yet; is this computer's clock right?"),
    ("tls", "host-mismatch"): N_("the certificate is for another name"),
    ("tls", "self-signed"): N_("the certificate is signed by itself"),
    ("tls", "untrusted"): N_("the certificate's issuer is not trusted here"),
    ("tls", "not-tls"): N_("the server answers, but not with TLS"),
    ("tls", "closed"): N_("the server closes without an answer; does it speak TLS on this port?"),
    ("tls", "silent"): N_("the server takes the connection and says nothing"),
    ("tls", "failed"): N_("no agreement on version, cipher or parameters"),
    ("tls", "not-connected"): N_("no TCP connection"),
    ("route", "routed"): N_("packets have a way there"),
    ("route", "no-route"): N_("this computer has no way there"),
    ("route", "not-resolved"): N_("the name has no address"),
    ("ping", "answered"): N_("every echo was answered"),
    ("ping", "lossy"): N_("some echoes were not answered"),
    ("ping", "silent"): N_("no echo was answered"),
    ("ping", "unreachable"): N_("no way to the host"),
    ("ping", "not-permitted"): N_("this system lets nobody ping without more rights"),
    ("ping", "not-resolved"): N_("the name has no address"),
    ("wireguard", "answered"): N_("the tunnel works"),
    ("wireguard", "handshake-only"): N_("the keys fit; what was asked for inside was not answered"),
    ("wireguard", "psk-mismatch"): N_("the server knows our key, and the pre-shared keys differ"),
    ("wireguard", "cookie"): N_("the server is there and too busy to answer"),
    ("wireguard", "refused"): N_("the host answers, and nothing listens on the port"),
    ("wireguard", "unreachable"): N_("no way to the host"),
    ("wireguard", "silent"): N_("no answer: a wrong key, a clock that is behind, or dropped on the way"),
    ("wireguard", "paused"): N_("paused so that the gateway does not block us"),
    ("wireguard", "not-confirmed"): N_("the key is a live device's, and its name was not confirmed"),
    ("wireguard", "no-endpoint"): N_("the file names no endpoint of the server"),
    ("wireguard", "bad-key"): N_("the server's public key in the file can be nobody's"),
    ("wireguard", "not-resolved"): N_("the name has no address"),
}


def _common(default_timeout_s: float) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """The options that every probe has."""

    def add(function: Callable[..., int]) -> Callable[..., int]:
        seconds = click.FloatRange(0.05, 600)
        function = click.option(
            "--timeout", "timeout_s", metavar="S", type=seconds, default=default_timeout_s, show_default=True
        )(function)
        return click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")(
            function
        )

    return add


@click.group()
def command() -> None:
    """One reachability test, without administrator rights."""


@command.command("dns")
@click.argument("name", type=HostParam())
@click.option(
    "--server", metavar="ADDRESS[:PORT]", type=HostPortParam(53), help="Ask this name server, not the system."
)
@_common(5.0)
def probe_dns(name: str, server: Endpoint | None, timeout_s: float, as_json: bool) -> int:
    """The addresses of NAME."""
    from app.reach import dns
    from app.reach.endpoint import is_address

    if server is not None and not is_address(server.host):
        raise click.UsageError(_("A name server is given by its IP address."))
    found = _run(dns.resolve(name, str(server) if server else None, timeout_s=timeout_s))
    return _show("dns", found, as_json, _of_dns(found))


@command.command("tcp")
@click.argument("target", metavar="HOST:PORT", type=HostPortParam())
@_common(5.0)
def probe_tcp(target: Endpoint, timeout_s: float, as_json: bool) -> int:
    """Whether a port takes connections."""
    from app.reach import tcp

    found = _run(tcp.connect(target.host, target.port, timeout_s=timeout_s))
    return _show("tcp", found, as_json, _of_dialled(found))


@command.command("tls")
@click.argument("target", metavar="HOST:PORT", type=HostPortParam())
@click.option("--name", metavar="NAME", type=HostParam(), help="Expect this name in the certificate.")
@click.option(
    "--ca-file", metavar="FILE", type=click.Path(path_type=Path), help="Trust these authorities only (PEM)."
)
@_common(10.0)
def probe_tls(
    target: Endpoint, name: str | None, ca_file: Path | None, timeout_s: float, as_json: bool
) -> int:
    """What a TLS server shows, and whether it can be trusted."""
    from app.reach import tls

    if ca_file is not None:
        try:
            ssl.create_default_context(cafile=ca_file)
        except OSError:  # ssl.SSLError is one
            raise click.UsageError(_("{file} holds no certificates.").format(file=ca_file)) from None
    found = _run(
        tls.handshake(target.host, target.port, server_name=name, ca_file=ca_file, timeout_s=timeout_s)
    )
    return _show("tls", found, as_json, _of_tls(found))


@command.command("route")
@click.argument("target", metavar="HOST", type=HostParam())
@_common(5.0)
def probe_route(target: str, timeout_s: float, as_json: bool) -> int:
    """Which way packets to HOST leave this computer."""
    from app.reach import route

    found = _run(route.measure(target, timeout_s=timeout_s))
    return _show("route", found, as_json, _of_route(found))


@command.command("ping")
@click.argument("target", metavar="HOST", type=HostParam())
@click.option("--count", type=click.IntRange(1, 1000), default=4, show_default=True)
@click.option("--interval", "interval_s", metavar="S", type=click.FloatRange(0.02, 60), default=0.2)
@click.option("--size", "size_bytes", metavar="BYTES", type=click.IntRange(8, 65_507), default=32)
@_common(1.0)
def probe_ping(
    target: str, count: int, interval_s: float, size_bytes: int, timeout_s: float, as_json: bool
) -> int:
    """Whether HOST answers echoes, and how fast."""
    from app.reach import icmp

    series = icmp.ping(target, count=count, interval_s=interval_s, timeout_s=timeout_s, size_bytes=size_bytes)
    found = _run(series)
    return _show("ping", found, as_json, _of_ping(found))


@command.command("wireguard")
@click.argument("file", metavar="CONF", type=click.Path(path_type=Path))
@click.option("--inside", metavar="IP", help="Send an echo to this IPv4 address through the tunnel.")
@click.option("--port", type=click.IntRange(1, 65535), help="Also connect to this TCP port of it.")
@click.option("--confirm", metavar="NAME", help="The name of the file's device, if it is in service.")
@_common(12.0)
def probe_wireguard(
    file: Path,
    inside: str | None,
    port: int | None,
    confirm: str | None,
    timeout_s: float,
    as_json: bool,
) -> int:
    """Whether the tunnel of a wg-quick file comes up, and carries data. Changes nothing on this computer.

    A server sends a device's packets to whoever has used the device's key last. The key of a probe peer is
    used without asking; any other needs --confirm with the file's name, without .conf.
    """
    from app.reach.wireguard import probe

    if port is not None and inside is None:
        raise click.UsageError(_("--port needs --inside."))
    try:
        within = None if inside is None else probe.Within(IPv4Address(inside), port)
    except ValueError:
        raise click.UsageError(_("{value} is not an IPv4 address.").format(value=repr(inside))) from None
    config = _tunnel_config(file)
    knocking = probe.knock(config, device=file.stem, confirmed=confirm, within=within, timeout_s=timeout_s)
    found = _run(knocking)
    if found.verdict is probe.WireguardVerdict.NOT_CONFIRMED:
        say(
            _(
                "Testing with a device's key moves its tunnel to this computer until the device sends again; "
                "if this clock is ahead of the device's, the device may be locked out. Use a probe peer, or "
                "confirm with --confirm {device}."
            ).format(device=file.stem)
        )
    return _show("wireguard", found, as_json, _of_knock(found))


def _tunnel_config(file: Path) -> TunnelConfig:
    from app.reach.wireguard import config

    try:
        with file.open("rb") as opened:
            text = opened.read(_MOST_FILE_BYTES).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise click.UsageError(_("{file} cannot be read.").format(file=file)) from None
    return config.parse(text)


def _run(probe: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(probe)


def _show(kind: str, found: Outcome, as_json: bool, lines: Lines) -> int:
    from app.reach.outcome import as_json as table_of

    verdict = str(found.verdict.value)
    if as_json:
        emit_json({"schema": 1, "kind": "probe", "probe": kind, **table_of(found)})
    else:
        _tell(f"{found.target}: {verdict} ({_(_VERDICTS[kind, verdict])})")
        for label, value in lines:
            _tell(f"  {label}: {value}")
        for seen in found.evidence:
            _tell(f"  {seen.at_ms:10.3f} ms  {seen.event}  {seen.detail}".rstrip())
    if verdict in _UNABLE:
        return CANNOT
    return PASSED if verdict in _GOOD else FOUND


def _tell(line: str) -> None:
    """One line, also where text from outside has characters that a terminal would obey."""
    say("".join(character if character.isprintable() else "?" for character in line), stream=sys.stdout)


def _of_dns(found: Resolution) -> Lines:
    return [(_("Addresses"), ", ".join(found.addresses)), (_("Took"), _ms(found.duration_ms))]


def _of_dialled(found: Dialled) -> Lines:
    lines = [(attempt.address, _value(attempt.verdict)) for attempt in found.attempts]
    return [*lines, (_("Connected after"), _ms(found.connect_ms))]


def _of_tls(found: Handshake) -> Lines:
    lines = _of_dialled(found)
    if found.tls_version is not None:
        lines += [
            (_("Handshake"), _ms(found.tls_ms)),
            (_("Version and cipher"), f"{found.tls_version}, {found.cipher}"),
        ]
    for certificate in found.chain:
        lines += [
            (_("Certificate of"), certificate.subject),
            (_("issued by"), certificate.issuer),
            (_("for"), ", ".join(certificate.names) or _("no name")),
            (_("valid until"), f"{certificate.not_after} ({certificate.days_left:+.1f} d)"),
        ]
    if found.verify_message:
        lines.append((_("Verification"), f"{found.verify_code} {found.verify_message}"))
    return lines


def _of_route(found: Route) -> Lines:
    if found.local_address is None:
        return []
    kind = _value(found.interface_kind) if found.interface_kind else _("unknown")
    lines = [
        (_("Interface"), f"{found.interface or _('unknown')} ({kind})"),
        (_("From"), f"{found.local_address} ({_value(found.local_class)})"),
        (_("To"), f"{found.address} ({_value(found.address_class)})"),
    ]
    if found.mtu is not None:
        lines.append((_("MTU"), f"{found.mtu} bytes"))
    return lines


def _of_ping(found: Ping) -> Lines:
    if not found.sent:
        return []
    lines = [(_("Answered"), f"{found.received}/{found.sent}")]
    if found.rtt_ms is not None:
        spread = " / ".join(_ms(value) for value in (found.rtt_ms_min, found.rtt_ms, found.rtt_ms_max))
        lines.append((_("Round trip (least / median / most)"), spread))
    if found.way is not None:
        lines.append((_("Measured by"), _value(found.way)))
    return lines


def _of_knock(found: Knock) -> Lines:
    if found.handshake_ms is None:
        return []
    lines = [(_("Handshake"), _ms(found.handshake_ms))]
    inside = found.inside
    if inside is None:
        return lines
    if inside.echo_verdict is not None:
        lines.append((_("Echo inside"), f"{_value(inside.echo_verdict)} ({_ms(inside.rtt_ms)})"))
    if inside.tcp_verdict is not None:
        lines.append((_("TCP inside"), f"{_value(inside.tcp_verdict)} ({_ms(inside.connect_ms)})"))
    return lines


def _ms(value: float | None) -> str:
    return _("never") if value is None else f"{value:.3f} ms"


def _value(member: Enum) -> str:
    return str(member.value)
