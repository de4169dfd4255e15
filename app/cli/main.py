"""The command line's front door: chooses the command and turns its end into an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from app.cli.commands import LazyGroup
from app.cli.outcome import USAGE, Outcome
from app.cli.output import say
from app.version import PROGRAM, VERSION
from app.words.catalogue import N_, _

OpenWindow = Callable[..., int]
"""Opens the window with the options lab, scenario, site, recording, theme, and returns the exit code."""


def main(arguments: Sequence[str] | None = None, open_window: OpenWindow | None = None) -> int:
    """Run one command, or open the window where there is one; returns the exit code and never raises."""
    with Outcome() as outcome:
        code = group.main(
            args=list(sys.argv[1:] if arguments is None else arguments),
            prog_name=PROGRAM.lower(),
            standalone_mode=False,
            obj=open_window,
        )
        outcome.code = code if isinstance(code, int) else 0
    return outcome.code


class TranslatedOption(click.Option):
    """An option whose help is translated when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        return (record[0], _(self.help)) if record and self.help else record


def _option(*names: str, about: str, **settings: Any) -> Callable[[Any], Any]:
    return click.option(*names, cls=TranslatedOption, help=about, **settings)


@click.group(
    cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(VERSION, message=f"{PROGRAM} {VERSION}")
@_option("--lab", is_flag=True, about=N_("Open the window on the lab."))
@_option("--scenario", metavar="NAME", about=N_("The lab's scenario; implies --lab."))
@_option(
    "--site", metavar="FILE", type=click.Path(path_type=Path), about=N_("Open the window on a site file.")
)
@_option(
    "--open", "recording", metavar="FILE", type=click.Path(path_type=Path), about=N_("Open a recording.")
)
@_option("--theme", type=click.Choice(["light", "dark", "system"]), about=N_("Colours of the window."))
@click.pass_context
def group(ctx: click.Context, /, **options: Any) -> int | None:
    given = [name for name, value in options.items() if value]
    if ctx.invoked_subcommand is not None:
        if given:
            raise click.UsageError(_("Options before a command are for the window; write them after it."))
        return None
    if ctx.obj is None:
        say(_("The window is not part of this entry. Start it with: linkwright"))
        say(ctx.get_help())
        return USAGE
    open_window: OpenWindow = ctx.obj
    return open_window(**{**options, "lab": options["lab"] or options["scenario"] is not None})


group.help = "Shows, hop by hop, whether a message gets from a cellular device to its server and back."
