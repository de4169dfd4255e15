"""Power-saving timers: bits to seconds (24.008 sections 10.5.5.32, 10.5.7.3 and 10.5.7.4a)."""

from __future__ import annotations

import re

_BITS8 = re.compile(r"[01]{8}")
_BITS4 = re.compile(r"[01]{4}")

_T3324_UNIT_S = {0: 2, 1: 60, 2: 360}
_T3412_UNIT_S = {0: 600, 1: 3600, 2: 36_000, 3: 2, 4: 30, 5: 60, 6: 1_152_000}
_OFF = 7
_EDRX_CYCLE_S = (
    5.12,
    10.24,
    20.48,
    40.96,
    61.44,
    81.92,
    102.4,
    122.88,
    143.36,
    163.84,
    327.68,
    655.36,
    1310.72,
    2621.44,
    5242.88,
    10485.76,
)
_NB_CYCLES = frozenset({2, 3, 5, 9, 10, 11, 12, 13, 14, 15})


def active_time_s(bits: str) -> int | None:
    """T3324, how long the device stays reachable; None when switched off or no timer at all."""
    return _timer_s(bits, _T3324_UNIT_S, other_unit_s=60)


def periodic_tau_s(bits: str) -> int | None:
    """T3412 extended, how often the device reports; None when switched off or no timer at all."""
    return _timer_s(bits, _T3412_UNIT_S, other_unit_s=None)


def edrx_cycle_s(bits: str, *, nb_iot: bool = False) -> float | None:
    """The eDRX cycle. On NB-IoT the values that are not defined there mean 20.48 s."""
    if not _BITS4.fullmatch(bits.strip()):
        return None
    value = int(bits, 2)
    return _EDRX_CYCLE_S[value if not nb_iot or value in _NB_CYCLES else 2]


def paging_window_s(bits: str, *, nb_iot: bool = False) -> float | None:
    """The eDRX paging time window."""
    if not _BITS4.fullmatch(bits.strip()):
        return None
    return round((int(bits, 2) + 1) * (2.56 if nb_iot else 1.28), 2)


def _timer_s(bits: str, units_s: dict[int, int], other_unit_s: int | None) -> int | None:
    text = bits.strip()
    if not _BITS8.fullmatch(text):
        return None
    value = int(text, 2)
    unit, count = value >> 5, value & 0x1F
    if unit == _OFF:
        return None
    unit_s = units_s.get(unit, other_unit_s)
    return None if unit_s is None else unit_s * count
