"""Words of the topic browser: ages, rates, counts, what became of a connection."""

from __future__ import annotations

from app.words.catalogue import _, n_
from app.words.figures import number


def age_text(age_ms: float) -> str:
    """Short, for a column: `0.3 s`, `4 min`, `2 h`, `3 d`."""
    seconds = max(0.0, age_ms / 1000)
    if seconds < 60:
        return f"{number(seconds, 1 if seconds < 10 else 0)} s"
    if seconds < 3600:
        return f"{number(seconds // 60)} min"
    if seconds < 86_400:
        return f"{number(seconds // 3600)} h"
    return f"{number(seconds // 86_400)} d"


def rate_text(rate_per_s: float) -> str:
    """Messages a second; nothing below one in twenty seconds."""
    if rate_per_s < 0.05:
        return ""
    return f"{number(rate_per_s, 1 if rate_per_s < 10 else 0)}/s"


def topics_below(count: int) -> str:
    return n_("{count} topic", "{count} topics", count).format(count=number(count)) if count else ""


def session_state_name(state: str) -> str:
    """state: the value of a `SessionState`."""
    return {
        "idle": _("not connected"),
        "connecting": _("connecting"),
        "connected": _("connected"),
        "waiting": _("waiting to connect again"),
        "closed": _("disconnected"),
    }[state]
