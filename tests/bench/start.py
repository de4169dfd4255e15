"""From the start of the process to the first paint of our window, against an empty QMainWindow.

Both on the offscreen platform, with the same Python, PySide6 and window size; the peer imports QtWidgets and
nothing else. Ours is the whole program as `linkwright` starts it: settings, theme, chain bar, first panel.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

from tests.bench import Comparison, Contender, main

PEER = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: print("painted", flush=True))
application = QApplication([])
window = Window()
window.resize(1440, 900)
window.show()
application.exec()
"""

OURS = """
import sys
from ui.shell.window import Window
build = Window.__init__
def build_and_tell(window, *arguments, **options):
    build(window, *arguments, **options)
    window.painted.connect(lambda: print("painted", flush=True))
Window.__init__ = build_and_tell
from ui.__main__ import main
sys.argv = ["linkwright"]
sys.exit(main())
"""


def time_to_paint_ms(program: str) -> float:
    with tempfile.TemporaryDirectory() as home:
        settings = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), home)
        environment = {**os.environ, **settings, "QT_QPA_PLATFORM": "offscreen"}
        # As installed: Python compiles a module once, not at every start; the peer's come compiled already.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            elapsed_ms = (time.perf_counter() - started) * 1000
        finally:
            process.kill()
            process.communicate()
    if line.strip() != "painted":
        raise RuntimeError(f"the window was not painted: {line!r}")
    return elapsed_ms


if __name__ == "__main__":
    comparison = Comparison(
        bench="start",
        unit="ms",
        ours=Contender("Linkwright's window", lambda: time_to_paint_ms(OURS)),
        peer=Contender("empty QMainWindow", lambda: time_to_paint_ms(PEER)),
        limit=1.6,
    )
    sys.exit(main([comparison], rounds=9))
