"""Which band a channel number is in (36.101 table 5.7.3-1), its downlink frequency, and a band's duplex."""

from __future__ import annotations

from bisect import bisect_right

# band: (lowest downlink frequency in MHz, first downlink EARFCN, last downlink EARFCN)
_LTE = {
    1: (2110, 0, 599),
    2: (1930, 600, 1199),
    3: (1805, 1200, 1949),
    4: (2110, 1950, 2399),
    5: (869, 2400, 2649),
    6: (875, 2650, 2749),
    7: (2620, 2750, 3449),
    8: (925, 3450, 3799),
    9: (1844.9, 3800, 4149),
    10: (2110, 4150, 4749),
    11: (1475.9, 4750, 4949),
    12: (729, 5010, 5179),
    13: (746, 5180, 5279),
    14: (758, 5280, 5379),
    17: (734, 5730, 5849),
    18: (860, 5850, 5999),
    19: (875, 6000, 6149),
    20: (791, 6150, 6449),
    21: (1495.9, 6450, 6599),
    22: (3510, 6600, 7399),
    24: (1525, 7700, 8039),
    25: (1930, 8040, 8689),
    26: (859, 8690, 9039),
    27: (852, 9040, 9209),
    28: (758, 9210, 9659),
    29: (717, 9660, 9769),
    30: (2350, 9770, 9869),
    31: (462.5, 9870, 9919),
    32: (1452, 9920, 10359),
    33: (1900, 36000, 36199),
    34: (2010, 36200, 36349),
    35: (1850, 36350, 36949),
    36: (1930, 36950, 37549),
    37: (1910, 37550, 37749),
    38: (2570, 37750, 38249),
    39: (1880, 38250, 38649),
    40: (2300, 38650, 39649),
    41: (2496, 39650, 41589),
    42: (3400, 41590, 43589),
    43: (3600, 43590, 45589),
    44: (703, 45590, 46589),
    45: (1447, 46590, 46789),
    46: (5150, 46790, 54539),
    47: (5855, 54540, 55239),
    48: (3550, 55240, 56739),
    49: (3550, 56740, 58239),
    50: (1432, 58240, 59089),
    51: (1427, 59090, 59139),
    52: (3300, 59140, 60139),
    53: (2483.5, 60140, 60254),
    65: (2110, 65536, 66435),
    66: (2110, 66436, 67335),
    67: (738, 67336, 67535),
    68: (753, 67536, 67835),
    69: (2570, 67836, 68335),
    70: (1995, 68336, 68585),
    71: (617, 68586, 68935),
    72: (461, 68936, 68985),
    73: (460, 68986, 69035),
    74: (1475, 69036, 69465),
    75: (1432, 69466, 70315),
    76: (1427, 70316, 70365),
    85: (728, 70366, 70545),
    87: (420, 70546, 70595),
    88: (422, 70596, 70645),
    103: (757, 70646, 70655),
    106: (935, 70656, 70705),
}
_STARTS = sorted((first, band) for band, (_, first, _) in _LTE.items())
_LTE_TDD = frozenset(range(33, 54))
_NR_TDD = frozenset({34, 38, 39, 40, 41, 46, 47, 48, 50, 51, 53, 54, 77, 78, 79, 90, 96, 101, 102, 104})
_NR_TDD_FR2 = range(257, 264)
NR_BANDS = frozenset({*range(1, 110), *range(254, 264)})
LTE_BANDS = frozenset(_LTE)


def lte_band(earfcn: int) -> int | None:
    """The band of a downlink EARFCN."""
    index = bisect_right(_STARTS, (earfcn, 1 << 20)) - 1
    if index < 0:
        return None
    band = _STARTS[index][1]
    return band if earfcn <= _LTE[band][2] else None


def lte_downlink_mhz(earfcn: int) -> float | None:
    """The centre frequency of a downlink EARFCN (36.101 section 5.7.3)."""
    band = lte_band(earfcn)
    if band is None:
        return None
    low_mhz, first, _ = _LTE[band]
    return round(low_mhz + 0.1 * (earfcn - first), 1)


def nr_downlink_mhz(arfcn: int) -> float | None:
    """The frequency of an NR-ARFCN (38.104 section 5.4.2.1)."""
    if 0 <= arfcn < 600_000:
        return round(arfcn * 0.005, 3)
    if arfcn < 2_016_667:
        return round(3000 + (arfcn - 600_000) * 0.015, 3) if arfcn >= 0 else None
    if arfcn <= 3_279_165:
        return round(24_250.08 + (arfcn - 2_016_667) * 0.06, 2)
    return None


def is_tdd(band: int, *, nr: bool = False) -> bool:
    """Whether a band is time division duplex."""
    return band in _NR_TDD or band in _NR_TDD_FR2 if nr else band in _LTE_TDD
