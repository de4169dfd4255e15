"""A single place in the tree, and the numbers in payloads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mqtt.topic_node import Kept, Topic, number_in


@pytest.mark.parametrize(
    ("payload", "number"),
    [
        (b"1", 1.0),
        (b" 21.5\n", 21.5),
        (b"-3e2", -300.0),
        (b"+7", 7.0),
        (b"", None),
        (b"nan", None),
        (b"inf", None),
        (b"1e999", None),
        (b"1_000", None),
        (b"0x10", None),
        (b"21.5 C", None),
        (b"\xff", None),
        (b"1" * 41, None),
    ],
)
def test_only_plain_finite_numbers_are_numbers(payload: bytes, number: float | None) -> None:
    assert number_in(payload) == number


@given(st.binary(max_size=60))
def test_any_payload_is_a_number_or_not(payload: bytes) -> None:
    found = number_in(payload)
    assert found is None or found == float(payload)


def test_flags_of_a_kept_message() -> None:
    kept = Kept(0, b"ab", 0b0011_1101, b"", 5)
    assert (kept.dup, kept.qos, kept.retain, kept.is_cut) == (True, 2, True, True)
    assert not Kept(0, b"ab", 0x30, b"", 2).is_cut


def test_rate_of_a_steady_stream_settles_and_fades() -> None:
    topic = Topic("t", None)
    second = 1_000_000_000
    for number in range(1, 40):
        topic.note_rate(5, number * second)
    assert topic.rate(39 * second) == pytest.approx(5, rel=0.01)
    assert topic.rate(42 * second) == pytest.approx(5 / 2.718, rel=0.02)
    assert Topic("t", None).age_ms(second) is None
