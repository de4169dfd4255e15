"""The kinds of values in a site file: what each takes, and what it wants instead of the rest."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pydantic_core import PydanticCustomError

from app.site.fields import address, apn, broker_url, client_id, host, host_and_port, network, topic
from app.site.problems import Wanted


def wanted(check: Callable[[str], object], text: str) -> Wanted:
    with pytest.raises(PydanticCustomError) as caught:
        check(text)
    return Wanted(caught.value.type)


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (host, "broker.acme.example"),
        (host, "broker.acme.example."),
        (host, "10.64.3.17"),
        (host, "2001:db8::1"),
        (host, "my_host-1"),
        (host_and_port, "10.99.0.1:7575"),
        (host_and_port, "[2001:db8::1]:7575"),
        (broker_url, "mqtt://broker"),
        (broker_url, "mqtts://[2001:db8::1]:8883"),
        (broker_url, "wss://broker.example/mqtt?x=1"),
        (broker_url, "mqtt://broker:1883/"),
        (apn, "acme.private"),
        (apn, "a"),
        (client_id, "linkwright-{host}-{run}"),
        (topic, "diag/{site}/{client_id}"),
    ],
)
def test_what_is_taken_comes_back_unchanged(check: Callable[[str], object], text: str) -> None:
    assert check(text) == text


@pytest.mark.parametrize(
    ("check", "text", "expected"),
    [
        (host, "", Wanted.HOST),
        (host, "a b", Wanted.HOST),
        (host, "a..b", Wanted.HOST),
        (host, "-a", Wanted.HOST),
        (host, "host\n", Wanted.HOST),
        (host, "10.64.3", Wanted.HOST),
        (host, "10.64.3.300", Wanted.HOST),
        (host, "m\u00fchle.example", Wanted.HOST),
        (host, "a" * 64, Wanted.HOST),
        (host, "a." * 130 + "b", Wanted.HOST),
        (host_and_port, "host", Wanted.HOST_AND_PORT),
        (host_and_port, "host:0", Wanted.PORT),
        (host_and_port, "host:70000", Wanted.PORT),
        (host_and_port, "host:x", Wanted.PORT),
        (host_and_port, "u@host:1", Wanted.HOST_AND_PORT),
        (host_and_port, "2001:db8::1", Wanted.PORT),
        (broker_url, "broker", Wanted.BROKER_URL),
        (broker_url, "mqtt://", Wanted.BROKER_URL),
        (broker_url, "mqtt:// broker", Wanted.BROKER_URL),
        (broker_url, "mqtt://u:p@broker", Wanted.URL_WITHOUT_USER),
        (broker_url, "mqtt://broker/topic", Wanted.URL_WITHOUT_PATH),
        (broker_url, "mqtt://broker:99999", Wanted.PORT),
        (apn, "acme..private", Wanted.APN),
        (apn, "acme private", Wanted.APN),
        (apn, "acme.private\n", Wanted.APN),
        (apn, "a" * 101, Wanted.APN),
        (client_id, "", Wanted.LENGTH),
        (client_id, "{user}", Wanted.PLACEHOLDERS),
        (client_id, "{host", Wanted.PLACEHOLDERS),
        (topic, "", Wanted.TOPIC),
        (topic, "$SYS/x", Wanted.TOPIC),
        (topic, "a/+", Wanted.TOPIC),
        (topic, "{nope}", Wanted.PLACEHOLDERS),
        (address, "10.64.3", Wanted.ADDRESS),
        (network, "10.64.3.0/33", Wanted.SUBNET),
    ],
)
def test_what_is_refused_says_what_was_wanted(
    check: Callable[[str], object], text: str, expected: Wanted
) -> None:
    assert wanted(check, text) is expected


def test_host_bits_in_a_network_are_told_with_the_network_meant() -> None:
    with pytest.raises(PydanticCustomError) as caught:
        network("10.64.3.7/24")
    assert (caught.value.context or {})["nearest"] == "10.64.3.0/24"
