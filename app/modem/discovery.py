"""Which serial ports there are, which of them belong to one modem, and which of those answers AT.

Table first, probe second, and only known modems unless somebody asks for more: writing AT to whatever is
plugged in has broken other people's boards (facts 6.1, number 2).
"""

from __future__ import annotations

import asyncio
import glob
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from serial.tools import list_ports

from app.core.clock import elapsed_ms
from app.modem.dialogue import Dialogue
from app.modem.port import PortFault, PortReason
from app.modem.port_roles import Role, entry_of

LISTEN_S = 0.2
PROBE_LIMIT_S = 3.0

_INTERFACE = re.compile(r":[0-9x]+\.([0-9]+)$")
_FRIENDLY = (  # names that the makers' Windows drivers give to their ports
    (re.compile(r"\bAT Port\b", re.IGNORECASE), Role.AT),
    (re.compile(r"\b(DM|Diagnostics?) Port\b", re.IGNORECASE), Role.DIAG),
    (re.compile(r"\bNMEA\b", re.IGNORECASE), Role.NMEA),
    (re.compile(r"\bAudio\b", re.IGNORECASE), Role.AUDIO),
)


@dataclass(frozen=True, slots=True)
class FoundPort:
    """device: what the ports of one modem have in common. key: the same after unplugging and renumbering.

    rank: smaller is the better guess within its device. stable_path: a name that survives renumbering.
    """

    url: str
    role: Role
    device: str
    name: str
    rank: int = 0
    usb: str | None = None
    serial_number: str | None = None
    interface: int | None = None
    stable_path: str | None = None

    @property
    def key(self) -> str:
        return f"{self.device}#{'' if self.interface is None else self.interface}"


@dataclass(frozen=True, slots=True)
class Probe:
    """Whether a port answers AT. fault: why not."""

    port: FoundPort
    answers: bool
    duration_ms: float
    fault: PortFault | None = None


def found_ports() -> tuple[FoundPort, ...]:
    """Every serial port, the ports of a device together, the best guess of each first. Takes a moment."""
    ports = [
        _of_usb(info) if info.vid is not None else _plain(info.device, info.description) for info in _listed()
    ]
    ports += _of_wwan()
    return tuple(
        sorted(ports, key=lambda port: (not port.role.may_be_asked, port.device, port.rank, port.url))
    )


async def look() -> tuple[FoundPort, ...]:
    """`found_ports` without holding up the loop. Not while a port is being opened: Windows would block it."""
    return await asyncio.to_thread(found_ports)


async def probe(port: FoundPort, *, time_limit_s: float = PROBE_LIMIT_S) -> Probe:
    """Listen a little, then ask AT. Nothing is written to a port that has, or shows, another purpose."""
    began_ns = time.perf_counter_ns()
    if port.role not in (Role.AT, Role.MAYBE, Role.UNKNOWN):
        evidence = {"port": port.url, "role": port.role.value}
        return Probe(port, False, 0.0, PortFault(PortReason.NOT_AT, evidence))
    dialogue = Dialogue.silent()
    try:
        await dialogue.open(port.url, listen_s=LISTEN_S, greeting_s=time_limit_s - LISTEN_S)
    except PortFault as fault:
        return Probe(port, False, elapsed_ms(began_ns), fault)
    finally:
        await dialogue.close()
    return Probe(port, True, elapsed_ms(began_ns))


async def find_modems(
    ports: Sequence[FoundPort], *, also_unknown: bool = False, preferred: Iterable[str] = ()
) -> tuple[Probe, ...]:
    """Probe until each device has answered: devices side by side, the ports of one after the other.

    preferred: keys of ports that worked before; they are tried first. Ports with another role are left alone
    whatever is asked.
    """
    first = frozenset(preferred)
    candidates = [
        port for port in ports if port.role.may_be_asked or (also_unknown and port.role is Role.UNKNOWN)
    ]
    candidates.sort(key=lambda port: (port.device, port.key not in first, port.rank))
    devices = [list(group) for _, group in groupby(candidates, key=lambda port: port.device)]
    outcomes = await asyncio.gather(*(_probe_device(device) for device in devices))
    return tuple(outcome for device in outcomes for outcome in device)


async def first_at_port(*, preferred: Iterable[str] = ()) -> str | None:
    """Where an attached modem is to be asked; None when there is none.

    When no port of a known modem answers, the best guess all the same: opening it will tell what is wrong.
    """
    ports = await look()
    outcomes = await find_modems(ports, preferred=preferred)
    answering = next((outcome.port.url for outcome in outcomes if outcome.answers), None)
    return answering or next((outcome.port.url for outcome in outcomes), None)


def same_port(key: str, ports: Iterable[FoundPort]) -> FoundPort | None:
    """The port with this key, wherever it is now."""
    return next((port for port in ports if port.key == key), None)


async def _probe_device(ports: Sequence[FoundPort]) -> list[Probe]:
    outcomes: list[Probe] = []
    for port in ports:
        outcomes.append(await probe(port))
        if outcomes[-1].answers:
            break
    return outcomes


def _listed() -> list[Any]:
    return list(list_ports.comports())


def _of_usb(info: Any) -> FoundPort:
    entry = entry_of(info.vid, info.pid)
    interface = _interface_of(info.location)
    usb = f"{info.vid:04x}:{info.pid:04x}"
    path = _INTERFACE.sub("", info.location or "")
    role = Role.UNKNOWN if entry is None else entry.role(interface)
    if entry is not None and interface is None:
        role = next((known for words, known in _FRIENDLY if words.search(info.description or "")), role)
    return FoundPort(
        url=info.device,
        role=role,
        device=f"usb:{usb}:{info.serial_number or ''}:{path}",
        name=entry.name if entry else (info.product or info.description or info.device),
        rank=entry.rank(interface) if entry else 0,
        usb=usb,
        serial_number=info.serial_number,
        interface=interface,
        stable_path=_stable_path(info.device),
    )


def _plain(device: str, description: str) -> FoundPort:
    """A port of the board itself, or one that the system says nothing about."""
    name = description if description and description != "n/a" else device
    return FoundPort(url=device, role=Role.UNKNOWN, device=f"port:{device}", name=name)


def _of_wwan() -> list[FoundPort]:
    """PCIe modems, which pyserial does not list: the kernel names their AT ports (wwan subsystem, MHI)."""
    ports = []
    for path in sorted(glob.glob("/dev/wwan*at*") + glob.glob("/dev/mhi_*DUN*")):
        name = Path(path).name
        device = re.match(r"wwan\d+|mhi_[^_]*", name)
        ports.append(FoundPort(path, Role.AT, device=f"wwan:{device[0] if device else name}", name=name))
    return ports


def _interface_of(location: str | None) -> int | None:
    """The USB interface: `1-1.2:1.2` on Linux, `1-1.2:x.2` on Windows; macOS tells none."""
    found = _INTERFACE.search(location or "")
    return int(found[1]) if found else None


def _stable_path(device: str) -> str | None:
    for link in glob.glob("/dev/serial/by-id/*"):
        if Path(link).resolve() == Path(device):
            return link
    return None
