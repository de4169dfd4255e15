"""Channel numbers, bands and frequencies (36.101, 38.104)."""

from __future__ import annotations

import pytest

from app.modem.bands import is_tdd, lte_band, lte_downlink_mhz, nr_downlink_mhz


@pytest.mark.parametrize(
    ("earfcn", "band", "mhz"),
    [
        (300, 1, 2140.0),
        (1300, 3, 1815.0),
        (6300, 20, 806.0),
        (9410, 28, 778.0),
        (38750, 40, 2310.0),
        (66486, 66, 2115.0),
        (5000, None, None),
        (262143, None, None),
        (-1, None, None),
    ],
)
def test_lte(earfcn: int, band: int | None, mhz: float | None) -> None:
    assert lte_band(earfcn) == band
    assert lte_downlink_mhz(earfcn) == mhz


def test_nr() -> None:
    assert nr_downlink_mhz(620_000) == 3300.0
    assert nr_downlink_mhz(431_530) == 2157.65
    assert nr_downlink_mhz(2_054_166) == 26500.02
    assert nr_downlink_mhz(9_999_999) is None


def test_duplex() -> None:
    assert is_tdd(40) and not is_tdd(20)
    assert is_tdd(78, nr=True) and is_tdd(258, nr=True) and not is_tdd(28, nr=True)
