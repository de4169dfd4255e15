"""Which network interface an address belongs to, and what kind of interface that is, on each system.

The kinds come from what the system says of the device, and from its name only where it says nothing
(facts/reach.md 3h). Only Linux has been run; the tables of macOS and Windows are functions of plain values.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

import psutil

from app.reach import windows_adapters

_SYS_NET = Path("/sys/class/net")


class InterfaceKind(Enum):
    ETHERNET = "ethernet"
    WIFI = "wifi"
    WWAN = "wwan"  # this computer's own modem
    VPN = "vpn"
    LOOPBACK = "loopback"
    OTHER = "other"  # also PPP on Linux, which may be a dialled modem or an L2TP tunnel


@dataclass(frozen=True, slots=True)
class Interface:
    """name as the system writes it; mtu in bytes, None where the system does not tell."""

    name: str
    kind: InterfaceKind
    mtu: int | None
    addresses: tuple[str, ...]  # without zones
    up: bool


def interfaces() -> tuple[Interface, ...]:
    """All of them, now. Reads the system; takes a few ms, more on Windows and macOS."""
    families = (socket.AF_INET, socket.AF_INET6)
    states = psutil.net_if_stats()
    found = []
    for name, entries in psutil.net_if_addrs().items():
        addresses = tuple(entry.address.partition("%")[0] for entry in entries if entry.family in families)
        state = states.get(name)
        mtu = state.mtu if state is not None and state.mtu > 0 else None
        up = state is not None and state.isup
        found.append(Interface(name, _kind(name, addresses), mtu, addresses, up))
    return tuple(found)


def carrying(address: str, among: tuple[Interface, ...]) -> Interface | None:
    """The interface that has this address, one that is up before one that is not."""
    plain = address.partition("%")[0]
    having = [interface for interface in among if plain in interface.addresses]
    return max(having, key=lambda interface: interface.up, default=None)


def _kind(name: str, addresses: tuple[str, ...]) -> InterfaceKind:
    if sys.platform == "win32":
        if_type, description = windows_adapters.adapters().get(name, (0, ""))
        kind = kind_on_windows(if_type, description)
    elif sys.platform == "darwin":
        kind = kind_on_macos(name, addresses, _hardware_ports())
    else:
        kind = kind_on_linux(name, _SYS_NET / name)
    return kind


def kind_on_linux(name: str, device: Path) -> InterfaceKind:
    """device: the interface's folder in /sys/class/net; readable without rights."""
    said = dict(re.findall(r"^(\w+)=(.*)$", _read(device / "uevent"), re.MULTILINE))
    link_type = _read(device / "type").strip()
    if link_type == "772" or name == "lo":
        return InterfaceKind.LOOPBACK
    match said.get("DEVTYPE"):
        case "wlan":
            return InterfaceKind.WIFI
        case "wwan":
            return InterfaceKind.WWAN
        case "wireguard":
            return InterfaceKind.VPN
    if (device / "phy80211").exists() or (device / "wireless").exists():
        return InterfaceKind.WIFI
    if (device / "tun_flags").exists() or re.match(
        r"(wg|tun|tap|ipsec|xfrm|vti|tailscale|nordlynx)\d*", name
    ):
        return InterfaceKind.VPN
    if name.startswith("ww"):
        return InterfaceKind.WWAN
    if link_type == "1" and not name.startswith(("ifb", "dummy")):
        return InterfaceKind.ETHERNET
    return InterfaceKind.OTHER


def kind_on_macos(name: str, addresses: tuple[str, ...], hardware_ports: Mapping[str, str]) -> InterfaceKind:
    """hardware_ports: device to port name, of `networksetup -listallhardwareports`.

    Several utun devices always exist for the system's own services; only one with an IPv4 address is a VPN.
    """
    if name.startswith("lo"):
        return InterfaceKind.LOOPBACK
    if name.startswith("utun"):
        return InterfaceKind.VPN if any("." in address for address in addresses) else InterfaceKind.OTHER
    if name.startswith(("ipsec", "ppp", "wg", "tun", "tap")):
        return InterfaceKind.VPN
    if name.startswith("pdp_ip"):
        return InterfaceKind.WWAN
    port = hardware_ports.get(name, "")
    if port in ("Wi-Fi", "AirPort"):
        return InterfaceKind.WIFI
    if re.search(r"modem|LTE|5G|WWAN", port, re.IGNORECASE):
        return InterfaceKind.WWAN
    if port or name.startswith("en"):
        return InterfaceKind.ETHERNET
    return InterfaceKind.OTHER


def kind_on_windows(if_type: int, description: str) -> InterfaceKind:
    """if_type: IANA's ifType as GetAdaptersAddresses gives it; description: the driver's."""
    if if_type == 24:
        return InterfaceKind.LOOPBACK
    if if_type in (23, 53, 131) or re.search(
        r"WireGuard|Wintun|TAP-Windows|TAP-Win32|OpenVPN|WAN Miniport|VPN", description, re.IGNORECASE
    ):
        return InterfaceKind.VPN
    if if_type in (243, 244):
        return InterfaceKind.WWAN
    if if_type == 71:
        return InterfaceKind.WIFI
    return InterfaceKind.ETHERNET if if_type == 6 else InterfaceKind.OTHER


@cache
def _hardware_ports() -> Mapping[str, str]:
    """What macOS calls its devices; asked once, a new adapter is then known by its name only."""
    try:
        told = subprocess.run(
            ["/usr/sbin/networksetup", "-listallhardwareports"], capture_output=True, text=True, timeout=3
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return {}
    return hardware_ports(told)


def hardware_ports(listing: str) -> Mapping[str, str]:
    """Device to port name, out of `networksetup -listallhardwareports`."""
    return {
        device: port
        for port, device in re.findall(r"^Hardware Port: (.+)\nDevice: (\S+)", listing, re.MULTILINE)
    }


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace")
    except OSError:  # not every device has every file
        return ""
