"""Contrast is computed, not judged by eye."""

from __future__ import annotations

import pytest

from app.chain.hops import State
from ui.tokens import DARK, LIGHT, Tokens, contrast, mix

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])

INKS = ("text", "dim", "accent", "passed", "warning", "failed")
GROUNDS = ("window", "surface", "sunk", "accent_tint", "passed_tint", "warning_tint", "failed_tint")


@THEMES
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", INKS)
def test_every_text_is_legible_on_every_ground(theme: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5


@THEMES
def test_the_words_on_the_primary_button_are_legible(theme: Tokens) -> None:
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.on_accent, theme.accent_hover) >= 4.5


@THEMES
def test_a_button_stays_legible_while_it_is_pointed_at_and_pressed(theme: Tokens) -> None:
    for share in (0.05, 0.10):
        assert contrast(theme.text, mix(theme.surface, theme.text, share)) >= 4.5


@THEMES
@pytest.mark.parametrize("state", list(State))
def test_a_shape_stands_out_from_what_it_lies_on(theme: Tokens, state: State) -> None:
    """WCAG 2.2, 1.4.11: 3:1 for graphics."""
    for ground in (theme.surface, theme.window, theme.tint(state)):
        assert contrast(theme.state(state), ground) >= 3


@THEMES
def test_plot_colours_stand_out_from_a_card(theme: Tokens) -> None:
    for colour in theme.series:
        assert contrast(colour, theme.surface) >= 2.9


def test_contrast_is_the_standard_s() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_mix_goes_from_one_colour_to_the_other() -> None:
    assert [mix("#000000", "#FF8040", share) for share in (0, 0.5, 1)] == ["#000000", "#804020", "#FF8040"]
