"""Pictures of the real window on the lab's scenarios: `python -m ui.screenshots`.

    --only NAME      one picture, or those whose name begins with it
    --scenario NAME  the Overview in this scenario instead of the usual pictures
    --theme light    in one theme; both where it is not given
    --out DIR        docs/screenshots where it is not given
    --all            the Overview in every scenario as well

No screen is needed. Nothing of the person's settings is read or written.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from app.core.settings import SettingsFile
from ui.faults import Faults
from ui.loop import run
from ui.options import WindowOptions
from ui.shell.window import Window
from ui.theme import STYLE, Choice, Theme

DOCS = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
SIZE = (1440, 900)
THEMES = ("light", "dark")

_SETTLE_S = 0.4
_NO_FONT = 3


@dataclass(frozen=True, slots=True)
class Shot:
    """scenario: None for the window without a site. panel: None leaves what is shown. keys: actions to do."""

    name: str
    scenario: str | None
    panel: str | None = "overview"
    keys: tuple[str, ...] = ()
    typed: str = ""
    settle_s: float = _SETTLE_S


SHOTS: tuple[Shot, ...] = (
    Shot("welcome", None, None),
    Shot("overview-healthy", "healthy", settle_s=6.0),
    Shot("overview-wrong-apn", "wrong-apn"),
    Shot("overview-cgnat", "cgnat"),
    Shot("palette", "healthy", keys=("palette.open",), typed="re"),
    Shot("topics", "healthy", "topics", settle_s=4.0),
    Shot("tracer", "healthy", "tracer", settle_s=4.0),
    Shot("modem", "healthy", "modem", settle_s=6.0),
    Shot("reach", "healthy", "reach", settle_s=4.0),
)


def chosen(
    only: str | None = None, scenario: str | None = None, *, every: bool = False, names: Sequence[str] = ()
) -> list[Shot]:
    """The pictures that these options ask for. names: all scenarios that there are."""
    if scenario is not None:
        return [Shot(f"overview-{scenario}", scenario)]
    shots = list(SHOTS)
    if every:
        known = {shot.name for shot in shots}
        shots += [Shot(f"overview-{name}", name) for name in names if f"overview-{name}" not in known]
    return [shot for shot in shots if only is None or shot.name.startswith(only)]


async def take(shots: Sequence[Shot], themes: Sequence[str], out: Path, told: Callable[[str], None]) -> int:
    """Take the pictures, a running world a scenario; returns how many were written."""
    count = 0
    by_world = sorted(shots, key=lambda shot: shot.scenario or "")
    for scenario, group in groupby(by_world, key=lambda shot: shot.scenario):
        count += await _take_in_world(scenario, list(group), themes, out, told)
    return count


async def _take_in_world(
    scenario: str | None, shots: Sequence[Shot], themes: Sequence[str], out: Path, told: Callable[[str], None]
) -> int:
    async with _open_window(scenario) as (window, theme):
        count = 0
        for shot in shots:
            if shot.panel is not None and window.show_panel(shot.panel) is None:
                continue  # a panel that is not part of this installation
            for key in shot.keys:
                window.do(key)
            if shot.typed and window.palette_view is not None:
                window.palette_view.field.setText(shot.typed)
            await asyncio.sleep(shot.settle_s)
            for name in themes:
                path = out / f"{shot.name}-{name}.png"
                theme.choose(Choice(name))
                await asyncio.sleep(_SETTLE_S)
                if not window.grab().save(str(path)):
                    raise OSError(f"cannot write {path}")
                told(str(path))
                count += 1
            if window.palette_view is not None:
                window.palette_view.dismiss()
        return count


@asynccontextmanager
async def _open_window(scenario: str | None) -> AsyncIterator[tuple[Window, Theme]]:
    """The window as a person has it who opened this scenario and let the check run to its end."""
    from app.composition import Services
    from ui.session import Session

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    faults = Faults()
    services = Services(faults.report)
    theme = Theme(application, Choice.LIGHT)
    window = Window()
    window.resize(*SIZE)
    window.show()
    with tempfile.TemporaryDirectory(prefix="linkwright-shots-") as folder:
        session = Session(window, services, SettingsFile(Path(folder) / "settings.json"), theme, faults)
        try:
            await session.start(WindowOptions(lab=scenario is not None, scenario=scenario))
            if services.site is not None:
                await services.check.run(services.site)
            yield window, theme
        finally:
            await session.close()
            await services.close()
            window.hide()
            window.deleteLater()
            theme.deleteLater()
            faults.deleteLater()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ui.screenshots", description=__doc__.split("\n")[0])
    parser.add_argument("--only", metavar="NAME")
    parser.add_argument("--scenario", metavar="NAME")
    parser.add_argument("--theme", choices=THEMES)
    parser.add_argument("--out", metavar="DIR", type=Path, default=DOCS)
    parser.add_argument("--all", action="store_true", dest="every")
    options = parser.parse_args(arguments)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from app.lab import scenario

    application = QApplication([sys.argv[0], *STYLE])
    if not QFontDatabase.families():
        sys.stderr.write("There is no font on this computer: the pictures would show empty boxes.\n")
        return _NO_FONT
    options.out.mkdir(parents=True, exist_ok=True)
    shots = chosen(options.only, options.scenario, every=options.every, names=scenario.names())
    themes = (options.theme,) if options.theme else THEMES

    async def work() -> int:
        return 0 if await take(shots, themes, options.out, _say) else 1

    return run(application, work())


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
