"""The kinds of values that a site file may hold, each refused with what was expected instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_interface,
    ip_network,
)
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from app.site.problems import Wanted

BROKER_SCHEMES = {"mqtt": 1883, "mqtts": 8883, "ws": 80, "wss": 443}
CLIENT_ID_PLACEHOLDERS = ("host", "site", "run")
TOPIC_PLACEHOLDERS = (*CLIENT_ID_PLACEHOLDERS, "client_id")

_HOST_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_APN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,98}[A-Za-z0-9])?")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
T = TypeVar("T")
N = TypeVar("N", int, float)


def refusal(wanted: Wanted, **details: str) -> PydanticCustomError:
    """The error by which a validator tells what was expected; `app.site.load` turns it into a Problem."""
    return PydanticCustomError(wanted.value, "{wanted}", {"wanted": wanted.value, **details})


def _is_printable(text: str) -> bool:
    return text.isprintable() and text == text.strip()


def host(text: str) -> str:
    """A DNS name or an IP literal (RFC 1123 section 2.1, RFC 4291), without brackets."""
    try:
        ip_address(text)
    except ValueError:
        labels = text.removesuffix(".").split(".")
        if len(text) > 253 or not all(_HOST_LABEL.fullmatch(label) for label in labels):
            raise refusal(Wanted.HOST) from None
        if labels[-1].isdigit():  # 10.64.3 or 10.64.3.999: an address that is not one
            raise refusal(Wanted.HOST) from None
    return text


def _split_url(text: str, wanted: Wanted) -> SplitResult:
    # urlsplit silently drops tabs and line ends and takes blanks for part of the host.
    if not text.isprintable() or " " in text:
        raise refusal(wanted)
    try:
        return urlsplit(text)
    except ValueError:
        raise refusal(wanted) from None


def _port_of(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError:
        raise refusal(Wanted.PORT) from None
    if port == 0:
        raise refusal(Wanted.PORT)
    return port


def host_and_port(text: str) -> str:
    """`host:port`, an IPv6 literal in brackets."""
    parts = _split_url(f"//{text}", Wanted.HOST_AND_PORT)
    if not parts.hostname or parts.path or parts.query or parts.fragment or parts.username is not None:
        raise refusal(Wanted.HOST_AND_PORT)
    if _port_of(parts) is None:
        raise refusal(Wanted.HOST_AND_PORT)
    host(parts.hostname)
    return text


def broker_url(text: str) -> str:
    """mqtt://, mqtts://, ws:// or wss://, a host, and the port where it is not the usual one."""
    parts = _split_url(text, Wanted.BROKER_URL)
    if parts.scheme not in BROKER_SCHEMES or not parts.hostname:
        raise refusal(Wanted.BROKER_URL)
    if parts.username is not None or parts.password is not None:
        raise refusal(Wanted.URL_WITHOUT_USER)
    _port_of(parts)
    host(parts.hostname)
    extras = parts.path.strip("/") or parts.query or parts.fragment
    if extras and parts.scheme in ("mqtt", "mqtts"):
        raise refusal(Wanted.URL_WITHOUT_PATH)
    return text


def apn(text: str) -> str:
    """An access point name (3GPP TS 23.003 section 9.1): labels of letters, digits and hyphens."""
    if not _APN.fullmatch(text) or ".." in text:
        raise refusal(Wanted.APN)
    return text


def address(value: object) -> object:
    """The text of an IP address as an address; anything that is not text is refused too."""
    if isinstance(value, str):
        try:
            return ip_address(value)
        except ValueError:
            raise refusal(Wanted.ADDRESS) from None
    if isinstance(value, Address):
        return value
    raise refusal(Wanted.ADDRESS)


def network(value: object) -> object:
    """The text of a network as a network; host bits that are set are refused with the network meant."""
    if isinstance(value, str):
        try:
            return ip_network(value)
        except ValueError:
            raise _network_refusal(value) from None
    if isinstance(value, Network):
        return value
    raise refusal(Wanted.SUBNET)


def _network_refusal(text: str) -> PydanticCustomError:
    try:
        return refusal(Wanted.SUBNET, nearest=str(ip_interface(text).network))
    except ValueError:
        return refusal(Wanted.SUBNET)


