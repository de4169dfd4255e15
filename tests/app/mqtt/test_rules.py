"""One breach of every rule in the table, and only of that rule where the bytes allow it."""

from __future__ import annotations

import pytest

from app.mqtt import rules
from app.mqtt.codec import RULES, decode
from app.mqtt.packets import Direction, Version

V31, V311, V5 = Version
OUT, IN = Direction.OUT, Direction.IN

CONNECT5 = "0004 4d515454 05"
CONNECT4 = "0004 4d515454 04"

BREACHES: dict[str, tuple[str, Version, Direction | None]] = {
    "type-reserved": ("00 00", V5, None),
    "wrong-direction": ("c0 00", V311, IN),
    "flags-reserved": ("d1 00", V311, None),
    "pubrel-flags": ("60 02 0001", V5, None),
    "subscribe-flags": ("80 06 0001 0001 61 00", V311, OUT),
    "unsubscribe-flags": ("a0 05 0001 0001 61", V311, OUT),
    "disconnect-flags": ("e1 00", V5, None),
    "auth-flags": ("f1 00", V5, None),
    "varint-not-minimal": ("d0 80 00", V5, IN),
    "varint-too-long": ("30 ff ff ff ff 01", V5, None),
    "length-mismatch": ("40 02 0001 00", V311, None),
    "truncated": ("40 01 00", V311, None),
    "trailing-bytes": ("40 03 0001 00", V311, None),
    "text-ill-formed": ("40 09 0001 10 05 1f 0002 c3 28", V5, None),
    "text-null": ("40 08 0001 10 04 1f 0001 00", V5, None),
    "pair-ill-formed": ("40 0b 0001 10 07 26 0001 ff 0001 61", V5, None),
    "packet-id-zero": ("32 05 0001 61 0000", V311, OUT),
    "server-packet-id-zero": ("32 05 0001 61 0000", V311, IN),
    "ack-packet-id-zero": ("40 02 0000", V311, None),
    "suback-packet-id-zero": ("90 03 0000 00", V311, IN),
    "property-length-missing": ("20 02 00 00", V5, IN),
    "property-overrun": ("30 06 0001 61 05 01 00", V5, None),
    "property-unknown": ("30 06 0001 61 02 7f 00", V5, None),
    "property-not-allowed": ("30 07 0001 61 03 21 0001", V5, None),
    "property-repeated": ("30 08 0001 61 04 01 00 01 00", V5, None),
    "payload-format-value": ("30 06 0001 61 02 01 02", V5, None),
    "subscription-id-zero": ("30 06 0001 61 02 0b 00", V5, IN),
    "receive-maximum-zero": ("20 06 00 00 03 21 0000", V5, IN),
    "maximum-packet-size-zero": ("20 08 00 00 05 27 00000000", V5, IN),
    "request-information-value": (f"10 10 {CONNECT5} 02 0000 02 17 02 0001 61", V5, OUT),
    "maximum-qos-value": ("20 05 00 00 02 24 02", V5, IN),
    "availability-value": ("20 05 00 00 02 25 02", V5, IN),
    "protocol-name": ("10 0d 0004 4d515455 04 02 0000 0001 61", V311, OUT),
    "protocol-version": ("10 0d 0004 4d515454 84 02 0000 0001 61", V311, OUT),
    "connect-flag-reserved": (f"10 0d {CONNECT4} 03 0000 0001 61", V311, OUT),
    "will-missing": (f"10 0d {CONNECT4} 06 0000 0001 61", V311, OUT),
    "will-qos-without-will": (f"10 0d {CONNECT4} 0a 0000 0001 61", V311, OUT),
    "will-qos-reserved": (f"10 12 {CONNECT4} 1e 0000 0001 61 0001 62 0000", V311, OUT),
    "will-retain-without-will": (f"10 0d {CONNECT4} 22 0000 0001 61", V311, OUT),
    "username-missing": (f"10 0d {CONNECT4} 82 0000 0001 61", V311, OUT),
    "password-missing": (f"10 10 {CONNECT4} c2 0000 0001 61 0001 75", V311, OUT),
    "password-without-username": (f"10 10 {CONNECT4} 42 0000 0001 61 0001 70", V311, OUT),
    "payload-beyond-flags": (f"10 10 {CONNECT4} 02 0000 0001 61 0001 70", V311, OUT),
    "client-id-missing": (f"10 0a {CONNECT4} 02 0000", V311, OUT),
    "client-id-ill-formed": (f"10 0d {CONNECT4} 02 0000 0001 ff", V311, OUT),
    "client-id-empty": (f"10 0c {CONNECT4} 00 0000 0000", V311, OUT),
    "will-topic-ill-formed": (f"10 12 {CONNECT4} 06 0000 0001 61 0001 ff 0000", V311, OUT),
    "username-ill-formed": (f"10 10 {CONNECT4} 82 0000 0001 61 0001 ff", V311, OUT),
    "auth-data-without-method": (f"10 12 {CONNECT5} 02 0000 04 16 0001 00 0001 61", V5, OUT),
    "acknowledge-flags": ("20 02 02 00", V311, IN),
    "session-present-on-refusal": ("20 02 01 05", V311, IN),
    "connack-reason": ("20 02 00 06", V311, IN),
    "dup-at-qos-0": ("38 03 0001 61", V311, None),
    "qos-reserved": ("36 05 0001 61 0001", V311, None),
    "topic-ill-formed": ("30 03 0001 ff", V311, None),
    "topic-wildcard": ("30 03 0001 23", V311, None),
    "will-topic-wildcard": (f"10 12 {CONNECT4} 06 0000 0001 61 0001 2b 0000", V311, OUT),
    "topic-without-alias": ("30 03 0000 00", V5, None),
    "topic-alias-zero": ("30 07 0001 61 03 23 0000", V5, None),
    "response-topic-ill-formed": ("30 08 0001 61 04 08 0001 ff", V5, None),
    "response-topic-wildcard": ("30 08 0001 61 04 08 0001 23", V5, None),
    "content-type-ill-formed": ("30 08 0001 61 04 03 0001 ff", V5, None),
    "payload-not-text": ("30 07 0001 61 02 01 01 ff", V5, None),
    "client-sent-subscription-id": ("30 06 0001 61 02 0b 01", V5, OUT),
    "topic-empty": ("30 02 0000", V311, None),
    "topic-null": ("30 03 0001 00", V311, None),
    "puback-reason": ("40 03 0001 92", V5, None),
    "pubrec-reason": ("50 03 0001 92", V5, None),
    "pubrel-reason": ("62 03 0001 80", V5, None),
    "pubcomp-reason": ("70 03 0001 80", V5, None),
    "filter-ill-formed": ("82 06 0001 0001 ff 00", V311, OUT),
    "no-filter": ("82 02 0001", V311, OUT),
    "no-local-on-shared": ("82 10 0001 00 000a 24736861 72652f67 2f61 04", V5, OUT),
    "options-reserved": ("82 06 0001 0001 61 04", V311, OUT),
    "options-qos": ("82 06 0001 0001 61 03", V311, OUT),
    "retain-handling": ("82 07 0001 00 0001 61 30", V5, OUT),
    "suback-reason": ("90 03 0001 03", V311, IN),
    "suback-empty": ("90 02 0001", V311, IN),
    "unsubscribe-filter-ill-formed": ("a2 05 0001 0001 ff", V311, OUT),
    "no-unsubscribe-filter": ("a2 02 0001", V311, OUT),
    "unsuback-reason": ("b0 04 0001 00 01", V5, IN),
    "unsuback-empty": ("b0 03 0001 00", V5, IN),
    "multi-level-wildcard": ("82 08 0001 0003 232f61 00", V311, OUT),
    "single-level-wildcard": ("82 07 0001 0002 61 2b 00", V311, OUT),
    "share-name-missing": ("82 0f 0001 00 0009 24736861 72652f2f 61 00", V5, OUT),
    "share-name-invalid": ("82 0e 0001 00 0008 24736861 72652f67 00", V5, OUT),
    "disconnect-reason": ("e0 01 01", V5, None),
    "server-sent-session-expiry": ("e0 07 00 05 11 00000001", V5, IN),
    "auth-reason": ("f0 07 01 05 15 0002 6d31", V5, None),
    "auth-method-missing": ("f0 02 18 00", V5, None),
}


