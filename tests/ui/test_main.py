"""The whole program as it is started and ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from ui.shell.window import Window
build = Window.__init__
def and_tell(window, *arguments, **options):
    build(window, *arguments, **options)
    window.painted.connect(lambda: print("painted", flush=True))
    if "leave" in sys.argv:
        QTimer.singleShot(1500, window.close)
Window.__init__ = and_tell
from ui.main import main
from ui.options import WindowOptions
sys.exit(main(WindowOptions(lab="lab" in sys.argv)))
"""


def _start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        **dict.fromkeys(("XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"), str(home)),
    }
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_paints_runs_and_leaves_when_the_window_is_closed(tmp_path: Path) -> None:
    process = _start(tmp_path, "lab", "leave")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (0, "painted\n", "")
    assert list(tmp_path.rglob("settings.json"))
    assert list(tmp_path.rglob("linkwright.log"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_ctrl_c_and_a_polite_request_end_it_cleanly(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    process = _start(tmp_path, "lab")
    assert process.stdout is not None
    assert process.stdout.readline() == "painted\n"
    time.sleep(1.5)  # the loop and the lab are up
    process.send_signal(number)
    _out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (code, "")


def test_a_damaged_settings_file_does_not_keep_it_from_starting(tmp_path: Path) -> None:
    file = tmp_path / "linkwright" / "settings.json"
    file.parent.mkdir()
    file.write_bytes(b"\x00\xff{")
    process = _start(tmp_path, "leave")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (0, "painted\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
@pytest.mark.parametrize("language", ["en", "de", "es"])
@pytest.mark.parametrize("arguments", [[], ["--lab"]])
def test_without_a_screen_it_says_what_to_do_before_qt_is_there(
    tmp_path: Path, arguments: list[str], language: str
) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM")
    }
    environment |= {"XDG_CONFIG_HOME": str(tmp_path), "LINKWRIGHT_LANGUAGE": language, "DISPLAY": ""}
    program = (
        "import sys, ui.__main__; code = ui.__main__.main(); print('PySide6' in sys.modules); exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={**environment, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (3, "False\n")
    title, *rest = done.stderr.splitlines()
    said = {
        "en": "There is no screen here",
        "de": "Hier gibt es keinen Bildschirm",
        "es": "Aquí no hay pantalla",
    }
    assert title == said[language]
    for needed in ("DISPLAY", "linkwright check --lab", "QT_QPA_PLATFORM=offscreen"):
        assert needed in "\n".join(rest)


def test_the_first_paint_waits_for_nothing_heavy() -> None:
    """What the start does not need is imported after the window is painted."""
    check = """
import sys
from ui.main import main
from ui.shell import window
from ui.faults import Faults
from ui.theme import Theme
heavy = ["asyncio", "qasync", "pydantic", "numpy", "pyqtgraph", "jinja2", "cryptography", "paho", "serial"]
print([name for name in [*heavy, "app.chain.run"] if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, timeout=60)
    assert done.stdout == "[]\n"
