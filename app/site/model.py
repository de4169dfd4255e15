"""The site sheet as values. Strict: an unknown key or an impossible value is an error, never a guess.

Every key is optional unless it says otherwise; what is absent is not judged. No secret lives here: secrets
come from the keyring, the environment or a prompt (`app.core.secrets`).
"""

from __future__ import annotations

from operator import attrgetter
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from app.site.fields import (
    BROKER_SCHEMES,
    Apn,
    AsTuple,
    BrokerUrl,
    ClientId,
    FileBeside,
    Host,
    HostPort,
    Iccid,
    IpAddress,
    IpNetwork,
    Name,
    Operator,
    Port,
    Topic,
    at_most,
    plain_text,
    refusal,
    unique_by,
    within,
)
from app.site.problems import Wanted

__all__ = ("BROKER_SCHEMES", "Site")


class Sheet(BaseModel):
    """Base of every table: unknown keys and silent conversions are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class About(Sheet):
    name: Name


class Sim(Sheet):
    """What the SIM card and its contract should give."""

    iccid: Iccid | None = None
    apn: Apn | None = None
    pdp_type: Literal["IP", "IPV6", "IPV4V6"] | None = None
    static_ip: IpAddress | None = None
    subnet: IpNetwork | None = None
    operator: Operator | None = None  # MCC and MNC
    roaming: bool = True  # False: being registered as a guest is a finding

    @model_validator(mode="after")
    def _address_lies_in_subnet(self) -> Sim:
        if self.static_ip and self.subnet and self.static_ip not in self.subnet:
            raise refusal(Wanted.ADDRESS_IN_SUBNET, name="static_ip")
        return self


class Signal(Sheet):
    """Least acceptable levels; the defaults are those of `app.modem.rating`."""

    rsrp_min_dbm: Annotated[int, within(-140, -44)] | None = None
    rsrq_min_db: Annotated[float, within(-20.0, -3.0)] | None = None
    sinr_min_db: Annotated[float, within(-20.0, 30.0)] | None = None


class Vpn(Sheet):
    kind: Literal["wireguard", "ikev2", "l2tp-ipsec", "none"]
    gateway: Host | None = None
    config: FileBeside | None = None  # a path relative to the site file
    inside: Host | None = None


class Broker(Sheet):
    url: BrokerUrl
    preset: Literal["generic", "mosquitto", "hivemq", "hivemq-cloud", "emqx", "aws-iot", "azure-iot-hub"] = (
        "generic"
    )
    version: Literal["3.1.1", "5"] = "5"
    username: Annotated[str, plain_text(1, 512)] | None = None
    # {run}: a few letters of its own for each run, so that two runs do not evict each other.
    client_id: ClientId = "linkwright-{host}-{run}"
    probe_topic: Topic = "linkwright/{client_id}"
    ca_file: FileBeside | None = None  # a path relative to the site file
    certificate: FileBeside | None = None  # ours, PEM or PKCS#12
    key: FileBeside | None = None  # where it is not in the file of the certificate
    # What the secret of the keyring is: the password itself, or what the password is made of.
    authentication: Literal["password", "aws-sigv4", "aws-authorizer", "azure-sas"] = "password"
    region: Annotated[str, plain_text(1, 40)] | None = None  # of AWS, where the host's name does not say
    authorizer: Annotated[str, plain_text(1, 128)] | None = None  # of AWS
    policy: Annotated[str, plain_text(1, 64)] | None = None  # of Azure, where the key is a policy's
    qos: Annotated[tuple[Literal[0, 1, 2], ...], at_most(3, least=1), unique_by(int, ""), AsTuple] = (0, 1, 2)


class Reach(Sheet):
    """One host that must be reachable, by TCP on the given ports."""

    name: Name
    host: Host
    tcp: Annotated[tuple[Port, ...], at_most(32), unique_by(int, ""), AsTuple] = ()


class Isolation(Sheet):
    """Hosts that must NOT answer from a private APN."""

    hosts: Annotated[tuple[Host, ...], at_most(32), unique_by(str, ""), AsTuple] = ()


class Responder(Sheet):
    url: HostPort


class Site(Sheet):
    """A whole site file."""

    site: About
    sim: Sim | None = None
    signal: Signal = Signal()
    vpn: Vpn | None = None
    broker: Broker | None = None
    reach: Annotated[tuple[Reach, ...], at_most(64), unique_by(attrgetter("name"), "name"), AsTuple] = ()
    isolation: Isolation = Isolation()
    responder: Responder | None = None
