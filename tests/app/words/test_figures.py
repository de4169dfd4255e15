"""Numbers with units, a real minus sign, and the language's decimal mark."""

from __future__ import annotations

import pytest

from app.words import catalogue
from app.words.figures import db, dbm, duration, number, size


@pytest.mark.parametrize(
    ("value_ms", "text"),
    [
        (0.0, "0 ms"),
        (0.42, "0.4 ms"),
        (3.0, "3 ms"),
        (9.96, "10 ms"),
        (212.4, "212 ms"),
        (999.4, "999 ms"),
        (999.6, "1 s"),
        (3400, "3.4 s"),
        (59_949, "59.9 s"),
        (59_960, "1 min"),
        (125_000, "2 min 5 s"),
    ],
)
def test_durations(value_ms: float, text: str) -> None:
    assert duration(value_ms) == text


def test_levels_and_sizes() -> None:
    assert dbm(-96) == "−96 dBm"
    assert db(-6.5) == "−6.5 dB"
    assert number(-0.01) == "0"
    assert [size(count) for count in (312, 4200, 1.3e6, 2e9)] == ["312 B", "4.2 kB", "1.3 MB", "2 GB"]


@pytest.mark.parametrize("code", ["de", "es"])
def test_a_decimal_comma_where_the_language_has_one(code: str) -> None:
    catalogue.use(code)
    try:
        assert duration(3400) == "3,4 s"
    finally:
        catalogue.use("en")
