"""Explanations of AT commands and of what they do."""

from __future__ import annotations

import pytest

from app.modem.effects import Effect, effect_of
from app.words.at_commands import COMMANDS, command_line, effect_line, effect_question


def test_a_command_is_explained_in_any_letter_case() -> None:
    assert command_line(" at+cereg? ") == command_line("AT+CEREG?") != ""
    assert command_line('AT+QENG="servingcell"')
    assert command_line("AT+NONE") == ""


@pytest.mark.parametrize("effect", [effect.value for effect in Effect])
def test_every_effect_has_a_line(effect: str) -> None:
    assert effect_line(effect).endswith(".")


def test_the_two_kinds_of_harm_are_told_apart() -> None:
    assert effect_question("disturbs") != effect_question("stores")


def test_what_is_offered_as_a_question_only_reads() -> None:
    asking = [command for command in COMMANDS if command.endswith("?") and not command.endswith("=?")]
    assert len(asking) > 10
    assert {effect_of(command) for command in asking} == {Effect.READS}
