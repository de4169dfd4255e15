"""What becomes of numbered messages, counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mqtt.delivery_tally import SMALLEST_BYTES, FlowTally, number_of, payload_for, quantile

MS = 1_000_000


@given(st.integers(0, 2), st.integers(0, 999_999), st.integers(SMALLEST_BYTES, 500))
def test_payload_carries_its_number(qos: int, number: int, size: int) -> None:
    payload = payload_for("0123abcd", qos, number, size)
    assert len(payload) == size
    assert number_of("0123abcd", payload) == (qos, number)
    assert number_of("ffffffff", payload) is None


@given(st.binary(max_size=40))
def test_foreign_payloads_have_no_number(payload: bytes) -> None:
    assert number_of("0123abcd", payload) is None
    assert number_of("0123abcd", b"lw0123abcd" + payload[:3]) is None


def tally_of(*received: int, sent: int = 4) -> FlowTally:
    tally = FlowTally(1)
    for number in range(sent):
        tally.sent(number)
        tally.written(number, number * MS)
    for place, number in enumerate(received):
        tally.received(number, (10 + place) * MS, 1)
    return tally


def test_everything_once_and_in_order() -> None:
    reading = tally_of(0, 1, 2, 3).reading()
    assert (reading.sent, reading.received, reading.lost) == (4, 4, 0)
    assert (reading.duplicates, reading.out_of_order, reading.resent) == (0, 0, 0)
    assert (reading.rtt_ms_p50, reading.rtt_ms_max, reading.arrived_qos) == (10.0, 10.0, (1,))


@pytest.mark.parametrize(
    ("received", "lost", "duplicates", "out_of_order"),
    [
        ((), 4, 0, 0),
        ((0, 2, 3), 1, 0, 0),
        ((0, 1, 1, 1, 2, 3), 0, 2, 0),
        ((1, 0, 2, 3), 0, 0, 1),
        ((3, 2, 1, 0), 0, 0, 3),
        ((0, 1, 2, 3, 0), 0, 1, 0),
    ],
)
def test_what_is_lost_twice_or_late(
    received: tuple[int, ...], lost: int, duplicates: int, out_of_order: int
) -> None:
    reading = tally_of(*received).reading()
    assert (reading.lost, reading.duplicates, reading.out_of_order) == (lost, duplicates, out_of_order)
    assert reading.received + reading.lost == reading.sent


def test_resent_message_is_timed_from_its_first_writing() -> None:
    tally = FlowTally(1)
    tally.sent(0)
    tally.written(0, 0)
    tally.written(0, 50 * MS)
    tally.received(0, 60 * MS, 1)
    tally.acknowledged(0, 7.0)
    reading = tally.reading()
    assert (reading.resent, reading.rtt_ms_max, reading.ack_ms_max, reading.acknowledged) == (1, 60.0, 7.0, 1)


def test_nothing_sent_has_no_times() -> None:
    reading = FlowTally(2).reading()
    assert (reading.sent, reading.rtt_ms_p50, reading.ack_ms_p50) == (0, None, None)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
def test_quantile_is_a_value_that_the_share_does_not_exceed(values: list[float], share: float) -> None:
    ordered = sorted(values)
    found = quantile(ordered, share)
    assert found is not None
    assert sum(value <= found + 0.0005 for value in ordered) >= share * len(ordered)
    assert quantile(ordered, 1.0) == round(ordered[-1], 3)
