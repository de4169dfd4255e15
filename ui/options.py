"""What the command line asks of the window; free of Qt, so that the front door can be quick."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """theme: "light", "dark" or None for what the settings say. run_check: start a run at once."""

    lab: bool = False
    scenario: str | None = None
    site: Path | None = None
    recording: Path | None = None
    theme: str | None = None
    run_check: bool = False
