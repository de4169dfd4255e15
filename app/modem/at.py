"""The AT dialogue engine: one command in flight, bytes in, events out; nothing raised on garbage.

Whoever owns the port calls `submit`, writes what `outgoing()` returns, gives what it reads to `receive`, and
calls `poll` when `deadline_ns()` has come. All times are monotonic nanoseconds of one clock.
"""

from __future__ import annotations

import heapq
from enum import Enum, IntEnum

from app.core.faults import Fault
from app.modem.events import (
    Aborted,
    Booted,
    Ended,
    Event,
    Exchange,
    Interrupted,
    Prompted,
    Replied,
    Spew,
    Spewed,
    Stray,
    TimedOut,
    Urc,
    Woken,
)
from app.modem.finals import Final, final_of
from app.modem.inflight import (
    REPLY_LIMIT_BYTES,
    Pending,
    Phase,
    Request,
    exchange,
    is_echo,
    unsent,
    waiting_ticket,
)
from app.modem.lines import Item, Line, LineCutter, Noise, Prompt
from app.modem.manners import GENERIC, Manners, Meaning
from app.modem.secrecy import veil

__all__ = [
    "PROBE_LIMIT_BYTES",
    "Aborted",
    "AtEngine",
    "AtFault",
    "AtReason",
    "Booted",
    "Ended",
    "Event",
    "Exchange",
    "Interrupted",
    "Priority",
    "Prompted",
    "Replied",
    "Spew",
    "Spewed",
    "Stray",
    "TimedOut",
    "Urc",
    "Woken",
]

QUEUE_LIMIT = 256
COMMAND_LIMIT_BYTES = 1024
PROBE_LIMIT_BYTES = 2048
"""For `submit(reply_limit_bytes=...)` while it is not known whether the port speaks AT at all."""

WAKE_ATTEMPTS = 3
WAKE_INTERVAL_NS = 300_000_000
_ABORT_ATTEMPTS = 3
_ABORT_INTERVAL_NS = 1_000_000_000
_SETTLE_NS = 150_000_000  # after a repeated command or one without a final: a late answer may come
_AFTER_ERROR_NS = 5_000_000  # some modems send OK behind a CME error
_CALL_END_NS = 200_000_000  # NO CARRIER may be news rather than our reply
_ESCAPE = b"\x1b"
_SUBMIT_TEXT = b"\x1a"
_NS = 1_000_000_000


class AtReason(Enum):
    COMMAND = "at-command-invalid"  # empty, too long, or with control characters
    QUEUE_FULL = "at-queue-full"


class AtFault(Fault):
    """A command that the engine does not take. Nothing that a modem sends raises it."""


class Priority(IntEnum):
    """The lower goes first; equal ones in the order of submission."""

    USER = 0
    CHECK = 1
    POLL = 2


