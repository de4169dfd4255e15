"""The broker of a site sheet as the configuration of an MQTT session."""

from __future__ import annotations

import os
import secrets
import socket
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from app.core.secrets import Secret, lookup
from app.mqtt.credentials import aws, azure
from app.mqtt.credentials.sigv4 import AwsKeys, Scope, presigned_path
from app.mqtt.packets import Version
from app.mqtt.session_config import Endpoint, SessionConfig, Tls, endpoint_of
from app.site.model import Broker, Site

SESSION_TOKEN_NAME = "AWS_SESSION_TOKEN"
"""The environment variable with the third part of the credentials of an AWS role."""

SAS_S = 24 * 3600
"""How long a token of ours is good: IoT Hub ends the connection with it."""

_VERSIONS = {"3.1.1": Version.V311, "5": Version.V5}


def session_config(site: Site, broker: Broker, *, name: str) -> SessionConfig:
    """A session of our own at the site's broker, under a client identifier that evicts nobody.

    name: what the trace calls it. The password comes from the environment or the keyring.
    """
    config = SessionConfig(
        url=broker.url,
        version=_VERSIONS[broker.version],
        client_id=client_id(broker),
        username=broker.username,
        password=lookup(site.site.name, broker.username),
        tls=_tls(broker),
        name=name,
    )
    match broker.authentication:
        case "aws-sigv4":
            return _with_sigv4(config, broker)
        case "aws-authorizer":
            return _with_authorizer(config, broker)
        case "azure-sas":
            return _with_sas(config, broker, site)
        case _:
            return config


def _tls(broker: Broker) -> Tls:
    def path(text: str | None) -> Path | None:
        return Path(text) if text else None

    tls = Tls(path(broker.ca_file), path(broker.certificate), path(broker.key))
    if broker.preset != "aws-iot":
        return tls
    port = endpoint_of(broker.url).port
    alpn = aws.alpn(port, with_certificate=broker.certificate is not None, with_authorizer=False)
    return replace(tls, alpn=alpn)


def _with_sigv4(config: SessionConfig, broker: Broker) -> SessionConfig:
    """The user name is the access key's identifier and the secret its other half; CONNECT carries neither."""
    secret, user = config.password, config.username
    if secret is None or user is None:
        return config
    token = os.environ.get(SESSION_TOKEN_NAME)
    keys = AwsKeys(user, secret, Secret(token) if token else None)

    def sign(endpoint: Endpoint) -> Secret:
        region = broker.region or aws.region_of(endpoint.host) or ""
        return presigned_path(endpoint.host, keys, Scope(datetime.now(UTC), region))

    return replace(config, username=None, password=None, sign_path=sign)


def _with_authorizer(config: SessionConfig, broker: Broker) -> SessionConfig:
    tls = config.tls
    if not config.endpoint.is_websocket:
        tls = replace(tls, alpn=(aws.AUTHORIZER_ALPN,))
    username = aws.authorizer_username(config.username or "", authorizer=broker.authorizer)
    return replace(config, username=username, tls=tls)


def _with_sas(config: SessionConfig, broker: Broker, site: Site) -> SessionConfig:
    """The client identifier is the device's, `device/module` for a module; the secret is its key or a token.

    What is no key goes to the broker as it is: it may be a token that somebody else has made.
    """
    host, (device, _, module) = config.endpoint.host, config.client_id.partition("/")
    secret = config.password or lookup(site.site.name, broker.policy or config.client_id)
    password = secret
    if secret is not None:
        of = host if broker.policy else azure.resource(host, device, module or None)
        try:
            password = azure.sas_token(of, secret, now_s=time.time(), good_for_s=SAS_S, policy=broker.policy)
        except azure.SasFault:
            password = secret
    return replace(config, username=azure.username(host, config.client_id), password=password)


def client_id(broker: Broker) -> str:
    """The sheet's identifier with `{host}` and `{run}` filled in; `{run}` differs at every call."""
    host = "".join(letter for letter in socket.gethostname() if letter.isalnum() or letter in "-_")
    return broker.client_id.replace("{host}", host).replace("{run}", secrets.token_hex(3))


def probe_topic(site: Site, broker: Broker, identifier: str) -> str:
    """The topic of the delivery test, with `{site}` and `{client_id}` filled in and no level left empty."""
    slug = "-".join("".join(c if c.isalnum() else " " for c in site.site.name.lower()).split())
    return broker.probe_topic.replace("{site}", slug or "site").replace("{client_id}", identifier)
