"""Opens the window: application, theme and frame first, then the loop, the services and what was asked."""

from __future__ import annotations

import logging
import signal
import sys
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.core.settings import SettingsFile, default_path
from ui.faults import Faults
from ui.loop import let_paint, run
from ui.options import WindowOptions
from ui.shell.window import Window
from ui.theme import Choice, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

_SWITCH_INTERVAL_S = 0.001  # threads that stamp times wait at most this long for the interpreter
_INTERRUPTED = 130


def main(options: WindowOptions) -> int:
    """Show the window until it is closed; returns the exit code."""
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    application = _application()
    faults = Faults()
    faults.install()
    try:
        settings = SettingsFile(default_path())
        _choose_language(settings)
        theme = Theme(application, Choice(options.theme or settings.value.theme))
        window = Window()
        window.restore(settings.value.geometry)
        window.show()
        let_paint(application)  # before anything heavy is imported
        return _run(application, window, settings, theme, faults, options)
    except KeyboardInterrupt:
        return _INTERRUPTED
    finally:
        faults.uninstall()


def _run(
    application: QApplication,
    window: Window,
    settings: SettingsFile,
    theme: Theme,
    faults: Faults,
    options: WindowOptions,
) -> int:
    async def live() -> int:
        import asyncio

        left = asyncio.Event()
        window.closing.connect(left.set)
        _on_termination(left.set)
        faults.watch(asyncio.get_running_loop())

        from app.composition import Services
        from ui.session import Session

        services = Services(faults.report)
        session = Session(window, services, settings, theme, faults)
        try:
            await session.start(options)
            await left.wait()
        finally:
            await session.close()
            await services.close()
            window.hide()
            window.deleteLater()
        return 0

    return run(application, live())


def _application() -> QApplication:
    QApplication.setApplicationName("linkwright")
    QApplication.setApplicationDisplayName("Linkwright")
    QApplication.setDesktopFileName("linkwright")
    existing = QApplication.instance()
    return existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])


def _choose_language(settings: SettingsFile) -> None:
    from app.words.catalogue import use

    use(settings.value.language)


def _on_termination(leave: Callable[[], None]) -> None:
    """A polite request to end closes the window as a person would; Ctrl-C is the runner's own."""
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, lambda _number, _frame: leave())
