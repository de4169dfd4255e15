"""Addresses in the forms that modems give them."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.modem.addresses import addresses, interface_of, is_mask


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("198.51.100.23", ["198.51.100.23"]),
        ('"10.5.116.238","2001:db8::1"', ["10.5.116.238", "2001:db8::1"]),
        ('"0.0.0.0"', []),
        ('"",""', []),
        ("32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1", ["2001:db8::1"]),
        ("0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0", []),
        ("IPV4:10.32.140.122    IPV6:::18C9:1", ["10.32.140.122", "::18c9:1"]),
        ("10.64.3.17.255.255.255.0", ["10.64.3.17"]),
        ("300.1.1.1", []),
        ("1.2.3", []),
    ],
)
def test_addresses(text: str, expected: list[str]) -> None:
    assert list(addresses(text)) == [ip_address(one) for one in expected]


def test_masks() -> None:
    interface = interface_of("10.64.3.17.255.255.255.0")
    assert interface is not None and interface.prefix_length == 24
    long = interface_of("32.1.13.184" + ".0" * 11 + ".1" + ".255" * 8 + ".0" * 8)
    assert long is not None and (str(long.address), long.prefix_length) == ("2001:db8::1", 64)
    assert is_mask("255.255.255.252") and not is_mask("10.64.3.1") and not is_mask("255.0.255.0")


@given(st.text(alphabet='0123456789.:/abcdefIPV ",', max_size=120))
def test_any_text_is_survived(text: str) -> None:
    assert all(not address.is_unspecified for address in addresses(text))
