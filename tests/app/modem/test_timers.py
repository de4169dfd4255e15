"""Power-saving timers, by the facts' own check and by 24.008."""

from __future__ import annotations

import pytest

from app.modem.timers import active_time_s, edrx_cycle_s, paging_window_s, periodic_tau_s


@pytest.mark.parametrize(
    ("bits", "seconds"),
    [("00100110", 360), ("00000101", 10), ("01000010", 720), ("11100000", None), ("1", None), ("", None)],
)
def test_active_time(bits: str, seconds: int | None) -> None:
    assert active_time_s(bits) == seconds


@pytest.mark.parametrize(
    ("bits", "seconds"),
    [
        ("01011111", 1_116_000),
        ("00000110", 3600),
        ("00100001", 3600),
        ("01100101", 10),
        ("10000010", 60),
        ("10100011", 180),
        ("11000001", 1_152_000),
        ("11111111", None),
        ("0000011", None),
        ("٠٠٠٠٠٠٠١", None),
    ],
)
def test_periodic_tau(bits: str, seconds: int | None) -> None:
    assert periodic_tau_s(bits) == seconds


def test_edrx() -> None:
    assert edrx_cycle_s("0010") == 20.48
    assert edrx_cycle_s("1111") == 10485.76
    assert edrx_cycle_s("0000", nb_iot=True) == 20.48
    assert edrx_cycle_s("00000") is None
    assert paging_window_s("0011") == 5.12
    assert paging_window_s("0011", nb_iot=True) == 10.24
