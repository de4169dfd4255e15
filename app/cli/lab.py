"""`linkwright lab`: the lab in the foreground, until Ctrl-C."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from app.cli.live import told_to_stop
from app.cli.outcome import PASSED
from app.cli.output import emit_json, say
from app.words import _
from app.words.lab import broker_note

if TYPE_CHECKING:
    from app.lab.world import World


@click.command()
@click.option("--scenario", metavar="NAME", default="healthy", show_default=True, help="Which world to play.")
@click.option("--list", "list_them", is_flag=True, help="The scenarios, and nothing else.")
def command(scenario: str, list_them: bool) -> int:
    """Start a broker, a modem and a link on this computer, and print where they are as JSON."""
    from app.lab import scenario as scenarios

    if list_them:
        for name in scenarios.names():
            click.echo(f"{name:20} {_(scenarios.load(name).about)}")
        return PASSED

    from app.lab.world import World

    async def stay() -> None:
        loop = asyncio.get_running_loop()

        def report(name: str, error: BaseException) -> None:
            loop.call_exception_handler({"message": name, "exception": error})

        stop = told_to_stop()  # before anybody hears that the lab is up
        world = World(scenarios.load(scenario), report)
        await world.start()
        try:
            emit_json(world.endpoints())
            say_notes(world)
            say(_("The lab is up. Ctrl-C ends it."))
            await stop.wait()
        finally:
            await world.close()

    asyncio.run(stay())
    return PASSED


def say_notes(world: World | None) -> None:
    """Where the lab's broker differs from what one would expect, on standard error."""
    for note in world.broker.notes if world else ():
        say(broker_note(note.value))
