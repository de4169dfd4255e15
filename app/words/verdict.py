"""The head line over the whole chain, and the count under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.chain.hops import NotTested, State
from app.words.catalogue import _, n_
from app.words.figures import duration
from app.words.hops import state_name
from app.words.line_parts import DOT

if TYPE_CHECKING:
    from app.chain.run import ChainState


def headline(chain: ChainState) -> str:
    """The verdict on the whole link in a few words."""
    counts = _counts(chain)
    if chain.running:
        return _("The check is running")
    if not chain.hops or counts[State.NOT_RUN] == len(chain.hops):
        return _("Not checked yet")
    if failed := counts[State.FAILED]:
        return n_("One hop stops this link", "{count} hops stop this link", failed).format(count=failed)
    if any(result.not_tested is NotTested.CANCELLED for result in chain.hops):
        return _("The check was cancelled")
    if warnings := counts[State.WARNING]:
        return n_(
            "This link works, with one warning", "This link works, with {count} warnings", warnings
        ).format(count=warnings)
    if counts[State.PASSED]:
        return _("This link works")
    return _("Nothing could be tested")


def summary(chain: ChainState) -> str:
    """`5 passed · 3 not tested · 1.4 s`: what the head line does not say."""
    counts = _counts(chain)
    parts = [_counted(state, counts[state]) for state in _SUMMED if counts[state]]
    if chain.duration_ms:
        parts.append(duration(chain.duration_ms))
    return DOT.join(parts)


_SUMMED = (State.FAILED, State.WARNING, State.PASSED, State.RUNNING, State.NOT_TESTED)


def _counted(state: State, count: int) -> str:
    match state:
        case State.FAILED:
            text = n_("{count} failed", "{count} failed", count)
        case State.WARNING:
            text = n_("{count} warning", "{count} warnings", count)
        case State.PASSED:
            text = n_("{count} passed", "{count} passed", count)
        case State.NOT_TESTED:
            text = n_("{count} not tested", "{count} not tested", count)
        case _:
            text = f"{{count}} {state_name(state)}"
    return text.format(count=count)


def _counts(chain: ChainState) -> dict[State, int]:
    return {state: sum(result.state is state for result in chain.hops) for state in State}
