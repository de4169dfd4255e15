"""The site sheet as values. Strict: an unknown key or an impossible value is an error, never a guess.

Every key is optional unless it says otherwise; what is absent is not judged. No secret lives here: secrets
come from the keyring, the environment or a prompt (`app.core.secrets`).
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

_HOST_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$")
_APN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,98}[A-Za-z0-9])?$")

BROKER_SCHEMES = {"mqtt": 1883, "mqtts": 8883, "ws": 80, "wss": 443}


def host(text: str) -> str:
    """A DNS name or an IP literal (RFC 1123 section 2.1, RFC 4291), without brackets."""
    try:
        ip_address(text)
    except ValueError:
        labels = text.rstrip(".").split(".")
        if len(text) > 253 or not all(_HOST_LABEL.match(label) for label in labels):
            raise ValueError("a host name or an IP address, without blanks") from None
        if labels[-1].isdigit():
            raise ValueError("a host name or a complete IP address") from None
    return text


def host_and_port(text: str) -> str:
    """`host:port`, an IPv6 literal in brackets."""
    try:
        parts = urlsplit(f"//{text}")
        port = parts.port
    except ValueError:
        raise ValueError("host:port with a port from 1 to 65535") from None
    if not parts.hostname or not port or parts.path or parts.username:
        raise ValueError("host:port with a port from 1 to 65535")
    host(parts.hostname)
    return text


def apn(text: str) -> str:
    """An access point name (3GPP TS 23.003 section 9.1): labels of letters, digits and hyphens."""
    if not _APN.match(text) or ".." in text:
        raise ValueError("an access point name: letters, digits, dots and hyphens, at most 100 characters")
    return text


Host = Annotated[str, AfterValidator(host)]
HostPort = Annotated[str, AfterValidator(host_and_port)]
Apn = Annotated[str, AfterValidator(apn)]
Port = Annotated[int, Field(ge=1, le=65535)]
Address = Annotated[IPv4Address, Field(strict=False)] | Annotated[IPv6Address, Field(strict=False)]
Network = Annotated[IPv4Network, Field(strict=False)] | Annotated[IPv6Network, Field(strict=False)]


class Sheet(BaseModel):
    """Base of every table: unknown keys and silent conversions are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class About(Sheet):
    name: Annotated[str, Field(min_length=1, max_length=80)]


class Sim(Sheet):
    """What the SIM card and its contract should give."""

    iccid: Annotated[str, Field(pattern=r"^\d{18,20}$")] | None = None
    apn: Apn | None = None
    pdp_type: Literal["IP", "IPV6", "IPV4V6"] | None = None
    static_ip: Address | None = None
    subnet: Network | None = None
    operator: Annotated[str, Field(pattern=r"^\d{5,6}$")] | None = None  # MCC and MNC
    roaming: bool = True  # False: being registered as a guest is a finding

    @model_validator(mode="after")
    def _one_address(self) -> Sim:
        if self.static_ip and self.subnet and self.static_ip not in self.subnet:
            raise ValueError("static_ip must lie inside subnet when both are given")
        return self


class Signal(Sheet):
    """Least acceptable levels; the defaults are those of `app.modem.rating`."""

    rsrp_min_dbm: Annotated[int, Field(ge=-140, le=-44)] | None = None
    rsrq_min_db: Annotated[float, Field(ge=-20, le=-3)] | None = None
    sinr_min_db: Annotated[float, Field(ge=-20, le=30)] | None = None


class Vpn(Sheet):
    kind: Literal["wireguard", "ikev2", "l2tp-ipsec", "none"]
    gateway: Host | None = None
    config: str | None = None  # a path relative to the site file
    inside: Host | None = None


class Broker(Sheet):
    url: str
    preset: Literal["generic", "mosquitto", "hivemq", "hivemq-cloud", "emqx", "aws-iot", "azure-iot-hub"] = (
        "generic"
    )
    version: Literal["3.1.1", "5"] = "5"
    username: str | None = None
    client_id: str = "linkwright-{host}-{run}"  # {run}: a few letters, so that two runs do not evict each other
    probe_topic: str = "linkwright/{client_id}"
    ca_file: str | None = None  # a path relative to the site file
    qos: Annotated[tuple[Literal[0, 1, 2], ...], Field(strict=False, min_length=1)] = (0, 1, 2)

    @field_validator("url")
    @classmethod
    def _known_url(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ValueError("a port from 1 to 65535") from None
        if parts.scheme not in BROKER_SCHEMES or not parts.hostname:
            raise ValueError("mqtt://, mqtts://, ws:// or wss:// with a host and, if it differs, a port")
        if parts.username or parts.password:
            raise ValueError("no user name or password in the URL: username is a key, the password a secret")
        if port == 0:
            raise ValueError("a port from 1 to 65535")
        host(parts.hostname)
        return url

    @field_validator("probe_topic")
    @classmethod
    def _plain_topic(cls, topic: str) -> str:
        if not topic or any(c in topic for c in "+#\0") or topic.startswith("$"):
            raise ValueError("a topic name without wildcards that does not start with $")
        return topic


class Reach(Sheet):
    """One host that must be reachable, by TCP on the given ports."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    host: Host
    tcp: Annotated[tuple[Port, ...], Field(strict=False)] = ()


class Isolation(Sheet):
    """Hosts that must NOT answer from a private APN."""

    hosts: Annotated[tuple[Host, ...], Field(strict=False)] = ()


class Responder(Sheet):
    url: HostPort


class Site(Sheet):
    """A whole site file."""

    site: About
    sim: Sim | None = None
    signal: Signal = Signal()
    vpn: Vpn | None = None
    broker: Broker | None = None
    reach: Annotated[tuple[Reach, ...], Field(strict=False)] = ()
    isolation: Isolation = Isolation()
    responder: Responder | None = None
