"""What the dialogue with a modem yields: exchanges, and the events around them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exchange:
    """One command and its reply, passwords and PINs hidden in both (`app.modem.secrecy`).

    lines: without echo and final. final: verbatim, empty if none came.
    """

    command: str
    lines: tuple[str, ...]
    final: str
    ok: bool
    cme: int | None
    cms: int | None
    sent_ns: int
    received_ns: int

    @property
    def duration_ms(self) -> float:
        return round((self.received_ns - self.sent_ns) / 1e6, 3)


@dataclass(frozen=True, slots=True)
class Replied:
    """A command ended with a final result, good or bad."""

    ticket: int
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class TimedOut:
    """No final result within the limit; the exchange holds what came."""

    ticket: int
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Aborted:
    """A command ended because `abort` asked for it, in the queue or in flight."""

    ticket: int
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The modem started anew during the command, which is lost."""

    ticket: int
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Spewed:
    """The reply grew over its limit without a final result: this is hardly AT."""

    ticket: int
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Prompted:
    """The modem waits for text: answer with `enter_text`, or the time limit sends ESC."""

    ticket: int
    at_ns: int


@dataclass(frozen=True, slots=True)
class Urc:
    """A line that came unasked."""

    line: str
    at_ns: int


@dataclass(frozen=True, slots=True)
class Booted:
    """The modem has started (`ready` False) or finished starting (True): its settings are defaults again."""

    line: str
    ready: bool
    at_ns: int


@dataclass(frozen=True, slots=True)
class Stray:
    """A final result or prompt that belongs to no command in flight."""

    line: str
    at_ns: int


@dataclass(frozen=True, slots=True)
class Spew:
    """Bytes that are no AT text: the first of them and how many."""

    sample: bytes
    size_bytes: int
    at_ns: int


@dataclass(frozen=True, slots=True)
class Woken:
    """The modem answered a plain AT again after `attempts`; more than one means that it slept or was busy."""

    attempts: int
    at_ns: int


Ended = Replied | TimedOut | Aborted | Interrupted | Spewed
Event = Ended | Prompted | Urc | Booted | Stray | Spew | Woken
