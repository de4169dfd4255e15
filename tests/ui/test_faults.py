"""Whatever goes wrong where nobody looks ends in one place."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.faults import Fault
from app.core.tasks import TaskScope
from ui.faults import Faults, Trouble, details


class Reason(Enum):
    LOST = "test-lost"


@pytest.fixture
def faults(qapp: QApplication) -> Iterator[Faults]:
    hooks = sys.excepthook, threading.excepthook
    made = Faults()
    made.install()
    yield made
    made.uninstall()
    sys.excepthook, threading.excepthook = hooks
    made.deleteLater()


@pytest.fixture
def troubles(faults: Faults) -> list[Trouble]:
    seen: list[Trouble] = []
    faults.happened.connect(seen.append)
    return seen


@pytest.mark.expects_log("in the window")
def test_an_exception_on_the_main_thread_is_told(faults: Faults, troubles: list[Trouble]) -> None:
    try:
        raise ZeroDivisionError("secret 8931080019012345678")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    [trouble] = troubles
    assert "ZeroDivisionError" in trouble.details
    assert "8931080019012345678" not in trouble.details
    assert trouble.fault is None


@pytest.mark.expects_log("in worker")
def test_an_exception_in_a_thread_reaches_the_window(
    faults: Faults, troubles: list[Trouble], qtbot: QtBot
) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    thread = threading.Thread(target=fail, name="worker")
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(troubles) == 1)
    assert troubles[0].where == "worker"


@pytest.mark.expects_log("in poll")
def test_a_task_that_fails_is_told_and_a_cancelled_one_is_not(
    faults: Faults, troubles: list[Trouble], run: Callable[[Any], Any]
) -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    async def main() -> None:
        scope = TaskScope(faults.report)
        scope.start(fail(), name="poll")
        scope.start(asyncio.sleep(60), name="sleep")
        await asyncio.sleep(0.05)
        await scope.close()

    run(main())
    assert [trouble.where for trouble in troubles] == ["poll"]


@pytest.mark.expects_log("callback")
def test_a_callback_that_fails_on_the_loop_is_told(
    faults: Faults, troubles: list[Trouble], run: Callable[[Any], Any]
) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    async def main() -> None:
        loop = asyncio.get_running_loop()
        faults.watch(loop)
        loop.call_exception_handler({"message": "in a callback", "exception": ZeroDivisionError()})
        loop.call_exception_handler({"message": "callback without exception"})

    run(main())
    assert [trouble.where for trouble in troubles] == ["in a callback"]


@pytest.mark.expects_log("in asking")
def test_an_expected_failure_keeps_its_code(faults: Faults, troubles: list[Trouble]) -> None:
    faults.report("asking", Fault(Reason.LOST, {"port": "ttyUSB2"}))
    [trouble] = troubles
    assert trouble.fault is not None
    assert trouble.fault.code == "test-lost"
    assert "port: ttyUSB2" in trouble.details


def test_leaving_is_no_trouble(faults: Faults, troubles: list[Trouble]) -> None:
    for error in (asyncio.CancelledError(), KeyboardInterrupt(), SystemExit()):
        faults.report("leaving", error)
    assert troubles == []


@pytest.mark.expects_log("Qt: from Qt")
def test_qt_s_messages_go_to_the_log(faults: Faults, caplog: pytest.LogCaptureFixture) -> None:
    faults.install()  # over pytest-qt's own, which would fail the test
    qWarning("from Qt")
    assert "Qt: from Qt" in caplog.text


def test_details_name_versions_and_place() -> None:
    text = details("the modem panel", ZeroDivisionError("x"))
    assert "Python" in text
    assert "Qt 6" in text
    assert "the modem panel" in text
