"""Opens the window: settings first, then application, theme and frame, then the loop and the services."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from app.core.settings import SettingsFile, default_path
from app.words.catalogue import _, use
from ui.options import WindowOptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from ui.faults import Faults
    from ui.shell.window import Window
    from ui.theme import Theme

_SWITCH_INTERVAL_S = 0.001  # threads that stamp times wait at most this long for the interpreter
_INTERRUPTED = 130
# Any one of them leads Qt to a screen on Linux, or names the platform that stands for one.
_WAYS_TO_A_SCREEN = ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM")


def main(options: WindowOptions) -> int:
    """Show the window until it is closed; returns the exit code."""
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    settings = SettingsFile(default_path())
    use(settings.value.language)
    if sys.platform == "linux" and not any(os.environ.get(name) for name in _WAYS_TO_A_SCREEN):
        return _without_screen()  # Qt would abort the process
    # Qt comes after what does without it: PySide reads the source of every module imported after itself.
    from ui.loop import let_paint
    from ui.shell.window import Window
    from ui.theme import Choice, Theme

    application = _application()
    theme = Theme(application, Choice(options.theme or settings.value.theme))
    window = Window()
    window.restore(settings.value.geometry)
    window.show()
    let_paint(application)  # before anything heavy is imported
    from ui.faults import Faults
    from ui.icons import application_icon

    application.setWindowIcon(application_icon())
    _keep_log()
    faults = Faults()
    faults.install()
    try:
        return _run(application, window, settings, theme, faults, options)
    except KeyboardInterrupt:
        return _INTERRUPTED
    finally:
        faults.uninstall()


def _without_screen() -> int:
    from app.cli.outcome import CANNOT
    from app.cli.output import say_advice
    from app.words import Advice

    say_advice(
        Advice(
            title=_("There is no screen here"),
            cause=_("Neither DISPLAY nor WAYLAND_DISPLAY is set."),
            remedy=_(
                "Use linkwright check --lab or linkwright check --site FILE, which need no window,"
                " or set QT_QPA_PLATFORM=offscreen."
            ),
        )
    )
    return CANNOT


def _run(
    application: QApplication,
    window: Window,
    settings: SettingsFile,
    theme: Theme,
    faults: Faults,
    options: WindowOptions,
) -> int:
    from ui.loop import run

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
    from PySide6.QtWidgets import QApplication

    from ui.theme import STYLE

    QApplication.setApplicationName("linkwright")
    QApplication.setApplicationDisplayName("Linkwright")
    QApplication.setDesktopFileName("linkwright")
    existing = QApplication.instance()
    return existing if isinstance(existing, QApplication) else QApplication([*sys.argv[:1], *STYLE])


def _keep_log() -> None:
    """Write what happens to the place that the system keeps for logs; without one the window works too."""
    from platformdirs import user_log_path

    from app.core.logs import log_to_file

    with suppress(OSError):
        log_to_file(user_log_path("linkwright", appauthor=False) / "linkwright.log")


def _on_termination(leave: Callable[[], None]) -> None:
    """A polite request to end closes the window as a person would; Ctrl-C is the runner's own."""
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, lambda _number, _frame: leave())
