"""The one event loop: Qt's, driven by asyncio through qasync."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from PySide6.QtWidgets import QApplication, QDialog

from ui.garbage import collected_here

_WORKERS = 8

# asyncio and qasync are imported where they are needed: the window's first paint does not wait for them.


def let_paint(application: QApplication) -> None:
    """Handle what has come in so far, so that a window just shown is painted. Only before `run`."""
    application.processEvents()


def run(application: QApplication, main: Coroutine[Any, Any, int]) -> int:
    """Run main until it returns. Closing windows does not stop the loop: main decides."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    import qasync  # takes the binding that is imported already: PySide6

    def make() -> asyncio.AbstractEventLoop:
        loop: asyncio.AbstractEventLoop = qasync.QEventLoop(application)
        # Not qasync's own, which keeps ten QThreads: Python's threads start when they are needed.
        loop.set_default_executor(ThreadPoolExecutor(_WORKERS, thread_name_prefix="worker"))
        return loop

    application.setQuitOnLastWindowClosed(False)
    with collected_here(), asyncio.Runner(loop_factory=make) as runner:
        return runner.run(main)


async def ask(dialog: QDialog) -> int:
    """Show a dialog and await its result; it is gone afterwards, also when the waiting is cancelled.

    Never exec(): a nested event loop inside a task strands the other tasks.
    """
    import asyncio

    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def settle(result: int) -> None:
        if not answer.done():
            answer.set_result(result)

    dialog.finished.connect(settle)
    dialog.open()
    try:
        return await answer
    finally:
        dialog.hide()
        dialog.deleteLater()
