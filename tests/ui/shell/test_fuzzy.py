"""A few letters find the right title."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.shell.fuzzy import match

TITLES = (
    "Run check",
    "Cancel check",
    "Export report…",
    "Open site file…",
    "Switch between light and dark",
    "Tracer",
)


def _best(typed: str) -> str:
    fits = {title: fit.score for title in TITLES if (fit := match(typed, title)) is not None}
    return max(fits, key=fits.__getitem__) if fits else ""


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("run", "Run check"),
        ("RC", "Run check"),
        ("check", "Run check"),
        ("cch", "Cancel check"),
        ("file", "Open site file…"),
        ("osf", "Open site file…"),
        ("file open", "Open site file…"),
        ("dark", "Switch between light and dark"),
        ("rep", "Export report…"),
        ("tr", "Tracer"),
    ],
)
def test_the_expected_title_comes_first(typed: str, title: str) -> None:
    assert _best(typed) == title


@pytest.mark.parametrize("typed", ["xyz", "kcehc", "unc", "run z"])
def test_what_does_not_fit_is_not_found(typed: str) -> None:
    assert match(typed, "Run check") is None


def test_nothing_typed_fits_everything() -> None:
    assert match("", "Run check") is not None
    assert match("  ", "Run check") is not None


def test_the_letters_that_matched_are_told() -> None:
    fit = match("rc", "Run check")
    assert fit is not None
    assert fit.places == (0, 4)


@given(st.text(max_size=12), st.text(max_size=30))
def test_any_text_is_taken_and_places_lie_in_the_title(typed: str, title: str) -> None:
    fit = match(typed, title)
    if fit is not None:
        assert all(0 <= place < len(title.lower()) for place in fit.places)
