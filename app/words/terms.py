"""Single words for the values that facts hold: ratings, states of a SIM, kinds of addresses and "
"interfaces."""

from __future__ import annotations

import re

from app.words.catalogue import _, p_


def rating_name(rating: str) -> str:
    """excellent, good, fair, poor, none."""
    match rating:
        case "excellent":
            return p_("signal", "excellent")
        case "good":
            return p_("signal", "good")
        case "fair":
            return p_("signal", "fair")
        case "poor":
            return p_("signal", "poor")
        case "none":
            return p_("signal", "very poor")
    return rating


def sim_state(state: str) -> str:
    match state:
        case "ready":
            return p_("SIM", "ready")
        case "pin":
            return p_("SIM", "PIN needed")
        case "puk":
            return p_("SIM", "PUK needed")
        case "missing":
            return p_("SIM", "no SIM")
        case "failure":
            return p_("SIM", "SIM failure")
        case "busy":
            return p_("SIM", "busy")
        case "unknown":
            return p_("SIM", "state unknown")
    return state


def registration_status(status: str) -> str:
    match status:
        case "home":
            return p_("registration", "home")
        case "roaming":
            return p_("registration", "roaming")
        case "searching":
            return p_("registration", "searching")
        case "denied":
            return p_("registration", "refused")
        case "idle":
            return p_("registration", "not searching")
        case "emergency":
            return p_("registration", "emergency calls only")
        case "unknown":
            return p_("registration", "unknown")
    return status


def address_class(name: str) -> str:
    match name:
        case "public":
            return _("public address")
        case "private":
            return _("private address, RFC 1918")
        case "carrier-nat":
            return _("shared address space, RFC 6598")
        case "ula":
            return _("private IPv6 address, RFC 4193")
        case "clat":
            return _("IPv4 over IPv6 translation, RFC 7335")
        case "nat64":
            return _("IPv4 address inside IPv6, RFC 6052")
        case "fake-ip":
            return _("placeholder of a proxy, RFC 2544")
        case "reserved":
            return _("reserved address")
        case "link-local":
            return _("link-local address")
        case "loopback":
            return _("address of this computer")
        case "documentation":
            return _("documentation address")
        case "none":
            return _("no address")
    return name


def interface_kind(kind: str) -> str:
    match kind:
        case "ethernet":
            return _("cable")
        case "wifi":
            return _("Wi-Fi")
        case "wwan":
            return _("modem")
        case "vpn":
            return _("VPN")
        case "loopback":
            return _("this computer")
        case "other":
            return _("other interface")
    return kind


def reach_verdict(verdict: str) -> str:
    """What kept a host from being reached, in two or three words."""
    match verdict:
        case "open" | "ok":
            return _("answers")
        case "no-such-name":
            return _("no such name")
        case "dns-silent" | "dns-refused" | "dns-failed":
            return _("name not resolved")
        case "refused":
            return _("port refused")
        case "silent" | "tls-silent":
            return _("no answer")
        case "unreachable":
            return _("no way to it")
        case "tcp-failed":
            return _("not tried by the system")
        case "expired":
            return _("certificate expired")
        case "not-yet-valid":
            return _("certificate not valid yet")
        case "host-mismatch":
            return _("certificate for another name")
        case "self-signed" | "untrusted":
            return _("certificate not trusted")
        case "not-tls" | "tls-closed":
            return _("no TLS")
        case "tls-failed":
            return _("TLS failed")
    return verdict


def limiting_figure(name: str) -> str:
    """rsrp -> RSRP. The names are the same in every language."""
    return name.upper()


def apn_name(apn: str) -> str:
    """Without the operator's own ending, which the network adds and nobody writes (23.003 section 9.1)."""
    return _OPERATOR_ENDING.sub("", apn)


_OPERATOR_ENDING = re.compile(r"\.mnc\d{2,3}\.mcc\d{3}\.gprs$", re.IGNORECASE)

_WORDS = {
    "apn": apn_name,
    "apn_asked": apn_name,
    "apn_granted": apn_name,
    "apn_expected": apn_name,
    "rating": rating_name,
    "status": registration_status,
    "state": sim_state,
    "address_class": address_class,
    "interface_kind": interface_kind,
    "limited_by": limiting_figure,
}


def word_for(fact: str, value: str) -> str:
    """The word for the value of this fact, or the value itself where it needs none."""
    word = _WORDS.get(fact)
    return word(value) if word else value
