"""SUBSCRIBE and its relatives: options bit by bit, one code a filter."""

from __future__ import annotations

from app.mqtt.codec import decode
from app.mqtt.packets import Suback, Subscribe, Subscription, Unsuback, Unsubscribe, Version

V31, V311, V5 = Version


def test_options_are_taken_apart() -> None:
    decoded = decode(bytes.fromhex("82 0d 0001 00 0001 61 2e 0003 622f23 01"), V5)
    assert decoded.packet == Subscribe(
        1, (Subscription("a", 2, True, True, 2), Subscription("b/#", 1, False, False, 0))
    )
    first = next(field for field in decoded.fields if field.name == "subscription")
    options = first.children[-1]
    assert [(child.name, child.value, child.bits) for child in options.children] == [
        ("qos", 2, 0x03),
        ("no_local", True, 0x04),
        ("retain_as_published", True, 0x08),
        ("retain_handling", 2, 0x30),
    ]


def test_the_options_of_mqtt_3_are_a_qos() -> None:
    decoded = decode(bytes.fromhex("82 06 0001 0001 61 02"), V311)
    assert decoded.packet == Subscribe(1, (Subscription("a", 2),))


def test_a_filter_cut_short_keeps_the_ones_before() -> None:
    decoded = decode(bytes.fromhex("82 09 0001 0001 61 00 0005 62"), V311)
    assert decoded.packet is None
    assert [field.value for field in decoded.fields if field.name == "subscription"] == ["a", ""]
    assert [violation.code for violation in decoded.violations] == ["truncated"]


def test_suback_has_one_code_a_filter() -> None:
    assert decode(bytes.fromhex("90 05 0001 00 02 80"), V311).packet == Suback(1, (0, 2, 0x80))
    assert decode(bytes.fromhex("90 05 0001 00 02 87"), V5).packet == Suback(1, (2, 0x87))


def test_unsubscribe_and_unsuback() -> None:
    assert decode(bytes.fromhex("a2 08 0001 0001 61 0001 62"), V311).packet == Unsubscribe(1, ("a", "b"))
    assert decode(bytes.fromhex("b0 02 0001"), V311).packet == Unsuback(1)
    assert decode(bytes.fromhex("b0 05 0001 00 00 11"), V5).packet == Unsuback(1, (0, 0x11))


def test_mqtt_31_may_resend_with_dup() -> None:
    decoded = decode(bytes.fromhex("8a 06 0001 0001 61 00"), V31)
    assert decoded.packet == Subscribe(1, (Subscription("a"),), dup=True)
    assert decoded.violations == ()
