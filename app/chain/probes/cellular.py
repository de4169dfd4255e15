"""Probes of the hops that the modem answers for; they all ask the one `Modem` service."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from app.chain.hops import Evidence, EvidenceKind, Hop, Measurement, NotTested, Value
from app.chain.plan import TIME_LIMIT_S
from app.chain.probes.modem_facts import (
    Facts,
    address_facts,
    apn_facts,
    identity_facts,
    registration_facts,
    sim_facts,
)
from app.chain.run import Probe, RunContext
from app.modem.at import Exchange
from app.modem.dialects.base import Question
from app.modem.port import PortFault, PortReason
from app.modem.questions import Answer
from app.modem.readings import Identity
from app.modem.service import Link, Modem

FindPort = Callable[[], Awaitable[str | None]]
"""The address of the modem to ask, or None when there is none attached."""

T = TypeVar("T")

_TIME_TO_TELL_S = 1.0


class CellularProbes:
    """Measures modem, SIM, registration, APN and address. Opens the modem when nobody has yet."""

    def __init__(self, modem: Modem, find_port: FindPort) -> None:
        self._modem = modem
        self._find_port = find_port

    def by_hop(self) -> dict[Hop, Probe]:
        return {
            Hop.MODEM: self.modem,
            Hop.SIM: self.sim,
            Hop.REGISTRATION: self.registration,
            Hop.APN: self.apn,
            Hop.ADDRESS: self.address,
        }

    async def modem(self, run: RunContext) -> Measurement | NotTested:
        port = await self._find_port()
        if port is None:
            if run.site.sim is None:
                return NotTested.NOT_CONFIGURED
            return _refused(run, PortFault(PortReason.NOT_FOUND), (), {})
        with self._heard() as heard:
            try:
                answer = await self._in_time(Hop.MODEM, heard, self._identity(port))
            except PortFault as fault:
                return _refused(run, fault, heard, {"port": port})
        facts: dict[str, Value] = {"port": port, "dialect": self._modem.dialect.name}
        return Measurement({**facts, **identity_facts(answer.value)}, _evidence(run, answer.exchanges))

    async def sim(self, run: RunContext) -> Measurement:
        return await self._measure(run, Hop.SIM, self._modem.sim(), sim_facts)

    async def registration(self, run: RunContext) -> Measurement:
        return await self._measure(run, Hop.REGISTRATION, self._modem.registration(), registration_facts)

    async def apn(self, run: RunContext) -> Measurement:
        wanted = run.site.sim.apn if run.site.sim else None
        measured = await self._measure(
            run, Hop.APN, self._modem.contexts(), lambda reading: apn_facts(reading, wanted)
        )
        return _with_card(measured, run)

    async def address(self, run: RunContext) -> Measurement:
        wanted = run.site.sim.apn if run.site.sim else None
        measured = await self._measure(
            run, Hop.ADDRESS, self._modem.contexts(), lambda reading: address_facts(reading, wanted)
        )
        return _with_card(measured, run)

    async def _identity(self, port: str) -> Answer[Identity]:
        """Who answers on the port; asked anew when the modem was open already."""
        modem = self._modem
        was_open = modem.snapshot.link is Link.OPEN and modem.snapshot.url == port
        await modem.attach(port)
        if not was_open:
            return await modem.identify()
        answer = await modem.inquire((Question.IDENTITY,))
        return Answer(answer.value.identity or Identity(), answer.exchanges)

    async def _measure(
        self, run: RunContext, hop: Hop, question: Awaitable[Answer[T]], told: Callable[[T], Facts]
    ) -> Measurement:
        with self._heard() as heard:
            try:
                answer = await self._in_time(hop, heard, question)
            except PortFault as fault:
                return _refused(run, fault, heard, {})
        return Measurement(told(answer.value), _evidence(run, answer.exchanges))

    async def _in_time(self, hop: Hop, heard: list[Exchange], question: Awaitable[Answer[T]]) -> Answer[T]:
        """The answer; for a modem that has fallen silent PortFault before the hop's own limit ends all.

        TimeoutError for one that answers, but too slowly.
        """
        try:
            async with asyncio.timeout(TIME_LIMIT_S[hop] - _TIME_TO_TELL_S):
                return await question
        except TimeoutError:
            if heard and heard[-1].final:
                raise
        raise PortFault(PortReason.SILENT, {"port": self._modem.snapshot.url})

    @contextmanager
    def _heard(self) -> Iterator[list[Exchange]]:
        """What the modem answers meanwhile: the evidence of a question that comes to nothing."""
        heard: list[Exchange] = []
        stop_listening = self._modem.exchanged.connect(heard.append)
        try:
            yield heard
        finally:
            stop_listening()


def _with_card(measured: Measurement, run: RunContext) -> Measurement:
    """The same with the card's number, which a carrier asks for when the APN or the address is wrong."""
    sim = run.results.get(Hop.SIM)
    iccid = sim.measured.get("iccid") if sim else None
    return replace(measured, facts={**measured.facts, "iccid": iccid}) if iccid else measured


def _refused(run: RunContext, fault: PortFault, heard: Iterable[Exchange], facts: Facts) -> Measurement:
    seen = " ".join((fault.code, *(f"{name}={value}" for name, value in fault.evidence.items())))
    told = Evidence(EvidenceKind.PROBE, run.at_ms(), str(facts.get("port", "modem")), seen)
    return Measurement(facts, (*_evidence(run, heard), told), fault.code, fault.evidence)


def _evidence(run: RunContext, exchanges: Iterable[Exchange]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            EvidenceKind.AT,
            run.at_ms(exchange.sent_ns),
            exchange.command,
            "\n".join((*exchange.lines, exchange.final or "(no final result)")),
        )
        for exchange in exchanges
    )
