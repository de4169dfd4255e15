"""What was said between us and the modem as lines of text: stamped, masked, one a line. No Qt."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from app.core.masking import mask_identities
from app.words import _
from app.words.figures import duration

if TYPE_CHECKING:
    from app.core.clock import Clock
    from app.modem.events import Exchange

OUT, IN, UNASKED, NOTE = ">", "<", "!", "·"
STAMP_LENGTH = len("14:03:19.201")

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def exchange_lines(exchange: Exchange, clock: Clock) -> list[str]:
    """The command, every line of the reply, the final result with the time that it took."""
    answered = stamp(clock, exchange.received_ns)
    final = exchange.final or _("no final result")
    return [
        f"{stamp(clock, exchange.sent_ns)} {OUT} {_shown(exchange.command)}",
        *(f"{answered} {IN} {_shown(line)}" for line in exchange.lines),
        f"{answered} {IN} {_shown(final)}  ({duration(exchange.duration_ms)})",
    ]


def unasked_line(line: str, at_ns: int, clock: Clock) -> str:
    """What the modem said by itself."""
    return f"{stamp(clock, at_ns)} {UNASKED} {_shown(line)}"


def note_line(text: str, at_ns: int, clock: Clock) -> str:
    """What we have to say about it."""
    return f"{stamp(clock, at_ns)} {NOTE} {_shown(text)}"


def stamp(clock: Clock, at_ns: int) -> str:
    """The local time of day with milliseconds."""
    moment: datetime = clock.utc(at_ns).astimezone()
    return f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03}"


def _shown(text: str) -> str:
    return mask_identities(_CONTROL.sub("·", text))
