"""Reads the configuration files of wg-quick (wg(8), wg-quick(8)). Sans-IO; carries nothing out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
    ip_address,
    ip_interface,
    ip_network,
)
from typing import NamedTuple

from app.core.faults import Fault
from app.core.secrets import Secret
from app.reach.wireguard.crypto import KEY_BYTES, decode_key

LARGEST_CHARACTERS = 262_144
MOST_PEERS = 1000
PROBE_MARK = "# Linkwright probe peer"
"""A line of the files that we make: their key is no device's."""

Network = IPv4Network | IPv6Network
Interface = IPv4Interface | IPv6Interface


class WireguardReason(Enum):
    TOO_LARGE = "wireguard-file-too-large"
    OUTSIDE_SECTION = "wireguard-outside-section"
    UNKNOWN_SECTION = "wireguard-unknown-section"
    UNKNOWN_KEY = "wireguard-unknown-key"
    VALUE = "wireguard-value"
    NO_PRIVATE_KEY = "wireguard-no-private-key"
    NO_PUBLIC_KEY = "wireguard-no-public-key"
    NO_PEER = "wireguard-no-peer"


class WireguardFault(Fault):
    """evidence: line, and for a value the name of its key. Never what stands there: it may be a key."""

    def __init__(self, reason: WireguardReason, line: int | None = None, key: str | None = None) -> None:
        evidence = {} if line is None else {"line": str(line)}
        super().__init__(reason, evidence if key is None else {**evidence, "key": key})

    @property
    def is_usage(self) -> bool:
        return True


class Gateway(NamedTuple):
    """Where a peer listens. host: a name or an address, without brackets."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Peer:
    """One [Peer]. preshared_key: None where there is none; all zeros count as none."""

    public_key: bytes
    preshared_key: Secret | None = None
    endpoint: Gateway | None = None
    allowed_ips: tuple[Network, ...] = ()
    keepalive_s: int | None = None

    def carries(self, address: IPv4Address | IPv6Address) -> bool:
        """Whether packets to and from this inner address go through this peer."""
        return any(address in network for network in self.allowed_ips)


@dataclass(frozen=True, slots=True)
class TunnelConfig:
    """A whole file. is_probe_peer: its key was made for tests, so that no device is disturbed."""

    private_key: Secret
    addresses: tuple[Interface, ...]
    peers: tuple[Peer, ...]
    dns: tuple[str, ...] = ()
    mtu: int | None = None
    listen_port: int | None = None
    is_probe_peer: bool = False


_CARRIED_OUT_BY_OTHERS = frozenset(
    {"table", "preup", "postup", "predown", "postdown", "saveconfig", "fwmark"}
)
_INTERFACE = frozenset({"privatekey", "address", "dns", "mtu", "listenport"}) | _CARRIED_OUT_BY_OTHERS
_PEER = frozenset({"publickey", "presharedkey", "endpoint", "allowedips", "persistentkeepalive"})


def parse(text: str) -> TunnelConfig:
    """The configuration in a file's text. Raises WireguardFault."""
    if len(text) > LARGEST_CHARACTERS:
        raise WireguardFault(WireguardReason.TOO_LARGE)
    reader = _Reader()
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        reader.read(number, line)
    return reader.whole()


class _Reader:
    """Takes the lines one by one. Lists add up; of other keys given twice the last one counts, as for wg."""

    def __init__(self) -> None:
        self._private_key: Secret | None = None
        self._addresses: list[Interface] = []
        self._dns: list[str] = []
        self._numbers: dict[str, int | None] = {}
        self._is_probe_peer = False
        self._peers: list[Peer] = []
        self._peer_lines: list[int] = []
        self._section = ""

    def read(self, number: int, line: str) -> None:
        if line.strip() == PROBE_MARK:
            self._is_probe_peer = True
        content = line.partition("#")[0].strip()
        if not content:
            return
        if content.startswith("["):
            self._begin(number, content.casefold())
            return
        name, equals, value = (part.strip() for part in content.partition("="))
        key = name.casefold()
        if not self._section:
            raise WireguardFault(WireguardReason.OUTSIDE_SECTION, number)
        if not equals or key not in (_INTERFACE if self._section == "[interface]" else _PEER):
            raise WireguardFault(WireguardReason.UNKNOWN_KEY, number)
        try:
            self._take(key, value)
        except ValueError:
            raise WireguardFault(WireguardReason.VALUE, number, name) from None

    def whole(self) -> TunnelConfig:
        if self._private_key is None:
            raise WireguardFault(WireguardReason.NO_PRIVATE_KEY)
        if not self._peers:
            raise WireguardFault(WireguardReason.NO_PEER)
        for peer, line in zip(self._peers, self._peer_lines, strict=True):
            if not peer.public_key:
                raise WireguardFault(WireguardReason.NO_PUBLIC_KEY, line)
        return TunnelConfig(
            private_key=self._private_key,
            addresses=tuple(self._addresses),
            peers=tuple(self._peers),
            dns=tuple(self._dns),
            mtu=self._numbers.get("mtu"),
            listen_port=self._numbers.get("listenport"),
            is_probe_peer=self._is_probe_peer,
        )

    def _begin(self, number: int, section: str) -> None:
        if section not in ("[interface]", "[peer]"):
            raise WireguardFault(WireguardReason.UNKNOWN_SECTION, number)
        self._section = section
        if section == "[peer]":
            if len(self._peers) >= MOST_PEERS:
                raise WireguardFault(WireguardReason.TOO_LARGE, number)
            self._peers.append(Peer(b""))
            self._peer_lines.append(number)

    def _take(self, key: str, value: str) -> None:
        """Raises ValueError for a value that is none."""
        match key:
            case "privatekey":
                decode_key(value)
                self._private_key = Secret(value)
            case "address":
                self._addresses += (ip_interface(one) for one in _list(value))
            case "dns":
                self._dns += _list(value)
            case "mtu":
                self._numbers[key] = _number(value, 576, 65_535)
            case "listenport":
                self._numbers[key] = _number(value, 0, 65_535)
            case _ if self._section == "[peer]":
                self._peers[-1] = _with(self._peers[-1], key, value)


def _with(peer: Peer, key: str, value: str) -> Peer:
    match key:
        case "publickey":
            return replace(peer, public_key=decode_key(value))
        case "presharedkey":
            is_none = decode_key(value) == bytes(KEY_BYTES)
            return replace(peer, preshared_key=None if is_none else Secret(value))
        case "endpoint":
            return replace(peer, endpoint=_gateway(value))
        case "allowedips":
            more = tuple(ip_network(one, strict=False) for one in _list(value))
            return replace(peer, allowed_ips=peer.allowed_ips + more)
        case _:
            keepalive = None if value.casefold() == "off" else _number(value, 0, 65_535)
            return replace(peer, keepalive_s=keepalive or None)


def _list(value: str) -> list[str]:
    """Comma-separated values, none of which may be missing; nothing at all is an empty list."""
    values = [one.strip() for one in value.split(",")] if value else []
    if not all(values):
        raise ValueError("an empty value in a list")
    return values


def _number(value: str, least: int, most: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 5 and least <= int(value) <= most):
        raise ValueError("not a number in range")
    return int(value)


def _gateway(value: str) -> Gateway:
    host, colon, port = value.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    if bracketed:
        host = host[1:-1]
        if not isinstance(ip_address(host), IPv6Address):
            raise ValueError("brackets are for IPv6")
    if not colon or not host or (":" in host and not bracketed) or not host.isprintable() or " " in host:
        raise ValueError("not host:port")
    return Gateway(host, _number(port, 1, 65_535))
