"""Which way packets to a target leave this machine: interface, its kind, our address there. Sends nothing."""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass
from enum import Enum
from functools import partial

from app.reach import dns
from app.reach.classify import AddressClass, address_class
from app.reach.endpoint import Endpoint, numeric
from app.reach.interfaces import Interface, InterfaceKind, carrying, interfaces
from app.reach.outcome import Journal, Outcome
from app.reach.worker import Effort, in_thread

_ANY_PORT = 9  # discard; connecting a UDP socket sends nothing
_LIMIT_S = 5.0


class RouteVerdict(Enum):
    ROUTED = "routed"
    NO_ROUTE = "no-route"
    NOT_RESOLVED = "not-resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Outcome):
    """vpn: whether the interface is a VPN's; None where that cannot be told. mtu: the interface's."""

    verdict: RouteVerdict
    address: str | None = None
    address_class: AddressClass = AddressClass.NONE
    local_address: str | None = None
    local_class: AddressClass = AddressClass.NONE
    interface: str | None = None
    interface_kind: InterfaceKind | None = None
    mtu: int | None = None
    vpn: bool | None = None
    resolution: dns.Resolution | None = None


async def measure(target: str, *, timeout_s: float = _LIMIT_S) -> Route:
    """target: a name or an address; of a name the first address with a way to it."""
    journal = Journal()
    resolution = await dns.resolve(target, timeout_s=timeout_s)
    work = partial(_choose, resolution.addresses)
    way = await in_thread(work, journal, timeout_s=timeout_s, name=f"route {target}")
    verdict = RouteVerdict.NO_ROUTE if resolution.addresses else RouteVerdict.NOT_RESOLVED
    address, local, interface = (None, None, None) if way is None else way
    return Route(
        target=target,
        verdict=verdict if way is None else RouteVerdict.ROUTED,
        evidence=journal.seen,
        started_ns=journal.started_ns,
        duration_ms=journal.duration_ms,
        address=address,
        address_class=address_class(address),
        local_address=local,
        local_class=address_class(local),
        interface=interface.name if interface else None,
        interface_kind=interface.kind if interface else None,
        mtu=interface.mtu if interface else None,
        vpn=_is_vpn(interface),
        resolution=resolution,
    )


def _choose(addresses: tuple[str, ...], effort: Effort) -> tuple[str, str, Interface | None] | None:
    """Target address, our address and interface of the first target address that the system has a way to."""
    for address in addresses:
        local = _local_address(address, effort)
        if local is not None:
            known = interfaces()
            # Packets to an address of our own never leave, whatever interface has it.
            own = carrying(address, known) is not None
            interface = carrying("127.0.0.1" if own else local, known)
            effort.note("interface", interface.name if interface else "none")
            return address, local, interface
    return None


def _local_address(address: str, effort: Effort) -> str | None:
    try:
        sockaddr, family = numeric(Endpoint(address, _ANY_PORT), socket.SOCK_DGRAM)
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect(sockaddr)
            local = str(sock.getsockname()[0])
    except OSError as error:
        effort.note("error", f"{address} {errno.errorcode.get(error.errno or 0, str(error.errno))}")
        return None
    effort.note("source", f"{address} from {local}")
    return local


def _is_vpn(interface: Interface | None) -> bool | None:
    if interface is None or interface.kind is InterfaceKind.OTHER:
        return None
    return interface.kind is InterfaceKind.VPN
