"""One command on its way: the request, what has come for it so far, and the exchange it becomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from app.modem.events import Exchange
from app.modem.finals import Final, final_of
from app.modem.secrecy import veil

REPLY_LIMIT_BYTES = 65_536


class Phase(Enum):
    SENT = "sent"
    PROMPTED = "prompted"
    TRAILING = "trailing"  # the final is there; data may follow


@dataclass(slots=True)
class Request:
    ticket: int
    command: str
    limit_ns: int
    attempts: int = 1
    text: bytes | None = None
    reply_limit_bytes: int = REPLY_LIMIT_BYTES
    wake: bool = False


@dataclass(slots=True)
class Pending:
    request: Request
    sent_ns: int
    deadline_ns: int
    waking_for: Request | None = None
    phase: Phase = Phase.SENT
    tries: int = 1
    aborts: int = 0
    lines: list[str] = field(default_factory=list)
    either: list[str] = field(default_factory=list)
    size_bytes: int = 0
    final: Final | None = None
    final_ns: int = 0
    quiet_ns: int = 0  # when the silence after the final will have lasted long enough
    quiet_width_ns: int = 0


def waiting_ticket(pending: Pending) -> int | None:
    return pending.waking_for.ticket if pending.waking_for is not None else None


def is_echo(text: str, command: str, *, first: bool) -> bool:
    """The command itself, or before any reply what is left of it after the modem slept through its start."""
    if text == command:
        return True
    if not first or len(text) < 2 or final_of(text) is not None:
        return False
    return command.endswith(text) or (text.endswith(command) and len(command) > 2)


def exchange(pending: Pending, now_ns: int) -> Exchange:
    final = pending.final
    return Exchange(
        command=veil(pending.request.command),
        lines=tuple(pending.lines),
        final=final.text if final else "",
        ok=bool(final and final.ok),
        cme=final.cme if final else None,
        cms=final.cms if final else None,
        sent_ns=pending.sent_ns,
        received_ns=pending.final_ns if final else now_ns,
    )


def unsent(request: Request, now_ns: int) -> Exchange:
    return Exchange(veil(request.command), (), "", False, None, None, now_ns, now_ns)
