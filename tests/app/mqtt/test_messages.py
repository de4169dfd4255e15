"""A received message and what is read of it on demand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.mqtt.messages import message_of, properties_of, topic_text
from app.mqtt.properties import NO_PROPERTIES, Property


def test_message_has_what_the_header_says() -> None:
    message = message_of(7, (b"a/b", b"x", 0x3D, b""))
    assert (message.at_ns, message.topic, message.payload) == (7, "a/b", b"x")
    assert (message.qos, message.retain, message.dup) == (2, True, True)
    assert message.properties is NO_PROPERTIES


def test_topic_that_is_not_utf_8_is_shown_with_its_bytes() -> None:
    assert topic_text(b"a/\xff\xc3") == "a/\\xff\\xc3"


def test_properties_are_read_from_their_bytes() -> None:
    assert properties_of(b"\x02\x00\x00\x00\x3c").items == ((Property.MESSAGE_EXPIRY_INTERVAL, 60),)


@given(st.binary(max_size=60))
def test_any_bytes_give_properties(noise: bytes) -> None:
    assert all(isinstance(identifier, Property) for identifier, _ in properties_of(noise))
