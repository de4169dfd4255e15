"""`host:port` as people write it: names, IPv4, IPv6 with or without brackets."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import NamedTuple

SocketAddress = tuple[str, int] | tuple[str, int, int, int]


class Endpoint(NamedTuple):
    """host without brackets; an IPv6 zone stays in it."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def endpoint(text: str, default_port: int | None = None) -> Endpoint:
    """Raises ValueError where no port is given and there is no default, or the port is not one."""
    host, port = text, ""
    if text.startswith("["):
        host, closed, rest = text[1:].partition("]")
        if not closed or (rest and not rest.startswith(":")):
            raise ValueError("an IPv6 address in brackets, then :port")
        port = rest[1:]
    elif not is_address(text):
        host, _, port = text.partition(":")
    if not host or any(character.isspace() for character in host):
        raise ValueError("a host name or an IP address")
    if not port and default_port is not None:
        return Endpoint(host, default_port)
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise ValueError("a port from 1 to 65535")
    return Endpoint(host, int(port))


def is_address(text: str) -> bool:
    """Whether text is an IP literal; a zone is allowed."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def numeric(to: Endpoint, kind: socket.SocketKind) -> tuple[SocketAddress, int]:
    """What connect() takes for an IP literal, and its address family. Asks no name server."""
    found = socket.getaddrinfo(to.host, to.port, type=kind, flags=socket.AI_NUMERICHOST)
    family, _, _, _, sockaddr = found[0]
    return sockaddr, family  # type: ignore[return-value]  # typeshed allows for builds without IPv6
