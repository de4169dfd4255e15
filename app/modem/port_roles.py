"""What each USB interface of a known modem is for: `resources/modems.toml`, validated."""

from __future__ import annotations

import tomllib
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Interfaces = Annotated[tuple[Annotated[int, Field(ge=0, le=31)], ...], Field(strict=False)]


class Role(Enum):
    """AT: by the table. MAYBE: of a known modem, but not in the table. UNKNOWN: of an unknown device."""

    AT = "at"
    MAYBE = "maybe"
    UNKNOWN = "unknown"
    PPP = "ppp"
    AUDIO = "audio"
    NMEA = "nmea"
    DIAG = "diag"

    @property
    def may_be_asked(self) -> bool:
        """Whether AT may be written to it without a person's explicit wish."""
        return self in (Role.AT, Role.MAYBE)


class Entry(BaseModel):
    """The interfaces of one device; `at` best first."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str
    at: Interfaces = ()
    ppp: Interfaces = ()
    audio: Interfaces = ()
    nmea: Interfaces = ()
    diag: Interfaces = ()

    def role(self, interface: int | None) -> Role:
        """Where the system does not tell interfaces (macOS), every port may be the one."""
        if interface is None:
            return Role.MAYBE
        for role in (Role.AT, Role.PPP, Role.AUDIO, Role.NMEA, Role.DIAG):
            if interface in getattr(self, role.value):
                return role
        return Role.MAYBE

    def rank(self, interface: int | None) -> int:
        """Smaller is tried first: the table's AT ports in its order, then the others by number."""
        if interface is None:
            return len(self.at)
        return self.at.index(interface) if interface in self.at else len(self.at) + interface


class Device(Entry):
    usb: Annotated[str, Field(pattern=r"^[0-9a-f]{4}:[0-9a-f]{4}$")]


class Vendor(Entry):
    vid: Annotated[str, Field(pattern=r"^[0-9a-f]{4}$")]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    vendor: Annotated[tuple[Vendor, ...], Field(strict=False)]
    device: Annotated[tuple[Device, ...], Field(strict=False)]


def entry_of(vid: int, pid: int) -> Entry | None:
    """What is known of a USB device; None for one that is no modem that we know."""
    table = _table()
    usb = f"{vid:04x}:{pid:04x}"
    device = next((device for device in table.device if device.usb == usb), None)
    return device or next((vendor for vendor in table.vendor if vendor.vid == usb[:4]), None)


@cache
def _table() -> _Table:
    text = files("resources").joinpath("modems.toml").read_text(encoding="utf-8")
    return _Table.model_validate(tomllib.loads(text))
