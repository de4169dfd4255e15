"""The table of commands: each that is there can be loaded and is a command."""

from __future__ import annotations

import click
import pytest

from app.cli.commands import COMMANDS
from app.cli.main import group

CONTEXT = click.Context(group)


@pytest.mark.parametrize("name", group.list_commands(CONTEXT))
def test_every_command_that_is_listed_loads_and_has_help(name: str) -> None:
    command = group.get_command(CONTEXT, name)
    assert command is not None
    assert command.get_help(click.Context(command, info_name=name))


def test_the_list_is_in_the_order_of_the_table_and_unknown_names_are_none() -> None:
    listed = group.list_commands(CONTEXT)
    assert listed == [name for name in COMMANDS if name in listed]
    assert group.get_command(CONTEXT, "nosuch") is None
