"""The front door `linkwright`: commands go to `app.cli` before Qt is imported, else the window opens."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """The console script; returns the exit code."""
    if len(sys.argv) == 1:  # a double click: no options to read, and nothing that reads them
        return _open_window(lab=False, scenario=None, site=None, recording=None, theme=None)
    from app.cli import main as command_line

    return command_line.main(open_window=_open_window)


def _open_window(
    *, lab: bool, scenario: str | None, site: Path | None, recording: Path | None, theme: str | None
) -> int:
    from ui.main import main as open_window
    from ui.options import WindowOptions

    options = WindowOptions(
        lab=lab,
        scenario=scenario,
        site=site,
        recording=recording,
        theme=None if theme == "system" else theme,
        run_check=lab,  # the lab is there to show a check; a live link waits for its person
    )
    return open_window(options)


if __name__ == "__main__":
    sys.exit(main())
