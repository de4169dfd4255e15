"""The commands by name: where each lives and what it does. Nothing is imported before it is run."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

from app.cli.outcome import ReaderGone
from app.words.catalogue import N_, _


@dataclass(frozen=True, slots=True)
class Entry:
    """module: below app.cli; it has an object `command`. about: the line in the list of commands."""

    module: str
    about: str


COMMANDS: dict[str, Entry] = {
    "check": Entry("check", N_("The whole chain from the modem to the delivered message")),
    "lab": Entry("lab", N_("A whole world on this computer to try things on")),
    "topics": Entry("topics", N_("Messages of a broker as they come")),
    "trace": Entry("trace", N_("MQTT packets and their flows, live or from a capture")),
    "decode": Entry("decode", N_("MQTT packets from standard input, decoded")),
    "delivery": Entry("delivery", N_("Latency, loss and duplicates of messages through a broker")),
    "broker": Entry("broker", N_("What a broker can do and how well it keeps to the standard")),
    "cost": Entry("cost", N_("What the same messages cost over MQTT and HTTP")),
    "modem": Entry("modem", N_("Ports, state and signal of modems, and AT commands")),
    "parse-at": Entry("parse_at", N_("A modem's answer from standard input, parsed")),
    "probe": Entry("probe", N_("One reachability test: route, DNS, TCP, TLS and more")),
    "responder": Entry("responder", N_("The companion at the data centre that answers probes")),
    "record": Entry("record", N_("Recordings: what is in them, export, removal of identities")),
    "site": Entry("site", N_("Site files: check one")),
    "selftest": Entry("selftest", N_("Whether this copy has what it needs")),
}


class LazyGroup(click.Group):
    """A group that loads a command's module when that command is run, and none for the list of commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, entry in COMMANDS.items() if find_spec(f"app.cli.{entry.module}")]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: Any = import_module(f"app.cli.{COMMANDS[cmd_name].module}").command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Under another name: click itself would end with 1, which means a finding here.
            raise ReaderGone from None
        return result

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(COMMANDS[name].about)) for name in self.list_commands(ctx)])
