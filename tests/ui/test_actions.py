"""The table of actions holds together."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence

from ui.actions import ACTIONS, Condition, action
from ui.panels import PANELS


def test_keys_and_shortcuts_are_used_once() -> None:
    keys = Counter(entry.key for entry in ACTIONS)
    shortcuts = Counter(keys for entry in ACTIONS for keys in entry.shortcuts)
    shortcuts.update(f"Ctrl+{place}" for place in range(1, len(PANELS) + 1))
    assert max(keys.values()) == 1
    assert max(shortcuts.values()) == 1


@pytest.mark.parametrize("entry", ACTIONS, ids=lambda entry: entry.key)
def test_titles_are_words_and_shortcuts_are_qt_s(entry: object) -> None:
    made = action(entry.key)
    assert made.text
    assert made.text[0].isupper()
    for keys in made.shortcuts:
        assert not QKeySequence(keys).isEmpty()


def test_an_action_is_enabled_when_all_it_needs_is_true() -> None:
    run = action("check.run")
    assert not run.is_enabled(set())
    assert not run.is_enabled({Condition.SITE, Condition.RUNNING})
    assert run.is_enabled({Condition.SITE, Condition.IDLE, Condition.RESULT})
