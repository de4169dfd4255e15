"""The one sink for what nobody expected: log it with its traceback, tell it once, keep the window alive."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler, qVersion

from app.core.faults import Fault

if TYPE_CHECKING:
    import asyncio

log = logging.getLogger(__name__)

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """fault: set when it was an expected failure that nobody caught. details: for the clipboard, masked."""

    where: str
    details: str
    fault: Fault | None = None


class Faults(QObject):
    """Everything ends here: Python's hooks, threads, the loop, task scopes, Qt's messages.

    happened may be emitted from any thread; Qt carries it to the window's.
    """

    happened = Signal(object)  # Trouble

    def install(self) -> None:
        """Take over the hooks of this process."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook
        qInstallMessageHandler(self._qt_message)

    def uninstall(self) -> None:
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.set_exception_handler(self._loop_handler)

    def report(self, where: str, error: BaseException) -> None:
        """Log an exception and tell the window. Cancellation and Ctrl-C are no trouble."""
        import asyncio  # here: the window's first paint does not wait for it

        if isinstance(error, asyncio.CancelledError | KeyboardInterrupt | SystemExit):
            return
        log.error("in %s", where, exc_info=error)
        fault = error if isinstance(error, Fault) else None
        self.happened.emit(Trouble(where, details(where, error), fault))

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.report("the window", error)

    def _thread_hook(self, raised: threading.ExceptHookArgs) -> None:
        if raised.exc_value is not None:
            self.report(raised.thread.name if raised.thread else "a thread", raised.exc_value)

    def _loop_handler(self, loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
        error = context.get("exception")
        where = str(context.get("message", "the event loop"))
        if isinstance(error, BaseException):
            self.report(where, error)
        else:
            log.error("%s: %s", where, {key: repr(value) for key, value in context.items()})

    def _qt_message(self, kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
        log.log(_QT_LEVELS.get(kind, logging.WARNING), "Qt: %s", message)


def details(where: str, error: BaseException) -> str:
    """What the support needs: where, the traceback, the versions; identities masked."""
    import platform
    import traceback

    from app.core.masking import mask_identities

    lines = [
        f"Linkwright on Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}",
        f"In: {where}",
        "",
        *traceback.format_exception(error),
    ]
    if isinstance(error, Fault):
        lines += [f"{name}: {value}" for name, value in error.evidence.items()]
    return mask_identities("\n".join(line.rstrip("\n") for line in lines))