def test_every_rule_has_its_breach() -> None:
    assert set(BREACHES) == set(RULES)


@pytest.mark.parametrize("code", BREACHES)
def test_breach(code: str) -> None:
    text, version, direction = BREACHES[code]
    raw = bytes.fromhex(text)
    decoded = decode(raw, version, direction)
    assert [violation.code for violation in decoded.violations] == [code]
    violation = decoded.violations[0]
    assert violation.rule == RULES[code].number(version)
    assert violation.offset + violation.length <= len(raw)


@pytest.mark.parametrize("code", BREACHES)
def test_rule_numbers_are_those_of_a_text(code: str) -> None:
    rule = RULES[code]
    assert rule.v5 or rule.v311
    for number in (rule.v5, rule.v311):
        assert number == "" or number.startswith(("MQTT-", "§"))


def test_the_number_is_that_of_the_packets_version() -> None:
    assert rules.TEXT_ILL_FORMED.number(V5) == "MQTT-1.5.4-1"
    assert rules.TEXT_ILL_FORMED.number(V311) == "MQTT-1.5.3-1"
    assert rules.TEXT_ILL_FORMED.number(V31) == "MQTT-1.5.3-1"
    assert rules.QOS_RESERVED.number(V311) == rules.QOS_RESERVED.number(V5) == "MQTT-3.3.1-4"
    assert rules.AUTH_FLAGS.number(V311) == "MQTT-3.15.1-1"


def test_one_sided_reason_codes_need_the_direction() -> None:
    taken_over = bytes.fromhex("e0 01 8e")
    assert [v.code for v in decode(taken_over, V5, OUT).violations] == ["disconnect-reason"]
    assert decode(taken_over, V5, IN).violations == ()
    assert decode(taken_over, V5).violations == ()
    with_will = bytes.fromhex("e0 01 04")
    assert [v.code for v in decode(with_will, V5, IN).violations] == ["disconnect-reason"]
    assert decode(with_will, V5, OUT).violations == ()


def test_mqtt_31_may_mark_resent_acknowledgements() -> None:
    resent = bytes.fromhex("6a 02 0001")
    assert decode(resent, V31).violations == ()
    assert [v.code for v in decode(resent, V311).violations] == ["pubrel-flags"]


def test_a_violation_names_its_bytes() -> None:
    decoded = decode(bytes.fromhex("30 08 0003 612f23 00 6f 6b"), V5)
    (violation,) = [v for v in decoded.violations if v.code == "topic-wildcard"]
    assert (violation.field, violation.offset, violation.length) == ("topic", 4, 3)
    assert violation.rule == "MQTT-3.3.2-2"


def test_what_is_wrong_in_a_property_does_not_hide_the_payload() -> None:
    raw = bytes.fromhex("30 0a 0001 61 04 08 00ff 61 6f6b")
    decoded = decode(raw, V5)
    assert decoded.packet is not None
    assert [v.code for v in decoded.violations] == ["truncated"]
    assert decoded.fields[-1].value == b"ok"
