"""Evidence of foreign bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mqtt.faults import MqttFault, MqttReason, received, spoken


@given(st.binary(max_size=300))
def test_any_bytes_are_shown_as_one_line_of_plain_text(raw: bytes) -> None:
    shown = received(raw)
    assert shown["received"].isascii()
    assert "\n" not in shown["received"]
    assert len(shown["received"]) <= 64
    assert bytes.fromhex(shown["received_hex"]) == raw[:64]


@pytest.mark.parametrize(
    ("raw", "protocol"),
    [
        (b"HTTP/1.0 400", "http"),
        (b"<!DOCTYPE", "http"),
        (b"\x15\x03\x01\x00", "tls"),
        (b"\x16\x03\x03", "tls"),
        (b"\x15", "unknown"),
        (b"220 mail", "unknown"),
        (b"", "unknown"),
    ],
)
def test_protocol_of_first_bytes(raw: bytes, protocol: str) -> None:
    assert spoken(raw) == protocol


def test_reasons_are_unique_names() -> None:
    codes = [reason.value for reason in MqttReason]
    assert len(set(codes)) == len(codes) == len(MqttReason.__members__)
    assert all(code.replace("-", "").isalnum() and code == code.lower() for code in codes)


def test_more_evidence_does_not_replace_what_was_seen() -> None:
    fault = MqttFault(MqttReason.LOST, {"how": "closed"}).with_evidence(how="other", host="h")
    assert fault.evidence == {"how": "closed", "host": "h"}
    assert fault.reason is MqttReason.LOST
