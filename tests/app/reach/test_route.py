"""The way to a target, on this machine and on one with a VPN."""

import asyncio
import errno
import socket

import pytest

from app.reach import route
from app.reach.classify import AddressClass
from app.reach.interfaces import Interface, InterfaceKind
from app.reach.route import Route, RouteVerdict

WIFI = Interface("wlan0", InterfaceKind.WIFI, 1500, ("192.168.1.20",), True)
TUNNEL = Interface("wg0", InterfaceKind.VPN, 1420, ("10.97.0.5",), True)
LOOPBACK = Interface("lo", InterfaceKind.LOOPBACK, 65536, ("127.0.0.1", "::1"), True)


def measure(target: str) -> Route:
    return asyncio.run(route.measure(target))


def test_loopback_of_this_machine() -> None:
    found = measure("127.0.0.1")
    assert found.verdict is RouteVerdict.ROUTED
    assert found.interface_kind is InterfaceKind.LOOPBACK
    assert (found.address_class, found.local_class) == (AddressClass.LOOPBACK, AddressClass.LOOPBACK)
    assert found.vpn is False


@pytest.mark.parametrize(
    ("local", "interface", "vpn"),
    [("10.97.0.5", "wg0", True), ("192.168.1.20", "wlan0", False), ("10.0.0.9", None, None)],
)
def test_the_interface_is_the_one_that_has_our_address(
    monkeypatch: pytest.MonkeyPatch, local: str, interface: str | None, vpn: bool | None
) -> None:
    """The kernel's choice and the list of interfaces are given; the joining of the two is what is tested."""
    monkeypatch.setattr(route, "interfaces", lambda: (LOOPBACK, WIFI, TUNNEL))
    monkeypatch.setattr(route, "_local_address", lambda _address, _effort: local)
    found = measure("10.99.0.1")
    assert (found.interface, found.vpn) == (interface, vpn)
    assert found.local_address == local
    assert found.local_class is AddressClass.PRIVATE


def test_an_address_of_our_own_is_reached_over_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route, "interfaces", lambda: (LOOPBACK, WIFI, TUNNEL))
    monkeypatch.setattr(route, "_local_address", lambda address, _effort: address)
    assert measure("192.168.1.20").interface == "lo"


def test_no_way_is_said_with_the_systems_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> None:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", unreachable)
    found = measure("192.0.2.1")
    assert found.verdict is RouteVerdict.NO_ROUTE
    assert found.evidence[-1].detail == "192.0.2.1 ENETUNREACH"
    assert (found.interface, found.vpn, found.local_class) == (None, None, AddressClass.NONE)


def test_a_name_without_an_address() -> None:
    found = measure("a..b")
    assert found.verdict is RouteVerdict.NOT_RESOLVED
    assert found.resolution is not None
