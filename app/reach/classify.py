"""What kind of address an IP address is, for somebody who asks whether a server can reach it.

Python's `is_private` is wrong for this: carrier NAT is neither private nor global there.
"""

from __future__ import annotations

from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network


class AddressClass(Enum):
    """The closed list; the string is what facts and JSON hold."""

    PUBLIC = "public"
    PRIVATE = "private"  # RFC 1918
    CARRIER_NAT = "carrier-nat"  # RFC 6598: the carrier translates it, nobody outside can reach it
    CLAT = "clat"  # RFC 7335: the IPv4 side of 464XLAT in this host
    ULA = "ula"  # RFC 4193
    NAT64 = "nat64"  # RFC 6052 and 8215: an IPv4 address in disguise
    LINK_LOCAL = "link-local"
    LOOPBACK = "loopback"
    DOCUMENTATION = "documentation"
    FAKE_IP = "fake-ip"  # RFC 2544 benchmark range, which proxies hand out in place of real addresses
    RESERVED = "reserved"  # multicast, broadcast and what is not assigned
    NONE = "none"  # no address, or the unspecified one


_TABLE: tuple[tuple[IPv4Network | IPv6Network, AddressClass], ...] = tuple(
    (ip_network(prefix), address_class)
    for prefix, address_class in (
        ("0.0.0.0/32", AddressClass.NONE),
        ("0.0.0.0/8", AddressClass.RESERVED),
        ("10.0.0.0/8", AddressClass.PRIVATE),
        ("100.64.0.0/10", AddressClass.CARRIER_NAT),
        ("127.0.0.0/8", AddressClass.LOOPBACK),
        ("169.254.0.0/16", AddressClass.LINK_LOCAL),
        ("172.16.0.0/12", AddressClass.PRIVATE),
        ("192.0.0.0/29", AddressClass.CLAT),
        ("192.0.0.0/24", AddressClass.RESERVED),
        ("192.0.2.0/24", AddressClass.DOCUMENTATION),
        ("192.168.0.0/16", AddressClass.PRIVATE),
        ("198.18.0.0/15", AddressClass.FAKE_IP),
        ("198.51.100.0/24", AddressClass.DOCUMENTATION),
        ("203.0.113.0/24", AddressClass.DOCUMENTATION),
        ("224.0.0.0/3", AddressClass.RESERVED),
        ("0.0.0.0/0", AddressClass.PUBLIC),
        ("::/128", AddressClass.NONE),
        ("::1/128", AddressClass.LOOPBACK),
        ("64:ff9b::/96", AddressClass.NAT64),
        ("64:ff9b:1::/48", AddressClass.NAT64),
        ("2001:db8::/32", AddressClass.DOCUMENTATION),
        ("3fff::/20", AddressClass.DOCUMENTATION),
        ("fc00::/7", AddressClass.ULA),
        ("fe80::/10", AddressClass.LINK_LOCAL),
        ("2000::/3", AddressClass.PUBLIC),
        ("::/0", AddressClass.RESERVED),
    )
)


def address_class(address: str | IPv4Address | IPv6Address | None) -> AddressClass:
    """The class of an address; text may carry a zone (`fe80::1%eth0`). What is not an address is NONE."""
    if isinstance(address, str):
        try:
            address = ip_address(address.partition("%")[0])
        except ValueError:
            return AddressClass.NONE
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    for network, found in _TABLE:
        if address is not None and address in network:
            return found
    return AddressClass.NONE
