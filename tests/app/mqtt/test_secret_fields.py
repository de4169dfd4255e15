"""Secrets: their own bytes and nothing else."""

from __future__ import annotations

from app.mqtt.codec import decode, encode
from app.mqtt.packets import Connect, Direction, Properties, Property, Version
from app.mqtt.secret_fields import secret_places, without_secrets


def test_password_and_authentication_data_are_found() -> None:
    properties = Properties(
        ((Property.AUTHENTICATION_METHOD, "method"), (Property.AUTHENTICATION_DATA, b"nonce"))
    )
    raw = encode(Connect("dev", username="user", password=b"hunter2", properties=properties), Version.V5)
    places = secret_places(decode(raw, Version.V5).fields)
    assert [raw[offset : offset + length] for offset, length in places] == [b"nonce", b"hunter2"]


def test_a_password_that_is_cut_short_is_still_a_secret() -> None:
    raw = encode(Connect("dev", username="user", password=b"hunter2"), Version.V311)
    places = secret_places(decode(raw[:-3], Version.V311).fields)
    assert [raw[offset : offset + length] for offset, length in places] == [b"hunt"]


def test_a_packet_without_secrets() -> None:
    assert secret_places(decode(encode(Connect("dev"), Version.V5), Version.V5).fields) == []


def test_a_token_inside_the_user_name_is_a_secret() -> None:
    name = "gerät/?api-version=2021&token=abc%3D&x=1"
    raw = encode(Connect("dev", username=name, password=b"p"), Version.V5)
    masked = without_secrets(raw, Version.V5, Direction.OUT)
    assert len(masked) == len(raw)
    assert "gerät/?api-version=2021&token=******&x=1".encode() in masked
