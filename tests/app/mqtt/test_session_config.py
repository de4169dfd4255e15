"""URLs, pauses and what CONNECT carries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.secrets import Secret
from app.mqtt.packets import Property, Version
from app.mqtt.session_config import Backoff, Endpoint, SessionConfig, endpoint_of, unique_client_id


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("mqtt://h", Endpoint("mqtt", "h", 1883)),
        ("mqtts://h", Endpoint("mqtts", "h", 8883)),
        ("mqtt://[::1]:99", Endpoint("mqtt", "::1", 99)),
        ("ws://h", Endpoint("ws", "h", 80, "/mqtt")),
        ("wss://h/x/y?z=1", Endpoint("wss", "h", 443, "/x/y?z=1")),
        ("mqtt://h/", Endpoint("mqtt", "h", 1883)),
    ],
)
def test_urls_of_brokers(url: str, endpoint: Endpoint) -> None:
    assert endpoint_of(url) == endpoint


@pytest.mark.parametrize(
    "url",
    [
        "",
        "h",
        "http://h",
        "mqtt://",
        "mqtt://u:p@h",
        "mqtt://h/path",
        "mqtt://h:99999",
        "mqtt://a b",
        "mqtt://h\n",
    ],
)
def test_what_is_no_url_of_a_broker(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        endpoint_of(url)


def test_authority_puts_ipv6_in_brackets() -> None:
    assert endpoint_of("mqtt://[::1]:99").authority == "[::1]:99"
    assert endpoint_of("mqtt://h").authority == "h:1883"


@given(st.integers(0, 10**6), st.floats(0, 1, exclude_max=True))
def test_pauses_double_up_to_the_most(attempt: int, chance: float) -> None:
    backoff = Backoff(first_s=0.5, most_s=30)
    full = min(30.0, 0.5 * 2 ** min(attempt, 100))
    assert full / 2 <= backoff.pause_s(attempt, chance) <= full


def test_connect_properties_are_those_asked_for() -> None:
    config = SessionConfig(
        "mqtt://h",
        session_expiry_s=60,
        receive_maximum=5,
        topic_alias_maximum=9,
        receive_limit_bytes=1000,
        user_properties=(("a", "b"), ("a", "c")),
    )
    assert config.connect_properties() == (
        (Property.SESSION_EXPIRY_INTERVAL, 60),
        (Property.RECEIVE_MAXIMUM, 5),
        (Property.MAXIMUM_PACKET_SIZE, 1000),
        (Property.TOPIC_ALIAS_MAXIMUM, 9),
        (Property.USER_PROPERTY, ("a", "b")),
        (Property.USER_PROPERTY, ("a", "c")),
    )
    assert SessionConfig("mqtt://h", Version.V311, session_expiry_s=60).connect_properties() == ()


def test_password_does_not_show_in_a_config() -> None:
    assert "hunter2" not in repr(SessionConfig("mqtt://h", password=Secret("hunter2")))


def test_identifiers_of_our_own_suit_every_broker() -> None:
    """MQTT 3.1.1, section 3.1.3.1: 1 to 23 letters and digits must be accepted."""
    first, second = unique_client_id(), unique_client_id()
    assert first != second
    assert 0 < len(first) <= 23
    assert first.isascii()
    assert first.isalnum()
