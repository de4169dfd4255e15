"""`linkwright modem`: ports, one status, a stream of readings, one AT command."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from app.cli.outcome import FOUND, PASSED, USAGE
from app.cli.output import emit_json, emit_json_line, say_fault
from app.words import _

if TYPE_CHECKING:
    from app.modem.service import Modem

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


@click.group()
def command() -> None:
    """Ports, state and signal of modems, and AT commands."""


def _options(function: F) -> F:
    """What every command that talks to a modem takes."""
    for option in (
        click.option("--port", metavar="PORT", help="Where the modem is; without it, it is looked for."),
        click.option("--scenario", metavar="NAME", help="The simulated modem of this scenario of the lab."),
        click.option("--json", "as_json", is_flag=True, help="JSON on standard output."),
        click.option("--unmask", is_flag=True, help="Show identities in full."),
    ):
        function = option(function)
    return function


@command.command("list")
@click.option("--probe", "asked", is_flag=True, help="Ask the ports of known modems whether they answer AT.")
@click.option("--unknown", is_flag=True, help="With --probe: ask the ports of unknown devices too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@click.option("--unmask", is_flag=True, help="Show serial numbers in full.")
def list_ports(asked: bool, unknown: bool, as_json: bool, unmask: bool) -> int:
    """The serial ports of this computer, and which of them are a modem's; exit 1 when none answers."""
    from app.cli.modem_output import port_line, ports_document
    from app.modem.discovery import Probe, find_modems, found_ports

    ports = found_ports()
    probes: tuple[Probe, ...] = ()
    if asked:
        probes = asyncio.run(find_modems(ports, also_unknown=unknown))
    if as_json:
        emit_json(ports_document(ports, probes, masked=not unmask))
    else:
        for port in ports:
            click.echo(port_line(port, probes))
        if not ports:
            click.echo(_("No serial port was found."))
    return FOUND if asked and not any(probe.answers for probe in probes) else PASSED


@command.command()
@_options
def status(port: str | None, scenario: str | None, as_json: bool, unmask: bool) -> int:
    """Everything that one modem tells, once; exit 1 when it has no SIM, no network or no session."""
    from app.cli.modem_status import has_session, status_document, status_lines, take_status

    async def work() -> Any:
        async with _modem(port, scenario) as modem:
            return await take_status(modem)

    told = _run(work())
    if as_json:
        emit_json(status_document(told, masked=not unmask))
    else:
        for line in status_lines(told, masked=not unmask):
            click.echo(line)
    return PASSED if has_session(told) else FOUND


@command.command()
@_options
@click.option(
    "--interval", metavar="SECONDS", type=click.FloatRange(0.2, 3600), default=1.0, show_default=True
)
@click.option("--duration", metavar="SECONDS", type=click.FloatRange(0.1), help="Without it, until Ctrl-C.")
def watch(
    port: str | None,
    scenario: str | None,
    as_json: bool,
    unmask: bool,
    interval: float,
    duration: float | None,
) -> int:
    """Levels as they are read, and every change of cell, network, session or SIM; one line each."""
    from app.cli.modem_watch import News, follow, news_document, news_line
    from app.core.clock import Clock

    clock = Clock.start()

    def tell(news: News) -> None:
        if as_json:
            emit_json_line(news_document(news, clock, masked=not unmask))
        else:
            click.echo(news_line(news, clock))

    async def work() -> None:
        async with _modem(port, scenario) as modem:
            await follow(modem, interval, duration, tell)

    _run(work())
    return PASSED


@command.command("at")
@_options
@click.argument("text", metavar="COMMAND")
@click.option("--timeout", metavar="SECONDS", type=click.FloatRange(0.1, 600), help="Of the reply.")
@click.option("--yes", "consent", is_flag=True, help="Send it although it may change or disturb the modem.")
def at_command(
    port: str | None,
    scenario: str | None,
    as_json: bool,
    unmask: bool,
    text: str,
    timeout: float | None,
    consent: bool,
) -> int:
    """Send one AT command as it is and print the reply; exit 1 unless the modem says OK.

    Nothing else is changed: no settings are borrowed for it.
    """
    from app.cli.modem_output import exchange_document, exchange_lines
    from app.modem.at import Exchange
    from app.modem.dialogue import Dialogue
    from app.modem.effects import effect_of
    from app.modem.service import ModemFault, ModemReason

    effect = effect_of(text)
    if not effect.is_harmless and not consent:
        say_fault(ModemFault(ModemReason.NEEDS_CONSENT, {"command": text, "effect": effect.value}))
        return USAGE

    async def work() -> Exchange:
        dialogue = Dialogue.silent()
        async with _place(port, scenario) as url:
            await dialogue.open(url)
            try:
                return await dialogue.ask(text, time_limit_s=timeout)
            finally:
                await dialogue.close()

    exchange = _run(work())
    if as_json:
        emit_json(exchange_document(exchange, effect, masked=not unmask))
    else:
        for line in exchange_lines(exchange, masked=not unmask):
            click.echo(line)
    return PASSED if exchange.ok else FOUND


def _run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


@asynccontextmanager
async def _modem(port: str | None, scenario: str | None) -> AsyncIterator[Modem]:
    from app.modem.service import Modem

    modem = Modem()
    async with _place(port, scenario) as url:
        await modem.open(url)
        try:
            yield modem
        finally:
            await modem.close()


@asynccontextmanager
async def _place(port: str | None, scenario: str | None) -> AsyncIterator[str]:
    """Where the modem is. Raises PortFault when there is none, ScenarioFault for an unknown scenario."""
    from app.modem.discovery import first_at_port
    from app.modem.port import PortFault, PortReason

    if port is not None and scenario is not None:
        raise click.UsageError(_("Either --port or --scenario."))
    if scenario is not None:
        from app.lab import scenario as scenarios
        from app.lab.modem import SimulatedModem

        with SimulatedModem(scenarios.load(scenario).modem) as simulated:
            yield simulated.url
        return
    found = port or await first_at_port()
    if found is None:
        raise PortFault(PortReason.NOT_FOUND)
    yield found
