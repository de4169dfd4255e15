"""Address classes, at the edges of every range."""

import pytest

from app.reach.classify import AddressClass, address_class


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", "public"),
        ("10.0.0.0", "private"),
        ("11.0.0.0", "public"),
        ("172.15.255.255", "public"),
        ("172.16.0.1", "private"),
        ("172.32.0.0", "public"),
        ("192.168.255.255", "private"),
        ("100.63.255.255", "public"),
        ("100.64.0.0", "carrier-nat"),
        ("100.127.255.255", "carrier-nat"),
        ("100.128.0.0", "public"),
        ("192.0.0.4", "clat"),
        ("192.0.0.8", "reserved"),
        ("198.18.0.1", "fake-ip"),
        ("198.20.0.0", "public"),
        ("169.254.1.1", "link-local"),
        ("127.0.0.1", "loopback"),
        ("192.0.2.1", "documentation"),
        ("203.0.113.9", "documentation"),
        ("224.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("0.0.0.0", "none"),
        ("0.1.2.3", "reserved"),
        ("2a00:1450::1", "public"),
        ("fd00::1", "ula"),
        ("fe80::1%eth0", "link-local"),
        ("::1", "loopback"),
        ("::", "none"),
        ("64:ff9b::808:808", "nat64"),
        ("2001:db8::1", "documentation"),
        ("ff02::1", "reserved"),
        ("::ffff:100.64.0.1", "carrier-nat"),
        ("", "none"),
        ("10.64.3", "none"),
        (None, "none"),
    ],
)
def test_class_of(address: str | None, expected: str) -> None:
    assert address_class(address) is AddressClass(expected)
