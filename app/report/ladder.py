"""The chain as plain text for a terminal: one rung a hop, findings under the rung they belong to.

Without colour and without UTF-8 it says the same: every state has a mark and a word.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TextIO

from app.chain.hops import Finding, HopResult, State
from app.words import _, advice, expected, headline, hop_name, measured, not_tested, state_name, summary
from app.words.figures import duration
from app.words.sentences import plain

if TYPE_CHECKING:
    from app.chain.run import ChainState

_INDENT = 4


@dataclass(frozen=True, slots=True)
class Look:
    """How a terminal can show the ladder. width: columns."""

    width: int = 100
    unicode: bool = True
    colour: bool = False


_MARKS: Mapping[State, tuple[str, str]] = MappingProxyType(
    {  # with and without Unicode
        State.PASSED: ("✓", "[ok]"),
        State.WARNING: ("▲", "[!]"),
        State.FAILED: ("✗", "[X]"),
        State.RUNNING: ("◌", "[..]"),
        State.NOT_RUN: ("○", "[ ]"),
        State.NOT_TESTED: ("–", "[-]"),
    }
)
_COLOURS: Mapping[State, str] = MappingProxyType(
    {State.PASSED: "32", State.WARNING: "33", State.FAILED: "31", State.NOT_TESTED: "2", State.NOT_RUN: "2"}
)
_ASCII = str.maketrans(
    {"·": "-", "−": "-", "…": "~", "•": "*", "–": "-", "—": "-", "“": '"', "”": '"', "’": "'"}
)


def look_of(stream: TextIO, width: int) -> Look:
    """What the terminal behind stream can show."""
    encoding = (stream.encoding or "ascii").lower().replace("-", "")
    return Look(max(60, width), encoding in ("utf8", "utf8sig"), stream.isatty())


def ladder(chain: ChainState, look: Look | None = None) -> str:
    """The whole chain as text that ends with a line end."""
    look = look or Look()
    lines = [_headline(chain), ""]
    for result in chain.hops:
        lines += rung(result, chain, look)
    text = "\n".join(lines) + "\n"
    return text if look.unicode else as_ascii(text)


def as_ascii(text: str) -> str:
    """The text for a terminal without UTF-8: our own signs replaced, everything foreign escaped."""
    return text.translate(_ASCII).encode("ascii", "backslashreplace").decode("ascii")


def _headline(chain: ChainState) -> str:
    site = f"{plain(chain.site_name)}: " if chain.site_name else ""
    return f"{site}{headline(chain)} ({summary(chain)})" if summary(chain) else f"{site}{headline(chain)}"


def rung(result: HopResult, chain: ChainState, look: Look) -> list[str]:
    """The lines of one hop."""
    mark = _MARKS[result.state][0 if look.unicode else 1]
    names = max(len(hop_name(other.hop)) for other in chain.hops)
    states = max(len(state_name(state)) for state in State)
    mark = mark if look.unicode else mark.ljust(4)
    head = f"{mark} {hop_name(result.hop):{names}}  {state_name(result.state):{states}}  "
    time = duration(result.duration_ms) if result.duration_ms is not None else ""
    said = not_tested(result) or measured(result)
    room = max(20, look.width - len(head) - 10)
    wrapped = textwrap.wrap(said, room) or [""]
    first = f"{head}{wrapped[0]:{room}} {time:>9}".rstrip()
    lines = [_coloured(first, result.state, look)]
    lines += [" " * len(head) + line for line in wrapped[1:]]
    for finding in result.findings:
        lines += _finding(finding, result, chain, look, first=finding is result.findings[0])
    return lines


def _finding(
    finding: Finding, result: HopResult, chain: ChainState, look: Look, *, first: bool
) -> Iterator[str]:
    words = advice(finding, chain)
    labelled = (
        *(((_("Expected"), expected(result)),) if first else ()),
        (_("Cause"), words.cause),
        (_("Do"), words.remedy),
    )
    widest = max(len(label) for label, _text in labelled)
    yield _coloured(" " * _INDENT + words.title, result.state, look)
    for label, text in labelled:
        hang = " " * (_INDENT + widest + 2)
        lines = textwrap.wrap(
            text, max(20, look.width - len(hang)), break_long_words=False, break_on_hyphens=False
        )
        for index, line in enumerate(lines):
            start = " " * _INDENT + label.ljust(widest + 2) if index == 0 else hang
            yield start + line
    yield ""


def _coloured(line: str, state: State, look: Look) -> str:
    colour = _COLOURS.get(state)
    return f"\x1b[{colour}m{line}\x1b[0m" if look.colour and colour else line
