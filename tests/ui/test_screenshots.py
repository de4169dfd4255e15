"""Pictures are made from the real window on the lab."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

from ui.screenshots import SHOTS, chosen


def test_what_is_asked_for_is_what_is_taken() -> None:
    assert chosen() == list(SHOTS)
    assert [shot.name for shot in chosen("overview-h")] == ["overview-healthy"]
    assert [shot.scenario for shot in chosen(scenario="no-sim")] == ["no-sim"]
    everything = chosen(every=True, names=["healthy", "no-sim"])
    assert [shot.name for shot in everything].count("overview-healthy") == 1
    assert everything[-1].name == "overview-no-sim"


def test_a_picture_of_a_check_on_the_lab(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "ui.screenshots",
            "--scenario",
            "no-sim",
            "--theme",
            "dark",
            "--out",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    path = tmp_path / "overview-no-sim-dark.png"
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{path}\n", "")
    image = QImage(str(path))
    assert (image.width(), image.height()) == (1440, 900)
    assert image.pixelColor(400, 880).lightness() < 80
