"""Qt's loop under asyncio, and dialogs that can be awaited."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ui.loop import ask, let_paint

PROGRAM = """
import asyncio, sys
from PySide6.QtWidgets import QApplication, QWidget
from ui.loop import run
app = QApplication([])
window = QWidget()
window.show()
async def main():
    window.close()
    await asyncio.sleep(0.05)   # the loop outlives the last window
    return 7
sys.exit(run(app, main()))
"""


def test_run_returns_what_main_returns_and_outlives_the_last_window() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (7, "")


def test_a_dialog_s_answer_can_be_awaited(run: Callable[[Any], Any], qapp: QApplication) -> None:
    async def main() -> int:
        dialog = QDialog()
        QTimer.singleShot(10, dialog.accept)
        return await ask(dialog)

    assert run(main()) == QDialog.DialogCode.Accepted


def test_other_tasks_go_on_while_a_dialog_is_open(run: Callable[[Any], Any], qapp: QApplication) -> None:
    async def main() -> int:
        beats = 0

        async def beat() -> None:
            nonlocal beats
            while True:
                beats += 1
                await asyncio.sleep(0)

        dialog = QDialog()
        async with asyncio.TaskGroup() as group:
            beating = group.create_task(beat())
            QTimer.singleShot(50, dialog.reject)
            assert await ask(dialog) == QDialog.DialogCode.Rejected
            beating.cancel()
        return beats

    assert run(main()) > 3


def test_a_cancelled_question_takes_its_dialog_along(run: Callable[[Any], Any], qapp: QApplication) -> None:
    dialog = QDialog()

    async def main() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await ask(dialog)
        assert not dialog.isVisible()

    run(main())


def test_a_shown_window_is_painted_without_a_running_loop(qapp: QApplication) -> None:
    painted = []

    class Probe(QWidget):
        def paintEvent(self, event: Any) -> None:
            painted.append(event)

    probe = Probe()
    probe.show()
    let_paint(qapp)
    probe.close()
    assert painted