class AtEngine:
    """manners: how this modem behaves; may be replaced once the modem is identified.

    line_end: what ends a command; CR by V.250, CRLF or LF for some development boards.
    """

    def __init__(self, manners: Manners = GENERIC, *, line_end: bytes = b"\r") -> None:
        self.manners = manners
        self.line_end = line_end
        self.echo: bool | None = None
        self._cutter = LineCutter()
        self._queue: list[tuple[int, int, Request]] = []
        self._tickets = 0
        self._pending: Pending | None = None
        self._out = bytearray()
        self._events: list[Event] = []
        self._hold_until_ns = 0
        self._in_doubt = False

    # --- what the owner of the port calls -------------------------------------------------------------

    def submit(
        self,
        command: str,
        now_ns: int,
        *,
        time_limit_s: float | None = None,
        priority: Priority = Priority.CHECK,
        attempts: int = 1,
        text: bytes | None = None,
        reply_limit_bytes: int = REPLY_LIMIT_BYTES,
        wake: bool = False,
    ) -> int:
        """Queue a command and return its ticket, which exactly one `Ended` event will carry.

        time_limit_s: from sending; None takes the manners' limit. attempts: send again after each limit
        without any reply (for a bare AT). text: what to enter at a prompt. wake: the modem may sleep, so ask
        with AT up to three times first; that also happens by itself after a command that got no final.
        Raises AtFault for a command that cannot be sent, or when 256 wait already.
        """
        sendable = command.strip()
        if not sendable or not sendable.isprintable() or len(sendable.encode()) > COMMAND_LIMIT_BYTES:
            raise AtFault(AtReason.COMMAND, {"command": repr(command[:80])})
        if len(self._queue) >= QUEUE_LIMIT:
            raise AtFault(AtReason.QUEUE_FULL, {"waiting": str(len(self._queue))})
        self._tickets += 1
        limit_s = self.manners.limit_s(sendable) if time_limit_s is None else time_limit_s
        request = Request(
            self._tickets, sendable, int(limit_s * _NS), max(1, attempts), text, reply_limit_bytes, wake
        )
        heapq.heappush(self._queue, (priority, request.ticket, request))
        self._advance(now_ns)
        return request.ticket

    def receive(self, data: bytes, now_ns: int) -> list[Event]:
        """What the modem sent, in pieces of any size, and what follows from it."""
        self._end_silence(now_ns)
        for item in self._cutter.feed(data):
            self._take(item, now_ns)
        return self.poll(now_ns)

    def poll(self, now_ns: int) -> list[Event]:
        """What follows from the passing of time alone."""
        self._end_silence(now_ns)
        self._expire(now_ns)
        self._advance(now_ns)
        events, self._events = self._events, []
        return events

    def outgoing(self) -> bytes:
        """What to write now; empty most of the time."""
        data = bytes(self._out)
        self._out.clear()
        return data

    def deadline_ns(self) -> int | None:
        """When `poll` is due at the latest, or None while nothing but the modem can happen."""
        if self._events:
            return 0
        pending = self._pending
        if pending is not None:
            return pending.quiet_ns if pending.phase is Phase.TRAILING else pending.deadline_ns
        return self._hold_until_ns if self._queue else None

    def enter_text(self, ticket: int, text: bytes, now_ns: int) -> bool:
        """Answer a prompt; False if this command is not at one."""
        pending = self._pending
        if pending is None or pending.request.ticket != ticket or pending.phase is not Phase.PROMPTED:
            return False
        self._out += text + _SUBMIT_TEXT
        pending.phase = Phase.SENT
        pending.deadline_ns = now_ns + pending.request.limit_ns
        return True

    def abort(self, ticket: int, now_ns: int) -> bool:
        """Take a command out of the queue, or end it in flight with a blank if it is abortable (V.250 5.6.1).

        True: an `Aborted` event will come. False: unknown, or it runs to its end.
        """
        for entry in self._queue:
            if entry[1] == ticket:
                self._queue.remove(entry)
                heapq.heapify(self._queue)
                self._events.append(Aborted(ticket, unsent(entry[2], now_ns)))
                return True
        pending = self._pending
        if pending is None or ticket not in (pending.request.ticket, waiting_ticket(pending)):
            return False
        if pending.waking_for is not None:
            self._pending, self._in_doubt = None, True
            self._events.append(Aborted(ticket, unsent(pending.waking_for, now_ns)))
            return True
        if pending.phase is Phase.PROMPTED:
            self._out += _ESCAPE
        elif self.manners.may_abort(pending.request.command) and pending.phase is Phase.SENT:
            self._out += b" "
        else:
            return False
        pending.phase, pending.aborts = Phase.SENT, 1
        pending.deadline_ns = now_ns + _ABORT_INTERVAL_NS
        return True

    def expect_restart(self) -> None:
        """Ask AT before the next command until the modem answers: it restarts, was reopened or slept."""
        self._in_doubt = True

    @property
    def idle(self) -> bool:
        return self._pending is None and not self._queue

    # --- what came ----------------------------------------------------------------------------------

    def _take(self, item: Item, now_ns: int) -> None:
        pending = self._pending
        if isinstance(item, Noise):
            self._events.append(Spew(item.sample, item.size_bytes, now_ns))
        elif isinstance(item, Prompt):
            self._take_prompt(now_ns)
        elif self.manners.has_started(item.text):
            self._take_restart(item.text, now_ns)
        elif pending is None:
            self._take_idle(item.text, now_ns)
        elif pending.phase is Phase.TRAILING:
            self._take_trailing(pending, item.text, now_ns)
        else:
            self._take_reply(pending, item, now_ns)
        if pending is not None and pending is self._pending:
            self._bound(pending, item.size_bytes, now_ns)

    def _take_prompt(self, now_ns: int) -> None:
        pending = self._pending
        if pending is None or pending.phase is not Phase.SENT or pending.waking_for is not None:
            self._events.append(Stray("> ", now_ns))
        elif pending.request.text is not None:
            pending.phase = Phase.PROMPTED
            self.enter_text(pending.request.ticket, pending.request.text, now_ns)
        else:
            pending.phase = Phase.PROMPTED
            self._events.append(Prompted(pending.request.ticket, now_ns))

    def _take_restart(self, text: str, now_ns: int) -> None:
        self._events.append(Booted(text, ready=False, at_ns=now_ns))
        pending, self._pending = self._pending, None
        self.echo, self._in_doubt = None, True
        if pending is None:
            return
        if pending.waking_for is not None:
            self._requeue(pending.waking_for)
        elif pending.final is not None:
            self._pending = pending
            self._complete(now_ns)
        else:
            self._events.append(Interrupted(pending.request.ticket, exchange(pending, now_ns)))

    def _take_idle(self, text: str, now_ns: int) -> None:
        final = final_of(text)
        if final is not None and not final.call_end:
            self._events.append(Stray(text, now_ns))
        elif self.manners.is_ready(text):
            self._events.append(Booted(text, ready=True, at_ns=now_ns))
        else:
            self._events.append(Urc(text, now_ns))

    def _take_trailing(self, pending: Pending, text: str, now_ns: int) -> None:
        final = final_of(text)
        if final is not None:
            if pending.final is not None and pending.final.call_end:
                self._events.append(Urc(pending.final.text, now_ns))
                self._finish(pending, final, now_ns)
            else:
                self._events.append(Stray(text, now_ns))
        elif self.manners.meaning(text, pending.request.command) is Meaning.UNASKED:
            self._events.append(Urc(text, now_ns))
        else:
            pending.lines.append(veil(text))
            pending.final_ns = now_ns
            pending.quiet_ns = min(now_ns + pending.quiet_width_ns, pending.deadline_ns)

    def _take_reply(self, pending: Pending, line: Line, now_ns: int) -> None:
        text, command = line.text, pending.request.command
        if is_echo(text, command, first=not pending.lines and not pending.either):
            self.echo = True
            return
        final = final_of(text)
        if final is not None:
            self._finish(pending, final, now_ns)
            return
        meaning = self.manners.meaning(text, command)
        if meaning is Meaning.REPLY:
            pending.lines.append(veil(text))
        elif meaning is Meaning.EITHER:
            pending.either.append(text)
        elif self.manners.is_ready(text):
            self._events.append(Booted(text, ready=True, at_ns=now_ns))
        else:
            self._events.append(Urc(text, now_ns))

    # --- how a command ends -------------------------------------------------------------------------

    def _finish(self, pending: Pending, final: Final, now_ns: int) -> None:
        pending.final, pending.final_ns = final, now_ns
        self._settle_either(pending, now_ns)
        if pending.tries > 1 or pending.waking_for is not None:
            self._hold_until_ns = now_ns + _SETTLE_NS
        elif not final.ok:
            self._hold_until_ns = now_ns + _AFTER_ERROR_NS
        quiet = self.manners.quiet_ns(pending.request.command) if final.ok else 0
        if final.call_end and not self.manners.dials(pending.request.command):
            quiet = _CALL_END_NS
        if quiet:
            pending.phase, pending.quiet_width_ns = Phase.TRAILING, quiet
            pending.quiet_ns = now_ns + quiet
        else:
            self._complete(now_ns)

    def _settle_either(self, pending: Pending, now_ns: int) -> None:
        """Lines that could be either are the reply only if there is no better one."""
        if pending.lines:
            self._events.extend(Urc(text, now_ns) for text in pending.either)
        else:
            pending.lines.extend(pending.either)
        pending.either.clear()

    def _complete(self, now_ns: int) -> None:
        pending, self._pending = self._pending, None
        if pending is None:
            return
        ended = exchange(pending, now_ns)
        if pending.waking_for is not None:
            self._in_doubt = False
            self._events.append(Woken(pending.tries, now_ns))
            self._requeue(pending.waking_for)
            return
        self._learn_echo(ended)
        ticket = pending.request.ticket
        self._events.append(Aborted(ticket, ended) if pending.aborts else Replied(ticket, ended))

    def _learn_echo(self, ended: Exchange) -> None:
        said = ended.command.upper().replace(" ", "")
        if ended.ok and said.startswith("ATE"):
            self.echo = not said.startswith("ATE0") and said != "ATE"
        elif ended.ok and said.startswith(("ATZ", "AT&F")):
            self.echo = None

    def _bound(self, pending: Pending, size_bytes: int, now_ns: int) -> None:
        pending.size_bytes += size_bytes
        if pending.size_bytes <= pending.request.reply_limit_bytes:
            return
        if pending.phase is Phase.TRAILING:
            self._complete(now_ns)
        else:
            self._give_up(pending, Spewed, now_ns)

    def _give_up(self, pending: Pending, ended: type[TimedOut] | type[Spewed], now_ns: int) -> None:
        self._pending, self._in_doubt = None, True
        self._settle_either(pending, now_ns)
        request = pending.waking_for
        if request is not None:
            self._events.append(ended(request.ticket, unsent(request, now_ns)))
        else:
            self._events.append(ended(pending.request.ticket, exchange(pending, now_ns)))

    # --- what time brings -----------------------------------------------------------------------------

    def _end_silence(self, now_ns: int) -> None:
        pending = self._pending
        if pending is not None and pending.phase is Phase.TRAILING and now_ns >= pending.quiet_ns:
            self._complete(pending.final_ns)

    def _expire(self, now_ns: int) -> None:
        pending = self._pending
        if pending is None or pending.phase is Phase.TRAILING or now_ns < pending.deadline_ns:
            return
        if pending.aborts and pending.aborts < _ABORT_ATTEMPTS:
            self._out += b" "
            pending.aborts += 1
            pending.deadline_ns = now_ns + _ABORT_INTERVAL_NS
        elif not pending.aborts and pending.tries < pending.request.attempts and not pending.lines:
            self._transmit(pending.request)
            pending.tries += 1
            pending.deadline_ns = now_ns + pending.request.limit_ns
            if pending.waking_for is not None and pending.tries == pending.request.attempts:
                pending.deadline_ns = now_ns + max(pending.waking_for.limit_ns, WAKE_INTERVAL_NS)
        else:
            if pending.phase is Phase.PROMPTED:
                self._out += _ESCAPE
            self._give_up(pending, TimedOut, now_ns)

    def _advance(self, now_ns: int) -> None:
        if self._pending is not None or not self._queue or now_ns < self._hold_until_ns:
            return
        request = heapq.heappop(self._queue)[2]
        if (self._in_doubt or request.wake) and request.command.upper() != "AT":
            request.wake = False
            waking = Request(0, "AT", WAKE_INTERVAL_NS, WAKE_ATTEMPTS)
            self._pending = Pending(waking, now_ns, now_ns + waking.limit_ns, waking_for=request)
            self._transmit(waking)
            return
        self._pending = Pending(request, now_ns, now_ns + request.limit_ns)
        self._transmit(request)

    def _transmit(self, request: Request) -> None:
        self._out += request.command.encode() + self.line_end

    def _requeue(self, request: Request) -> None:
        heapq.heappush(self._queue, (-1, request.ticket, request))
