"""Loss, median and jitter of a series of tries."""

from __future__ import annotations

import pytest

from app.reach.path_samples import PathSample, summarise


def series(*rtts_ms: float | None) -> list[PathSample]:
    return [PathSample(place, rtt_ms, "open") for place, rtt_ms in enumerate(rtts_ms)]


def test_loss_median_and_jitter() -> None:
    summary = summarise(series(10, 14, None, 12))
    assert (summary.sent, summary.lost, summary.loss_percent) == (4, 1, 25.0)
    assert (summary.rtt_ms, summary.rtt_ms_max) == (12, 14)
    assert summary.jitter_ms == 3.0  # 4 and 2


@pytest.mark.parametrize("rtts_ms", [(), (None, None)])
def test_nothing_answered_tells_no_times(rtts_ms: tuple[None, ...]) -> None:
    summary = summarise(series(*rtts_ms))
    assert summary.lost == len(rtts_ms)
    assert (summary.rtt_ms, summary.rtt_ms_max, summary.jitter_ms) == (None, None, None)


def test_no_try_is_no_loss() -> None:
    assert summarise(()).loss_percent == 0.0


def test_one_answer_has_no_jitter() -> None:
    assert summarise(series(5)).jitter_ms is None
