"""Clock: one monotonic axis, told as UTC."""

from __future__ import annotations

from datetime import UTC, datetime

from app.core.clock import Clock, elapsed_ms, rfc3339


def test_stamps_become_utc_through_the_anchor():
    clock = Clock(anchor_ns=1_000_000_000, anchor_utc=datetime(2026, 11, 22, 14, 3, 22, tzinfo=UTC))
    assert clock.rfc3339(1_000_000_000) == "2026-11-22T14:03:22.000Z"
    assert clock.rfc3339(3_500_000_000) == "2026-11-22T14:03:24.500Z"
    assert clock.rfc3339(999_000_000) == "2026-11-22T14:03:21.999Z"


def test_stamps_become_nanoseconds_since_1970_without_loss():
    clock = Clock(anchor_ns=1_000, anchor_utc=datetime(2026, 11, 22, 14, 3, 22, 123456, tzinfo=UTC))
    assert 1_007 + clock.utc_offset_ns == 1_795_356_202_123_456_007


def test_elapsed():
    assert elapsed_ms(1_000_000, 2_500_000) == 1.5
    assert elapsed_ms(Clock.now_ns()) >= 0
    assert rfc3339(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00.000Z"
