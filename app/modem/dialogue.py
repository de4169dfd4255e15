"""The AT dialogue with one open port in real time: many askers, one command in flight, nobody stranded."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from app.modem.at import (
    PROBE_LIMIT_BYTES,
    AtEngine,
    Booted,
    Ended,
    Event,
    Exchange,
    Interrupted,
    Priority,
    Spew,
    Spewed,
    Stray,
    TimedOut,
    Urc,
)
from app.modem.inflight import REPLY_LIMIT_BYTES
from app.modem.manners import Manners
from app.modem.port import BAUD, Chunk, Port, PortFault, PortReason
from app.modem.secrecy import veil

SILENCES = 3
"""So many commands in a row without a final result mean a modem that does not answer (facts 6.3)."""

_LINE_ENDS = (b"\r", b"\r\n", b"\n")  # CR by V.250; some development boards want one of the others
_FIRST_ATTEMPTS = 3
_FIRST_LIMIT_S = 1.0
_SAMPLE_BYTES = 32
_OTHER_LANGUAGES = ("$GP", "$GN", "$GL", "$BD", "os_logids.h", "NETWORK SERVICE CHANGE")  # facts 6.2
_GARBAGE_LIMIT_BYTES = 512
_PARTING_LIMIT_S = 0.2


class Dialogue:
    """Open it, `ask`, close it. Everything happens on the loop that opened it.

    replied: every exchange, also those without a final result. unasked: lines that nobody asked for.
    restarted: the modem has begun anew and forgotten its settings. lost: the port ended by itself.
    The exchanges hold no passwords and no PINs: they are hidden before anybody gets them.
    """

    def __init__(
        self,
        *,
        replied: Callable[[Exchange], None],
        unasked: Callable[[Urc], None],
        restarted: Callable[[Booted], None],
        lost: Callable[[PortFault], None],
    ) -> None:
        self._replied = replied
        self._unasked = unasked
        self._restarted = restarted
        self._lost = lost
        self._engine = AtEngine()
        self._port: Port | None = None
        self._fault: PortFault | None = None
        self._waiting: dict[int, asyncio.Future[Ended]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._silences = 0
        self._seen: deque[str] = deque(maxlen=8)
        self._spew_bytes = 0
        self._spew_sample = b""
        self._calm = asyncio.Event()
        self.url = ""

    @classmethod
    def silent(cls) -> Dialogue:
        """One that tells nothing beside its answers."""
        return cls(replied=_nothing, unasked=_nothing, restarted=_nothing, lost=_nothing)

    async def open(
        self, url: str, *, baud: int = BAUD, listen_s: float = 0.0, greeting_s: float | None = None
    ) -> None:
        """Open the port and wait until the modem answers AT. Raises PortFault, with the port closed again.

        listen_s: listen first, and write nothing to what talks by itself in another language than AT.
        greeting_s: how long to try at most; without it, once for each line end after three times with CR.
        """
        self.url = url
        self._fault = None
        self._silences = self._spew_bytes = 0
        self._spew_sample = b""
        self._seen.clear()
        self._engine = AtEngine()
        self._port = await Port.open(url, received=self._received, lost=self._end_all, baud=baud)
        try:
            await self._listen(listen_s)
            await self._greet_within(greeting_s)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """End everything that waits with PortReason.CLOSED and give the port back; in 2.2 s at most."""
        port, self._port = self._port, None
        for ticket in self._waiting:
            self._engine.abort(ticket, time.perf_counter_ns())
        self._fail_waiting(PortFault(PortReason.CLOSED, {"port": self.url}))
        if port is not None:
            try:
                await self._fall_silent()
            finally:
                self._stop_timer()
                await port.close()

    async def _fall_silent(self) -> None:
        """Have the command in flight answered: whoever opens the port next would take it for theirs."""
        self._calm.clear()
        if self._engine.idle or self._fault is not None:
            return
        try:
            async with asyncio.timeout(_PARTING_LIMIT_S):
                await self._calm.wait()
        except TimeoutError:
            pass

    @property
    def is_open(self) -> bool:
        return self._port is not None and self._fault is None

    @property
    def echo(self) -> bool | None:
        """Whether the modem repeats what it is sent; None until it has shown."""
        return self._engine.echo

    @property
    def manners(self) -> Manners:
        return self._engine.manners

    @manners.setter
    def manners(self, manners: Manners) -> None:
        self._engine.manners = manners

    async def ask(
        self,
        command: str,
        *,
        priority: Priority = Priority.USER,
        time_limit_s: float | None = None,
    ) -> Exchange:
        """Send a command in its turn and return what came, also an error or (final empty) too little.

        Raises PortFault when there is no port, when it vanishes meanwhile, for a modem that has been silent
        for three commands, that has restarted, or that sends what is not AT; AtFault for what is no command.
        Cancelling takes the command back, or aborts it where the modem can be interrupted.
        """
        return await self._submit(command, priority=priority, time_limit_s=time_limit_s)

    async def _submit(
        self,
        command: str,
        *,
        priority: Priority,
        time_limit_s: float | None = None,
        attempts: int = 1,
        reply_limit_bytes: int = REPLY_LIMIT_BYTES,
    ) -> Exchange:
        if self._port is None or self._fault is not None:
            raise _another(self._fault or PortFault(PortReason.CLOSED, {"port": self.url}))
        ticket = self._engine.submit(
            command,
            time.perf_counter_ns(),
            time_limit_s=time_limit_s,
            priority=priority,
            attempts=attempts,
            reply_limit_bytes=reply_limit_bytes,
        )
        future: asyncio.Future[Ended] = asyncio.get_running_loop().create_future()
        self._waiting[ticket] = future
        self._turn(())
        try:
            ended = await future
        except asyncio.CancelledError:
            if self._waiting.pop(ticket, None) is not None and self._port is not None:
                self._engine.abort(ticket, time.perf_counter_ns())
                self._turn(())
            raise
        return self._outcome(ended)

    def _outcome(self, ended: Ended) -> Exchange:
        shown = _without_secrets(ended.exchange)
        evidence = {"port": self.url, "command": shown.command}
        if isinstance(ended, Interrupted):
            raise PortFault(PortReason.RESTARTED, evidence)
        if isinstance(ended, Spewed):
            raise PortFault(PortReason.NOT_AT, {**evidence, **self._strangeness()})
        if isinstance(ended, TimedOut) and self._silences >= SILENCES:
            raise PortFault(PortReason.SILENT, {**evidence, "unanswered": str(self._silences)})
        return shown

    async def _greet(self) -> None:
        """AT until something answers; any final result will do (facts 6.2)."""
        tries = [*(_LINE_ENDS[:1] * _FIRST_ATTEMPTS), *_LINE_ENDS[1:]]
        for line_end in tries:
            self._engine.line_end = line_end
            if await self._greets_back():
                return
            if self._spew_bytes > _GARBAGE_LIMIT_BYTES:
                break
        raise self._no_greeting()

    async def _listen(self, listen_s: float) -> None:
        if listen_s:
            await asyncio.sleep(listen_s)
            if self._fault is not None:
                raise _another(self._fault)
            if self._spew_bytes or any(mark in line for line in self._seen for mark in _OTHER_LANGUAGES):
                raise self._no_greeting()

    def _no_greeting(self) -> PortFault:
        strange = self._strangeness()
        evidence = {"port": self.url, "command": "AT", **strange}
        return PortFault(PortReason.NOT_AT if strange else PortReason.SILENT, evidence)

    async def _greet_within(self, limit_s: float | None) -> None:
        try:
            async with asyncio.timeout(limit_s):
                await self._greet()
        except TimeoutError:
            raise self._no_greeting() from None

    async def _greets_back(self) -> bool:
        try:
            answer = await self._submit(
                "AT",
                priority=Priority.USER,
                time_limit_s=_FIRST_LIMIT_S,
                reply_limit_bytes=PROBE_LIMIT_BYTES,
            )
        except PortFault as fault:
            if fault.reason is PortReason.RESTARTED:  # it has only just been switched on
                return False
            raise
        self._silences = 0
        return bool(answer.final)

    def _strangeness(self) -> dict[str, str]:
        """What came instead of an answer; empty when nothing came."""
        if self._spew_bytes:
            return {
                "seen": "binary",
                "received": self._spew_sample.hex(" "),
                "size_bytes": str(self._spew_bytes),
            }
        if self._seen:
            return {"seen": "text", "received": veil(self._seen[0])[:200]}
        return {"seen": "echo"} if self._engine.echo else {}

    # --- what the port and the clock bring --------------------------------------------------------------

    def _received(self, batch: tuple[Chunk, ...]) -> None:
        for chunk in batch:
            if not chunk.outgoing:
                self._turn(self._engine.receive(chunk.data, chunk.at_ns))

    def _end_all(self, fault: PortFault) -> None:
        self._fault = fault
        self._calm.set()
        self._fail_waiting(fault)
        self._stop_timer()
        self._lost(fault)

    def _tick(self) -> None:
        self._timer = None
        self._turn(())

    def _turn(self, events: tuple[()] | list[Event]) -> None:
        """Let the engine go on: tell its events, write what it wants written, come back when it is due."""
        for event in (*events, *self._engine.poll(time.perf_counter_ns())):
            self._take(event)
        if self._port is not None and (data := self._engine.outgoing()):
            self._port.write(data)
        if self._engine.idle:
            self._calm.set()
        self._stop_timer()
        deadline_ns = self._engine.deadline_ns()
        if deadline_ns is not None and self.is_open:
            delay_s = max(0, deadline_ns - time.perf_counter_ns()) / 1e9
            self._timer = asyncio.get_running_loop().call_later(delay_s, self._tick)

    def _take(self, event: Event) -> None:
        if isinstance(event, Ended):
            self._settle(event)
        elif isinstance(event, Urc):
            self._seen.append(event.line)
            self._unasked(event)
        elif isinstance(event, Booted):
            self._restarted(event)
        elif isinstance(event, Stray):
            self._seen.append(event.line)
        elif isinstance(event, Spew):
            self._spew_sample = self._spew_sample or event.sample[:_SAMPLE_BYTES]
            self._spew_bytes += event.size_bytes

    def _settle(self, ended: Ended) -> None:
        if isinstance(ended, TimedOut):
            never_sent = ended.exchange.sent_ns == ended.exchange.received_ns  # not even AT was answered
            self._silences += SILENCES if never_sent else 1
            self._seen.extend(ended.exchange.lines)
        elif ended.exchange.final:
            self._silences = 0
        self._replied(_without_secrets(ended.exchange))
        future = self._waiting.pop(ended.ticket, None)
        if future is not None and not future.done():
            future.set_result(ended)

    def _fail_waiting(self, fault: PortFault) -> None:
        waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            if not future.done():
                future.set_exception(_another(fault))

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _nothing(_told: object) -> None:
    pass


def _another(fault: PortFault) -> PortFault:
    """One exception for each who waits: they would share, and grow, one traceback."""
    return PortFault(fault.reason, fault.evidence)


def _without_secrets(exchange: Exchange) -> Exchange:
    return replace(
        exchange, command=veil(exchange.command), lines=tuple(veil(line) for line in exchange.lines)
    )
