"""The colours of both themes, by meaning, and the measure of their contrast. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from app.chain.names import State


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours as #RRGGBB.

    window: behind the cards. surface: cards, bars, fields. sunk: headers and code on a surface.
    *_tint: the ground of a selection or a finding; text, dim and the colour itself are legible on it.
    series: for plots, told apart by colour-blind eyes; the first is the main one.
    """

    dark: bool
    window: str
    surface: str
    sunk: str
    border: str
    text: str
    dim: str
    faint: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_tint: str
    passed: str
    passed_tint: str
    warning: str
    warning_tint: str
    failed: str
    failed_tint: str
    not_tested: str
    series: tuple[str, str, str, str, str]

    def state(self, state: State) -> str:
        """The colour of a state's mark, edge and caption."""
        return {
            State.PASSED: self.passed,
            State.WARNING: self.warning,
            State.FAILED: self.failed,
            State.RUNNING: self.accent,
            State.NOT_RUN: self.not_tested,
            State.NOT_TESTED: self.not_tested,
        }[state]

    def tint(self, state: State) -> str:
        """The ground of a block that tells about this state."""
        return {
            State.PASSED: self.passed_tint,
            State.WARNING: self.warning_tint,
            State.FAILED: self.failed_tint,
            State.RUNNING: self.accent_tint,
        }.get(state, self.surface)


LIGHT = Tokens(
    dark=False,
    window="#F4F5F7",
    surface="#FFFFFF",
    sunk="#EEF0F3",
    border="#D8DCE2",
    text="#1B1F24",
    dim="#5B6570",
    faint="#8C959F",
    accent="#0B6BCB",
    accent_hover="#095BAD",
    on_accent="#FFFFFF",
    accent_tint="#E3EFFB",
    passed="#187633",
    passed_tint="#E9F6EC",
    warning="#8A5A00",
    warning_tint="#FDF3DC",
    failed="#C21F2B",
    failed_tint="#FDE9EA",
    not_tested="#808993",
    series=("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#7A5195"),
)

DARK = Tokens(
    dark=True,
    window="#14171B",
    surface="#1B1F24",
    sunk="#111418",
    border="#2C333B",
    text="#E6E9ED",
    dim="#9AA4AF",
    faint="#6E7781",
    accent="#58A6FF",
    accent_hover="#79B8FF",
    on_accent="#0B1520",
    accent_tint="#16304D",
    passed="#3FB950",
    passed_tint="#12261A",
    warning="#D8A32B",
    warning_tint="#2E2410",
    failed="#FF6B64",
    failed_tint="#331618",
    not_tested="#6E7781",
    series=("#56B4E9", "#E69F00", "#2BC79A", "#E08CC0", "#B79CF2"),
)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2), from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """A colour between two: share 0 is one, 1 is other."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)
