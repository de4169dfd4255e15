"""Texts of VPN configuration files that cannot be used."""

from __future__ import annotations

from app.words.catalogue import N_
from app.words.sentences import OneOf, Text

_WHERE = (OneOf(N_("It is in line {line}."), N_("wg-quick could not use this file either.")),)
_EXPORT_AGAIN = (N_("Export the file again from the VPN server, or correct it by hand."),)
_ANOTHER = (N_("Choose the .conf file of one tunnel, as wg-quick reads it."),)

TEXTS = {
    "wireguard-file-too-large": Text(
        title=N_("The WireGuard file is too large"), cause=_WHERE, remedy=_ANOTHER
    ),
    "wireguard-outside-section": Text(
        title=N_("This is not a WireGuard file"), cause=_WHERE, remedy=_ANOTHER
    ),
    "wireguard-unknown-section": Text(
        title=N_("The WireGuard file has a section that is not known"), cause=_WHERE, remedy=_EXPORT_AGAIN
    ),
    "wireguard-unknown-key": Text(
        title=N_("The WireGuard file has a setting that is not known"), cause=_WHERE, remedy=_EXPORT_AGAIN
    ),
    "wireguard-value": Text(
        title=OneOf(
            N_("{key} in the WireGuard file cannot be read"),
            N_("A value in the WireGuard file cannot be read"),
        ),
        cause=_WHERE,
        remedy=_EXPORT_AGAIN,
    ),
    "wireguard-no-private-key": Text(
        title=N_("The WireGuard file has no private key"), cause=_WHERE, remedy=_ANOTHER
    ),
    "wireguard-no-public-key": Text(
        title=N_("A peer in the WireGuard file has no public key"), cause=_WHERE, remedy=_EXPORT_AGAIN
    ),
    "wireguard-no-peer": Text(
        title=N_("The WireGuard file names no server"), cause=_WHERE, remedy=_EXPORT_AGAIN
    ),
}
