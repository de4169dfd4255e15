"""The one event loop: Qt's, driven by asyncio through qasync."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

# qasync takes whichever binding is imported already, so PySide6 comes first.
from PySide6.QtWidgets import QApplication, QDialog

import qasync  # isort: skip


def run(application: QApplication, main: Coroutine[Any, Any, int]) -> int:
    """Run main until it returns. Closing windows does not stop the loop: main decides."""
    application.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
        return runner.run(main)


async def ask(dialog: QDialog) -> int:
    """Show a dialog and await its result; it is gone afterwards, also when the waiting is cancelled.

    Never exec(): a nested event loop inside a task strands the other tasks.
    """
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def settle(result: int) -> None:
        if not answer.done():
            answer.set_result(result)

    dialog.finished.connect(settle)
    dialog.open()
    try:
        return await answer
    finally:
        dialog.close()
        dialog.deleteLater()
