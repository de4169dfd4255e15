"""What every test of the window lives under: Qt's loop where a test awaits, and no window left open.

A test either awaits (`run`) or waits with `qtbot`, never both: pytest-qt knows nothing of asyncio.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from ui.garbage import Collector


@pytest.fixture(scope="session")
def _collector(qapp: QApplication) -> Iterator[Collector]:
    collector = Collector()
    collector.start()
    yield collector
    collector.stop()


@pytest.fixture(autouse=True)
def _no_qt_object_dies_on_another_thread(_collector: Collector) -> Iterator[None]:
    """As in the program: see `ui.garbage`."""
    yield
    _collector.look()


@pytest.fixture
def run(qapp: QApplication) -> Iterator[Callable[[Coroutine[Any, Any, Any]], Any]]:
    """Runs a coroutine to its end on Qt's loop, as the window does."""
    qapp.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: QEventLoop(qapp)) as runner:
        yield runner.run


@pytest.fixture
def screen() -> str:
    """The name of a real X screen for a program started by the test (`DISPLAY`)."""
    name = os.environ.get("LINKWRIGHT_TEST_DISPLAY", "")
    if not name:
        pytest.skip("needs a screen of its own: `dev.py test` starts one where Xvfb is installed")
    return name


@pytest.fixture(autouse=True)
def _no_window_left(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    before = set(qapp.topLevelWidgets())
    yield
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [widget for widget in qapp.topLevelWidgets() if widget not in before and widget.isVisible()]
    names = [f"{type(widget).__name__} {widget.windowTitle()!r}" for widget in left]
    for widget in left:
        widget.close()
        widget.deleteLater()
    if names and request.node.get_closest_marker("leaves_windows") is None:
        pytest.fail(f"Windows left open: {', '.join(names)}", pytrace=False)
