"""The status line shows facts that fit; the pulse tells how late the loop is."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.shell.status_line import Pulse, StatusLine


def test_facts_are_shown_and_told_to_screen_readers(qtbot: QtBot) -> None:
    facts = ["Site file a.site.toml", "No broker"]
    line = StatusLine(lambda: facts)
    qtbot.addWidget(line)
    line.refresh()
    assert line.facts == tuple(facts)
    assert line.accessibleName() == "Site file a.site.toml, No broker"


def test_what_does_not_fit_is_left_out(qtbot: QtBot) -> None:
    line = StatusLine(lambda: ["short", "x" * 400])
    qtbot.addWidget(line)
    line.resize(300, line.height())
    line.refresh()
    both = line.grab().toImage()
    only = StatusLine(lambda: ["short"])
    qtbot.addWidget(only)
    only.resize(300, only.height())
    only.refresh()
    assert both == only.grab().toImage()


def test_a_blocked_loop_is_seen(qtbot: QtBot) -> None:
    owner = QObject()
    pulse = Pulse(owner)
    told: list[float] = []
    pulse.told.connect(told.append)
    pulse.start()
    time.sleep(0.5)  # the loop stands still
    qtbot.waitUntil(lambda: bool(told), timeout=5000)
    pulse.stop()
    assert told[0] >= 250
