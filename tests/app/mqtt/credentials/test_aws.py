"""AWS IoT Core: region, ALPN, authorizer."""

from __future__ import annotations

import asyncio
from itertools import count

import pytest

from app.core.secrets import Secret
from app.mqtt.credentials.aws import alpn, authorizer_username, region_of
from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.session import Session, SessionConfig


def test_the_region_stands_in_the_hosts_name() -> None:
    assert region_of("a1b2-ats.iot.eu-west-1.amazonaws.com") == "eu-west-1"
    assert region_of("a1b2.ats.iot.cn-north-1.amazonaws.com.cn") is None
    assert region_of("A1B2.iot.cn-north-1.amazonaws.com.cn") == "cn-north-1"
    assert region_of("iot.acme.example") is None


def test_the_alpn_name_follows_from_port_and_credential() -> None:
    assert alpn(443, with_certificate=True, with_authorizer=False) == ("x-amzn-mqtt-ca",)
    assert alpn(8883, with_certificate=True, with_authorizer=False) == ()
    assert alpn(443, with_certificate=False, with_authorizer=True) == ("mqtt",)


def test_the_username_of_a_custom_authorizer() -> None:
    assert authorizer_username("pump") == "pump"
    assert authorizer_username("pump", authorizer="field") == "pump?x-amz-customauthorizer-name=field"
    signed = authorizer_username(authorizer="field", signature="a+b/c=", tokens={"token-key": "x y&z"})
    assert signed == (
        "?x-amz-customauthorizer-name=field&x-amz-customauthorizer-signature=a%2Bb%2Fc%3D&token-key=x%20y%26z"
    )


def test_each_connection_is_signed_anew_and_a_refusal_shows_no_signature() -> None:
    asked: list[bytes] = []

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0])
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async def play() -> None:
        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        numbers = count(1)
        config = SessionConfig(
            url=f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/mqtt",
            sign_path=lambda endpoint: Secret(f"{endpoint.path}?signature={next(numbers)}"),
        )
        for _ in range(2):
            with pytest.raises(MqttFault) as caught:
                await Session(config).connect()
            assert caught.value.reason is MqttReason.WEBSOCKET_REFUSED
            assert "signature" not in repr(caught.value)
        server.close()

    asyncio.run(play())
    assert asked == [b"GET /mqtt?signature=1 HTTP/1.1", b"GET /mqtt?signature=2 HTTP/1.1"]
