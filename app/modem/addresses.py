"""The forms in which modems write addresses: dotted groups of 4, 8, 16 or 32, colons, masks, blanks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from app.modem.readings import Address

_DOTTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3,31}")
_FAMILY = re.compile(r"(?i)\bIPV[46]:")


@dataclass(frozen=True, slots=True)
class Interface:
    """An address with the prefix length that came with it, if one did."""

    address: Address
    prefix_length: int | None = None


def addresses(text: str) -> tuple[Address, ...]:
    """Every address in a text, in its order, without the unspecified ones (0.0.0.0, ::), which mean none."""
    return tuple(found.address for found in interfaces(text))


def interfaces(text: str) -> tuple[Interface, ...]:
    """As `addresses`, with prefix lengths."""
    spread = _FAMILY.sub(" ", text[:1024].replace('"', " ").replace(",", " "))
    found = (interface_of(token) for token in spread.split())
    return tuple(interface for interface in found if interface is not None)


def interface_of(token: str) -> Interface | None:
    """One address: `a.b.c.d`, with mask as 8 or 32 decimals, IPv6 as 16 decimals or colons, `/prefix`."""
    literal, _, suffix = token.partition("/")
    if _DOTTED.fullmatch(literal):
        octets = [int(part) for part in literal.split(".")]
        if any(octet > 255 for octet in octets):
            return None
        if len(octets) in (4, 16):
            return _interface(bytes(octets), _prefix_length(suffix))
        if len(octets) in (8, 32):
            half = len(octets) // 2
            return _interface(bytes(octets[:half]), mask_length(bytes(octets[half:])))
        return None
    if ":" not in literal:
        return None
    try:
        address = ip_address(literal.partition("%")[0])
    except ValueError:
        return None
    return _interface(address.packed, _prefix_length(suffix))


def mask_length(mask: bytes) -> int | None:
    """The length of a mask whose ones come first; None for anything else."""
    bits = "".join(f"{octet:08b}" for octet in mask)
    ones = bits.rstrip("0")
    return len(ones) if ones and "0" not in ones else None


def is_mask(token: str) -> bool:
    """Whether a dotted text is an IPv4 mask of at least 8 bits rather than an address."""
    if not _DOTTED.fullmatch(token):
        return False
    octets = [int(part) for part in token.split(".")]
    if len(octets) != 4 or any(octet > 255 for octet in octets):
        return False
    return (mask_length(bytes(octets)) or 0) >= 8


def _interface(packed: bytes, prefix_length: int | None) -> Interface | None:
    address: Address = IPv4Address(packed) if len(packed) == 4 else IPv6Address(packed)
    if address.is_unspecified:
        return None
    fits = prefix_length is not None and prefix_length <= address.max_prefixlen
    return Interface(address, prefix_length if fits else None)


def _prefix_length(suffix: str) -> int | None:
    return int(suffix) if re.fullmatch(r"[0-9]{1,3}", suffix) and int(suffix) <= 128 else None
