"""What a site sheet wants reached, and what it wants silent. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.mqtt.session_config import endpoint_of
from app.site.model import Site

_ISOLATION_PORTS = (443, 53)


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to reach. forbidden: it must not answer."""

    name: str
    host: str
    port: int
    tls: bool = False
    ca_file: str | None = None
    forbidden: bool = False


def targets_of(site: Site) -> tuple[Target, ...]:
    """The broker first, then the site's own hosts, then what must stay silent."""
    targets = []
    if site.broker is not None:
        address = endpoint_of(site.broker.url)
        targets.append(Target("broker", address.host, address.port, address.is_tls, site.broker.ca_file))
    targets += [Target(entry.name, entry.host, port) for entry in site.reach for port in entry.tcp]
    targets += [
        Target(host, host, port, forbidden=True) for host in site.isolation.hosts for port in _ISOLATION_PORTS
    ]
    return tuple(targets)
