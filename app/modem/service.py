"""The attached modem: opened once, asked by many at a time, its last known state for whoever looks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum

from app.core.faults import Fault
from app.core.observable import Signal
from app.core.tasks import TaskScope
from app.modem.at import Booted, Exchange, Priority, Urc
from app.modem.dialects import dialect_for
from app.modem.dialects.base import Dialect, Question
from app.modem.dialects.generic import DIALECT as GENERIC
from app.modem.dialogue import Dialogue
from app.modem.effects import Effect, effect_of
from app.modem.guest import Guest
from app.modem.history import Happening, History, ModemEvent, changes
from app.modem.monitor import Monitor
from app.modem.port import BAUD, PortFault, PortReason
from app.modem.questions import Answer, Questioner
from app.modem.readings import Identity, Reading, SimCard

_NOTHING = Reading()
_LEAVING_LIMIT_S = 0.5  # a check is cancelled within a second, also in the middle of opening
_READY_LIMIT_S = 5.0
_STARTS = 3


class ModemReason(Enum):
    NEEDS_CONSENT = "modem-command-needs-consent"
    OPEN_ALREADY = "modem-open-already"


class ModemFault(Fault):
    """evidence: command and effect, or port."""


class Link(Enum):
    CLOSED = "closed"
    OPENING = "opening"
    OPEN = "open"
    RESTARTING = "restarting"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class ModemSnapshot:
    """reading: the last word on every question. fault: why it was lost. read_ns: when it last answered."""

    link: Link = Link.CLOSED
    url: str = ""
    dialect: str | None = None
    reading: Reading = _NOTHING
    fault: PortFault | None = None
    read_ns: int | None = None


class Modem:
    """One modem on one port; reads only, and puts back the few settings that it borrows.

    report: hears of an error in the background work; by default the loop's exception handler does.
    Every question may raise PortFault; nobody waits for a modem that has vanished.
    """

    def __init__(self, report: Callable[[str, BaseException], None] | None = None) -> None:
        self.snapshot = ModemSnapshot()
        self.history = History()
        self.changed: Signal[ModemSnapshot] = Signal()
        self.exchanged: Signal[Exchange] = Signal()
        self.unasked: Signal[Urc] = Signal()
        self.happened: Signal[ModemEvent] = Signal()
        self._report = report or _to_the_loop
        self._scope: TaskScope | None = None
        self._dialogue = Dialogue(
            replied=self.exchanged.emit,
            unasked=self._take_unasked,
            restarted=self._take_restart,
            lost=self._take_loss,
        )
        self._guest = Guest(self._dialogue)
        self._questioner = Questioner(GENERIC)
        self._identity: Answer[Identity] | None = None
        self._readings: dict[Question, Reading] = {}
        self._ready = asyncio.Event()
        self._monitor: Monitor | None = None
        self._monitoring: asyncio.Task[None] | None = None
        self._interval_s: float | None = None  # of the monitor, also while the modem is lost
        self._attaching = asyncio.Lock()

    # --- from opening to closing ------------------------------------------------------------------------

    async def open(self, url: str, *, baud: int = BAUD) -> None:
        """Open the port, wait for an answer, learn who it is, settle in. Raises PortFault."""
        if self.snapshot.link is not Link.CLOSED:
            raise ModemFault(ModemReason.OPEN_ALREADY, {"port": self.snapshot.url})
        self._publish(ModemSnapshot(Link.OPENING, url))
        self._scope = TaskScope(self._report)
        self._readings.clear()
        try:
            await self._dialogue.open(url, baud=baud)
            await self._settle_in_while_it_starts()
        except BaseException as error:
            await self.close()
            if isinstance(error, PortFault):
                self._publish(ModemSnapshot(Link.CLOSED, url, fault=error))
            raise
        self._publish(replace(self.snapshot, link=Link.OPEN))

    async def attach(self, url: str) -> None:
        """Have it open on this port: who comes while somebody opens it waits for that. Raises PortFault.

        A lost modem, and one that is open on another port, is closed first.
        """
        async with self._attaching:
            snapshot = self.snapshot
            if snapshot.link is Link.LOST or (snapshot.link is not Link.CLOSED and snapshot.url != url):
                await self.close()
            if self.snapshot.link is Link.CLOSED:
                await self.open(url)

    async def reopen(self, url: str) -> None:
        """Open it where it is now, after it was lost, with the monitor as it was. Raises PortFault.

        When somebody has attached it again meanwhile, there is nothing left to do.
        """
        async with self._attaching:
            if self.snapshot.link is Link.LOST or self.snapshot.link is Link.CLOSED:
                await self._reopen(url)

    async def _reopen(self, url: str) -> None:
        before, interval_s = self.snapshot.url, self._interval_s
        await self.close()
        await self.open(url)
        self._tell((ModemEvent(time.perf_counter_ns(), Happening.FOUND, before, url),))
        if interval_s is not None:
            self.start_monitor(interval_s)

    async def close(self) -> None:
        """Put back what was borrowed and give the port back; in a few seconds, whatever the modem does."""
        self._end_monitor()
        scope, self._scope = self._scope, None
        if scope is not None:
            await scope.close()
        if self._dialogue.is_open:
            try:
                async with asyncio.timeout(_LEAVING_LIMIT_S):
                    await self._guest.leave()
            except TimeoutError:
                pass
        await self._dialogue.close()
        if self.snapshot.link is not Link.CLOSED:
            self._publish(replace(self.snapshot, link=Link.CLOSED))

    @property
    def dialect(self) -> Dialect:
        """How this modem is asked; the generic one until it is known."""
        return self._questioner.dialect

    # --- questions ----------------------------------------------------------------------------------------

    async def ask(
        self,
        command: str,
        *,
        timeout_s: float | None = None,
        priority: Priority = Priority.USER,
        consent: bool = False,
    ) -> Exchange:
        """Send one command as it is; errors of the modem are exchanges, not faults.

        consent: somebody has agreed to what the command does; without it, one that is not known to be
        harmless raises ModemFault. Cancelling takes the command back or aborts it, as far as the modem can.
        """
        effect = effect_of(command)
        if not effect.is_harmless and not consent:
            raise ModemFault(ModemReason.NEEDS_CONSENT, {"command": command, "effect": effect.value})
        return await self._dialogue.ask(command, priority=priority, time_limit_s=timeout_s)

    async def identify(self) -> Answer[Identity]:
        """Who it is; asked once, when the modem was opened."""
        if self._identity is None:
            answer = await self.inquire((Question.IDENTITY,))
            self._identity = Answer(answer.value.identity or Identity(), answer.exchanges)
        return self._identity

    async def sim(self) -> Answer[SimCard]:
        answer = await self.inquire((Question.SIM,))
        return Answer(answer.value.sim or SimCard(), answer.exchanges)

    async def registration(self) -> Answer[Reading]:
        """Registration, operator, cell and levels; where it is not registered, also why."""
        asked = (Question.REGISTRATION, Question.OPERATOR, Question.CELL, Question.SIGNAL)
        answer = await self.inquire(asked)
        registration = answer.value.registration
        if registration is not None and registration.status and registration.status.is_registered:
            return answer
        return await self._and(answer, (Question.REFUSAL,))

    async def signal(self) -> Answer[Reading]:
        """Levels and serving cell."""
        return await self.inquire((Question.CELL, Question.SIGNAL))

    async def neighbours(self) -> Answer[Reading]:
        return await self.inquire((Question.NEIGHBOURS,))

    async def contexts(self) -> Answer[Reading]:
        """What was asked for and what was granted; where the attach context is not active, also why."""
        answer = await self.inquire((Question.CONTEXTS, Question.GRANTED))
        attach = next((one for one in answer.value.contexts if one.cid == self.dialect.attach_cid), None)
        if attach is not None and attach.active:
            return answer
        return await self._and(answer, (Question.REFUSAL,))

    async def granted(self) -> Answer[Reading]:
        """Granted APN, addresses, gateway and DNS, asked anew."""
        return await self.inquire((Question.GRANTED,))

    async def power_saving(self) -> Answer[Reading]:
        return await self.inquire((Question.POWER_SAVING,))

    async def temperature(self) -> Answer[Reading]:
        return await self.inquire((Question.TEMPERATURE,))

    async def inquire(
        self, questions: Iterable[Question], *, priority: Priority = Priority.CHECK
    ) -> Answer[Reading]:
        """Any questions together, each answered in the best way that this modem knows."""

        async def ask(command: str) -> Exchange:
            return await self._dialogue.ask(command, priority=priority)

        answer = await self._questioner.inquire(questions, ask, thrifty=priority is Priority.POLL)
        self._learn(answer.value)
        together = Reading()
        for reading in answer.value.values():
            together = together.plus(reading)
        return Answer(together, answer.exchanges)

    async def _and(self, answer: Answer[Reading], questions: Iterable[Question]) -> Answer[Reading]:
        more = await self.inquire(questions)
        return Answer(answer.value.plus(more.value), answer.exchanges + more.exchanges)

    # --- the monitor --------------------------------------------------------------------------------------

    @property
    def is_monitored(self) -> bool:
        return self._monitoring is not None and not self._monitoring.done()

    def start_monitor(self, interval_s: float = 1.0) -> None:
        """Ask for levels again and again, and now and then for the rest, as fast as the modem bears."""
        self._end_monitor()
        self._interval_s = interval_s
        if self._scope is not None:
            self._monitor = Monitor(self.inquire, interval_s)
            self._monitoring = self._scope.start(self._monitor.run(), name="modem monitor")

    def stop_monitor(self) -> None:
        self._interval_s = None
        self._end_monitor()

    def _end_monitor(self) -> None:
        self._monitor = None
        if self._monitoring is not None:
            self._monitoring.cancel()
            self._monitoring = None

    # --- what follows from answers and events ---------------------------------------------------------------

    async def _settle_in(self) -> None:
        """Echo off, who is it, its own manners and dialect, then the rest of what we borrow."""
        self._identity = None
        self._questioner = Questioner(GENERIC)
        await self._guest.silence_echo()
        identity = (await self.identify()).value
        dialect = dialect_for(identity.manufacturer, identity.model)
        self._questioner = Questioner(dialect)
        self._dialogue.manners = dialect.manners
        self._publish(replace(self.snapshot, dialect=dialect.name))
        await self._guest.borrow(dialect)

    async def _settle_in_while_it_starts(self) -> None:
        """A modem that has just been plugged in may say so in the middle of our first questions."""
        for _ in range(_STARTS - 1):
            try:
                await self._settle_in()
            except PortFault as fault:
                if fault.reason is not PortReason.RESTARTED:
                    raise
            else:
                return
        await self._settle_in()

    def _learn(self, readings: dict[Question, Reading]) -> None:
        now_ns = time.perf_counter_ns()
        before = self.snapshot.reading
        self._readings |= readings
        after = Reading()
        for question in Question:
            after = after.plus(self._readings.get(question, Reading()))
        if Question.SIGNAL in readings:
            self.history.add_levels(after, now_ns)
        self._publish(replace(self.snapshot, reading=after, read_ns=now_ns))
        self._tell(changes(before, after, now_ns))

    def _take_unasked(self, urc: Urc) -> None:
        self.unasked.emit(urc)
        if self._monitor is not None:
            self._monitor.notice(urc.line)

    def _take_restart(self, booted: Booted) -> None:
        if booted.ready:
            self._ready.set()
        elif self._scope is not None and self.snapshot.link is Link.OPEN:
            self._ready.clear()
            self._publish(replace(self.snapshot, link=Link.RESTARTING))
            self._tell((ModemEvent(booted.at_ns, Happening.RESTARTED),))
            self._scope.start(self._return_from_restart(), name="modem restart")

    async def _return_from_restart(self) -> None:
        """Settle in again once the modem says that it is ready, or has had the time to say so."""
        try:
            async with asyncio.timeout(_READY_LIMIT_S):
                await self._ready.wait()
        except TimeoutError:
            pass
        try:
            await self._settle_in()
        except PortFault as fault:
            self._publish(replace(self.snapshot, fault=fault))
            return
        self._publish(replace(self.snapshot, link=Link.OPEN))

    def _take_loss(self, fault: PortFault) -> None:
        self._publish(replace(self.snapshot, link=Link.LOST, fault=fault))
        self._tell((ModemEvent(time.perf_counter_ns(), Happening.LOST, before=self.snapshot.url),))

    def _publish(self, snapshot: ModemSnapshot) -> None:
        self.snapshot = snapshot
        self.changed.emit(snapshot)

    def _tell(self, events: tuple[ModemEvent, ...]) -> None:
        self.history.add(events)
        for event in events:
            self.happened.emit(event)


def _to_the_loop(name: str, error: BaseException) -> None:
    asyncio.get_running_loop().call_exception_handler({"message": name, "exception": error})


__all__ = ["Answer", "Effect", "Link", "Modem", "ModemFault", "ModemReason", "ModemSnapshot"]
