"""host:port as people write it."""

import pytest

from app.reach.endpoint import Endpoint, endpoint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("broker.example:8883", Endpoint("broker.example", 8883)),
        ("10.0.0.1:1883", Endpoint("10.0.0.1", 1883)),
        ("[2001:db8::1]:443", Endpoint("2001:db8::1", 443)),
        ("[fe80::1%eth0]:53", Endpoint("fe80::1%eth0", 53)),
        ("2001:db8::1", Endpoint("2001:db8::1", 53)),
        ("[2001:db8::1]", Endpoint("2001:db8::1", 53)),
        ("broker.example", Endpoint("broker.example", 53)),
    ],
)
def test_understood(text: str, expected: Endpoint) -> None:
    assert endpoint(text, 53) == expected


@pytest.mark.parametrize(
    "text", ["", ":80", "a:b", "a:0", "a:65536", "a:-1", "a:１", "a b:80", "[::1:80", "[::1]80", "a:80:90"]
)
def test_not_understood(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        endpoint(text)


def test_without_a_default_the_port_must_be_there() -> None:
    with pytest.raises(ValueError, match="port"):
        endpoint("broker.example")


def test_an_ipv6_address_is_written_in_brackets() -> None:
    assert str(Endpoint("::1", 80)) == "[::1]:80"
    assert str(Endpoint("a", 80)) == "a:80"
