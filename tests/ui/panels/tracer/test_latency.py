"""The histogram and its percentiles."""

from __future__ import annotations

import pytest

from ui.panels.tracer.latency import LatencyCard


def test_an_outlier_does_not_flatten_the_histogram(qtbot):
    card = LatencyCard()
    qtbot.addWidget(card)
    card.show_times([100.0 + place for place in range(99)] + [9_000.0])
    counts = card.histogram.counts
    assert sum(counts) == 100
    assert counts[-1] == 1
    assert sum(count > 0 for count in counts) > 8
    assert card.figures.text() == "p50 149 ms · p95 194 ms · p99 198 ms"


@pytest.mark.parametrize("times", [[], [0.0], [5.0], [3.0, 3.0, 3.0]])
def test_few_times(qtbot, times):
    card = LatencyCard()
    qtbot.addWidget(card)
    card.show_times(times)
    assert sum(card.histogram.counts) == len(times)
    assert not card.grab().isNull()