def client_id(text: str) -> str:
    """A client identifier with placeholders. A server must take 23 bytes; nearly all take far more."""
    if not _is_printable(text) or not 1 <= len(text) <= 128:
        raise refusal(Wanted.LENGTH, least="1", most="128")
    return _only_known_placeholders(text, CLIENT_ID_PLACEHOLDERS)


def topic(text: str) -> str:
    """A topic name with placeholders: no wildcards (MQTT 5 section 4.7.1), not one of the server's own."""
    if not text or len(text) > 512 or any(c in text for c in "+#\0") or text.startswith("$"):
        raise refusal(Wanted.TOPIC)
    return _only_known_placeholders(text, TOPIC_PLACEHOLDERS)


def _only_known_placeholders(text: str, known: tuple[str, ...]) -> str:
    rest = _PLACEHOLDER.sub(lambda m: "" if m.group(1) in known else m.group(), text)
    if "{" in rest or "}" in rest:
        raise refusal(Wanted.PLACEHOLDERS, choices=", ".join(f"{{{name}}}" for name in known))
    return text


def file_beside(text: str, info: ValidationInfo) -> str:
    """A path, relative to the folder of the site file; it comes back joined with that folder."""
    if not text or not text.isprintable():
        raise refusal(Wanted.FILE)
    folder = (info.context or {}).get("folder")
    return text if folder is None else str(Path(folder) / text)


def matching(pattern: str, wanted: Wanted) -> AfterValidator:
    compiled = re.compile(pattern, re.ASCII)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise refusal(wanted)
        return text

    return AfterValidator(check)


def plain_text(least: int, most: int) -> AfterValidator:
    def check(text: str) -> str:
        if not least <= len(text) <= most:
            raise refusal(Wanted.LENGTH, least=str(least), most=str(most))
        if not _is_printable(text):
            raise refusal(Wanted.PLAIN_TEXT)
        return text

    return AfterValidator(check)


def within(least: N, most: N, wanted: Wanted = Wanted.RANGE) -> AfterValidator:
    def check(number: N) -> N:
        if not least <= number <= most:
            raise refusal(wanted, least=str(least), most=str(most))
        return number

    return AfterValidator(check)


def at_most(count: int, least: int = 0) -> AfterValidator:
    def check(items: tuple[T, ...]) -> tuple[T, ...]:
        if not least <= len(items) <= count:
            raise refusal(Wanted.COUNT, least=str(least), most=str(count))
        return items

    return AfterValidator(check)


def unique_by(key: Callable[[T], object], name: str) -> AfterValidator:
    """No two items with the same key. name: the key of the item to point at, empty for the item itself."""

    def check(items: tuple[T, ...]) -> tuple[T, ...]:
        seen: set[object] = set()
        for index, item in enumerate(items):
            if key(item) in seen:
                raise refusal(Wanted.UNIQUE, index=str(index), name=name)
            seen.add(key(item))
        return items

    return AfterValidator(check)


def as_tuple(value: object) -> object:
    """TOML's lists come as Python lists; strict validation wants what the field is."""
    return tuple(value) if isinstance(value, Iterable) and isinstance(value, list) else value


AsTuple = BeforeValidator(as_tuple)
Name = Annotated[str, plain_text(1, 80)]
Host = Annotated[str, AfterValidator(host)]
HostPort = Annotated[str, AfterValidator(host_and_port)]
BrokerUrl = Annotated[str, AfterValidator(broker_url)]
Apn = Annotated[str, AfterValidator(apn)]
ClientId = Annotated[str, AfterValidator(client_id)]
Topic = Annotated[str, AfterValidator(topic)]
Iccid = Annotated[str, matching(r"\d{18,20}", Wanted.ICCID)]
Operator = Annotated[str, matching(r"\d{5,6}", Wanted.OPERATOR)]
FileBeside = Annotated[str, AfterValidator(file_beside)]
Port = Annotated[int, within(1, 65535, Wanted.PORT)]
IpAddress = Annotated[Address, BeforeValidator(address)]
IpNetwork = Annotated[Network, BeforeValidator(network)]
