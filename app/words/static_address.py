"""One sentence on whether the addresses of site sheet, modem and computer agree."""

from __future__ import annotations

from app.words.catalogue import _
from app.words.terms import interface_kind

AGREEMENTS = (
    "nothing-expected",
    "unknown",
    "missing",
    "differs",
    "carrier-nat",
    "agree",
    "translated",
    "elsewhere",
)


def agreement_sentence(agreement: str, *, by: str = "", kind: str = "") -> str:
    """agreement: a value of `app.chain.rules.static_address.Agreement`. by, kind: of the interface in use."""
    match agreement:
        case "nothing-expected":
            return _("The site file names no static address, so whatever the network gives is right.")
        case "unknown":
            return _("The modem has not told its address yet. Open the modem or run a check.")
        case "missing":
            return _("The modem has no address: there is no data session, and no server can reach it.")
        case "differs":
            return _(
                "The modem has another address than the site file says. A server that knows the device by "
                "its address will not find it."
            )
        case "carrier-nat":
            return _(
                "The modem has an address that the carrier shares among many devices. No server can start "
                "a connection to it."
            )
        case "agree":
            return _("All known addresses agree: a server can start the connection.")
        case "translated":
            return _(
                "The modem has its static address. This computer has another one behind it, so the modem "
                "translates: a server reaches the modem, not this computer."
            )
        case "elsewhere":
            name = f"{by} ({interface_kind(kind)})" if by and kind else by
            return (
                _(
                    "The modem has its static address. The hosts of the site are reached by {interface} and "
                    "not through the modem."
                ).format(interface=name)
                if name
                else _("The modem has its static address. This computer does not leave through it.")
            )
    return ""
