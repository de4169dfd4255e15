"""Kinds of interfaces, from what the systems say of them."""

import sys
from pathlib import Path

import psutil
import pytest

from app.reach.interfaces import (
    Interface,
    InterfaceKind,
    carrying,
    hardware_ports,
    interfaces,
    kind_on_linux,
    kind_on_macos,
    kind_on_windows,
)


def device(folder: Path, link_type: int, uevent: str = "", files: tuple[str, ...] = ()) -> Path:
    """A folder as in /sys/class/net."""
    (folder / "type").write_text(f"{link_type}\n")
    (folder / "uevent").write_text(f"{uevent}\nINTERFACE=x\nIFINDEX=3\n")
    for name in files:
        (folder / name).write_text("")
    return folder


@pytest.mark.parametrize(
    ("name", "link_type", "uevent", "files", "kind"),
    [
        ("lo", 772, "", (), "loopback"),
        ("enp3s0", 1, "", (), "ethernet"),
        ("wlp2s0", 1, "DEVTYPE=wlan", (), "wifi"),
        ("mlan0", 1, "", ("phy80211",), "wifi"),
        ("wwp0s20", 1, "DEVTYPE=wwan", (), "wwan"),
        ("wwan0", 65534, "", (), "wwan"),
        ("office", 65534, "DEVTYPE=wireguard", (), "vpn"),
        ("tun0", 65534, "", ("tun_flags",), "vpn"),
        ("ipsec0", 65534, "", (), "vpn"),
        ("ppp0", 512, "", (), "other"),
        ("ifb0", 1, "", (), "other"),
        ("usb0", 1, "DEVTYPE=gadget", (), "ethernet"),
    ],
)
def test_linux(
    tmp_path: Path, name: str, link_type: int, uevent: str, files: tuple[str, ...], kind: str
) -> None:
    assert kind_on_linux(name, device(tmp_path, link_type, uevent, files)).value == kind


def test_a_linux_device_that_is_gone_is_other(tmp_path: Path) -> None:
    assert kind_on_linux("eth9", tmp_path / "eth9") is InterfaceKind.OTHER


LISTING = """
Hardware Port: Ethernet Adapter (en4)
Device: en4
Ethernet Address: 00:00:5e:00:53:01

Hardware Port: Wi-Fi
Device: en0
Ethernet Address: 00:00:5e:00:53:02

Hardware Port: Quectel LTE Modem
Device: en7
"""


@pytest.mark.parametrize(
    ("name", "addresses", "kind"),
    [
        ("lo0", ("127.0.0.1",), "loopback"),
        ("en0", (), "wifi"),
        ("en4", (), "ethernet"),
        ("en7", (), "wwan"),
        ("en9", (), "ethernet"),
        ("utun3", ("fe80::1",), "other"),
        ("utun4", ("10.8.0.2",), "vpn"),
        ("ipsec0", (), "vpn"),
        ("pdp_ip0", (), "wwan"),
        ("awdl0", (), "other"),
    ],
)
def test_macos(name: str, addresses: tuple[str, ...], kind: str) -> None:
    assert kind_on_macos(name, addresses, hardware_ports(LISTING)).value == kind


@pytest.mark.parametrize(
    ("if_type", "description", "kind"),
    [
        (6, "Realtek PCIe GbE Family Controller", "ethernet"),
        (71, "Intel Wi-Fi 6 AX201", "wifi"),
        (24, "Software Loopback Interface 1", "loopback"),
        (243, "Quectel Mobile Broadband", "wwan"),
        (53, "WireGuard Tunnel", "vpn"),
        (6, "TAP-Windows Adapter V9", "vpn"),
        (23, "WAN Miniport (L2TP)", "vpn"),
        (131, "Microsoft Teredo", "vpn"),
        (0, "", "other"),
    ],
)
def test_windows(if_type: int, description: str, kind: str) -> None:
    assert kind_on_windows(if_type, description).value == kind


def test_loopback_of_this_machine() -> None:
    found = carrying("127.0.0.1", interfaces())
    assert found is not None
    assert found.kind is InterfaceKind.LOOPBACK
    assert found.up
    if sys.platform != "win32":
        assert found.mtu == psutil.net_if_stats()[found.name].mtu


def test_an_interface_that_is_up_is_taken_before_one_that_is_down() -> None:
    down = Interface("a", InterfaceKind.ETHERNET, 1500, ("10.0.0.2",), False)
    up = Interface("b", InterfaceKind.WIFI, 1500, ("10.0.0.2", "fe80::2"), True)
    assert carrying("10.0.0.2", (down, up)) is up
    assert carrying("fe80::2%b", (down, up)) is up
    assert carrying("10.0.0.3", (down, up)) is None
