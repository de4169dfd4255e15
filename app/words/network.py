"""Texts for the way of the packets: route and VPN."""

from __future__ import annotations

from app.words.catalogue import N_
from app.words.sentences import OneOf, Text

TEXTS = {
    "route-missing": Text(
        title=OneOf(N_("This computer has no way to {target}"), N_("This computer has no way to a host")),
        cause=(
            N_("No interface of this computer leads to that address, so no packet leaves it."),
            N_("The modem's connection is not up on this computer, or the VPN that leads there is off."),
        ),
        remedy=(
            N_("Connect the modem as a network interface, or switch the VPN on, and run the check again."),
            N_("To test from this computer without the SIM, connect it to a network that leads there."),
        ),
    ),
    "route-off-vpn": Text(
        title=OneOf(
            N_("Packets to {inside} leave by {interface}, not by the VPN"),
            N_("Packets to the hosts behind the VPN do not go through it"),
        ),
        cause=(
            N_("The interface {interface} ({interface_kind}) carries them, outside the tunnel."),
            N_(
                "The VPN is off, or its list of networks (AllowedIPs, traffic selectors) leaves that "
                "address out."
            ),
        ),
        remedy=(
            N_("Switch the VPN on and run the check again."),
            OneOf(
                N_("If it is on, add {inside} to the networks that it carries."),
                N_("If it is on, add that address to the networks that it carries."),
            ),
        ),
    ),
    "vpn-inside-silent": Text(
        title=OneOf(
            N_("{inside} does not answer inside the VPN"),
            N_("Nothing answers inside the VPN"),
        ),
        cause=(
            N_("The packets enter the tunnel at {interface}, and no answer comes back."),
            N_(
                "Usual reasons: wrong or expired keys (a tunnel that looks up proves nothing), "
                "no way back on the far side, or packets that are too large for the mobile network."
            ),
        ),
        remedy=(
            N_("Compare the keys and the address of this end with the gateway's settings."),
            N_("Ask for the way back: the gateway must send the addresses of this end into the tunnel."),
            N_("Try a tunnel MTU of 1280, which passes everywhere."),
        ),
    ),
}
