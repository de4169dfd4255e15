"""Messages and connections as JSON values."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli import mqtt_output
from app.core.clock import Clock
from app.mqtt.messages import Message

CLOCK = Clock(1_000_000, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))


@given(st.binary(max_size=100))
def test_payload_comes_back_from_its_json(content: bytes) -> None:
    shown = json.loads(json.dumps(mqtt_output.payload(content)))
    assert len(shown) == 1
    if "payload" in shown:
        assert shown["payload"].encode() == content
    else:
        assert base64.b64decode(shown["payload_base64"]) == content


@pytest.mark.parametrize("content", [b"\x00", b"\x1b[31m", b"\xff", "\u202e".encode(), "\x85".encode()])
def test_bytes_that_could_do_harm_on_a_terminal_are_base64(content: bytes) -> None:
    assert "payload_base64" in mqtt_output.payload(content)


def test_message_has_both_times() -> None:
    shown = mqtt_output.message(Message(3_500_000, "t", b"x", 1, True, False), CLOCK)
    assert (shown["at"], shown["at_ms"]) == ("2026-01-02T03:04:05.002Z", 2.5)
    assert (shown["qos"], shown["retain"], shown["dup"], shown["size_bytes"]) == (1, True, False, 1)
    assert "properties" not in shown
