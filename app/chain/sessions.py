"""The broker of a site sheet as the configuration of an MQTT session."""

from __future__ import annotations

import secrets
import socket
from pathlib import Path

from app.core.secrets import lookup
from app.mqtt.packets import Version
from app.mqtt.session_config import SessionConfig, Tls
from app.site.model import Broker, Site

_VERSIONS = {"3.1.1": Version.V311, "5": Version.V5}


def session_config(site: Site, broker: Broker, *, name: str) -> SessionConfig:
    """A session of our own at the site's broker, under a client identifier that evicts nobody.

    name: what the trace calls it. The password comes from the environment or the keyring.
    """
    ca_file = Path(broker.ca_file) if broker.ca_file else None
    return SessionConfig(
        url=broker.url,
        version=_VERSIONS[broker.version],
        client_id=client_id(broker),
        username=broker.username,
        password=lookup(site.site.name, broker.username),
        tls=Tls(ca_file=ca_file),
        name=name,
    )


def client_id(broker: Broker) -> str:
    """The sheet's identifier with `{host}` and `{run}` filled in; `{run}` differs at every call."""
    host = "".join(letter for letter in socket.gethostname() if letter.isalnum() or letter in "-_")
    return broker.client_id.replace("{host}", host).replace("{run}", secrets.token_hex(3))


def probe_topic(site: Site, broker: Broker, identifier: str) -> str:
    """The topic of the delivery test, with `{site}` and `{client_id}` filled in and no level left empty."""
    slug = "-".join("".join(c if c.isalnum() else " " for c in site.site.name.lower()).split())
    return broker.probe_topic.replace("{site}", slug or "site").replace("{client_id}", identifier)
