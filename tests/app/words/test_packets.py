"""Fields and rules in words: every rule has its sentence, secrets are not shown, text stays one line."""

from __future__ import annotations

import pytest

from app.mqtt.codec import RULES, Decoded, Field, decode, encode
from app.mqtt.packet_types import Direction, Version
from app.mqtt.packets import Connack, Connect, Packet, Publish, Subscribe, Subscription
from app.mqtt.trace import Trace
from app.words import packets

V5 = Version.V5


def shown(decoded: Decoded) -> dict[str, str]:
    lines: dict[str, str] = {}

    def walk(fields: tuple[Field, ...]) -> None:
        for field in fields:
            lines[packets.field_name(field)] = packets.field_value(field)
            walk(field.children)

    walk(decoded.fields)
    return lines


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_a_sentence(code):
    assert packets._RULES[code].endswith(".")


def test_publish():
    lines = shown(decode(encode(Publish("a/b", b'{"n":1}\n', qos=1, packet_id=42), V5), V5))
    assert lines["Fixed header"] == "0x32"
    assert lines["Type"] == "PUBLISH"
    assert lines["Topic name"] == "a/b"
    assert lines["Packet identifier"] == "42"
    assert lines["Payload"] == '8 B  {"n":1}⏎'


def test_a_password_is_never_shown():
    raw = encode(Connect("c", username="u", password=b"hunter2"), V5)
    lines = shown(decode(raw, V5, Direction.OUT))
    assert lines["Password"] == "hidden · 7 B"
    assert "hunter2" not in str(lines)


def test_a_broken_rule_names_its_statement():
    broken = decode(bytes([0x36, 6, 0, 1, 0x61, 0, 1, 0]), V5).violations
    assert packets.rule_text(broken[0]) == "QoS must be 0, 1 or 2. [MQTT-3.3.1-4]"


@pytest.mark.parametrize(
    ("packet", "note"),
    [
        (Connect("c", clean_start=True), "new session"),
        (Connect("c", clean_start=False), "session to be kept"),
        (Connack(session_present=True), "session present"),
        (Connack(), "no session present"),
        (Connack(0x87), ""),
        (Subscribe(1, (Subscription("a/#"), Subscription("b"))), "a/# b"),
    ],
)
def test_what_a_packet_without_a_topic_is_about(packet: Packet, note: str):
    trace = Trace()
    trace.outbound(1, 2, "s", V5, encode(packet, V5))
    assert packets.packet_note(trace.since(1)[0]) == note
