"""Cycles are collected, and only on the thread of the window."""

from __future__ import annotations

import gc
import threading
import weakref

from pytestqt.qtbot import QtBot

from ui.garbage import Collector, collected_here


class Cycle:
    """Refers to itself, and notes on which thread it died."""

    def __init__(self, died_on: list[str]) -> None:
        self.me = self
        weakref.finalize(self, lambda: died_on.append(threading.current_thread().name)).atexit = False


def _litter(died_on: list[str], count: int = 3000) -> None:
    for _ in range(count):
        Cycle(died_on)


def test_another_thread_s_litter_is_collected_here(qtbot: QtBot) -> None:
    died_on: list[str] = []
    thread = threading.Thread(target=_litter, args=(died_on,), name="reader")
    with collected_here():
        thread.start()
        thread.join()
        assert died_on == []
        qtbot.waitUntil(lambda: len(died_on) > 1000)
    assert set(died_on) == {threading.main_thread().name}
    gc.disable()  # as the test found it


def test_nothing_is_done_while_little_has_come_together() -> None:
    collector = Collector()
    gc.collect()
    assert collector.look() is None
    keep = [[] for _ in range(gc.get_threshold()[0] + 500)]
    assert collector.look() == 0
    del keep
    collector.deleteLater()


def test_the_rest_is_collected_at_the_end() -> None:
    died_on: list[str] = []
    with collected_here():
        _litter(died_on, 10)
    assert len(died_on) == 10
    assert gc.isenabled()
    gc.disable()  # as the test found it
