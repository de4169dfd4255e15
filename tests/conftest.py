"""What every test lives under: no screen, no real settings, and nothing left behind.

A test fails when it logs a warning it did not announce (`expects_log`), or when a task, a thread or a
process that it started is still there at its end.
"""

from __future__ import annotations

import asyncio
import asyncio.runners
import logging
import os
import re
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

_OWN_HOME = tempfile.TemporaryDirectory(prefix="linkwright-tests-")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
os.environ["LANGUAGE"] = "en"
for _name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
    os.environ[_name] = _OWN_HOME.name

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell that runs us in the background ignores Ctrl-C; programs that tests start would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)

import psutil  # noqa: E402 - after the environment is set, like everything that may look at it
import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

# The same examples on every machine, however slow; `--hypothesis-profile=search` looks for new ones.
settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")

GRACE_S = 2.0
"""How long what was told to end may take to be gone."""


class _Warnings(logging.Handler):
    """Collects what was logged at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _no_unexpected_warnings(request: pytest.FixtureRequest) -> Iterator[None]:
    patterns = [mark.args[0] for mark in request.node.iter_markers("expects_log")]
    handler = _Warnings()
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
    lines = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in handler.records]
    unexpected = [line for line in lines if not any(re.search(pattern, line) for pattern in patterns)]
    if unexpected:
        pytest.fail("Logged without being expected:\n" + "\n".join(unexpected), pytrace=False)


@pytest.fixture(autouse=True)
def _no_task_left(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """`asyncio.run` cancels silently what was left running; here that is a failure."""
    left: list[str] = []
    cancel_all = asyncio.runners._cancel_all_tasks  # type: ignore[attr-defined]

    def note_and_cancel(loop: asyncio.AbstractEventLoop) -> None:
        left.extend(repr(task.get_coro()) for task in asyncio.all_tasks(loop))
        cancel_all(loop)

    monkeypatch.setattr(asyncio.runners, "_cancel_all_tasks", note_and_cancel)
    yield
    if left and request.node.get_closest_marker("leaves_tasks") is None:
        pytest.fail("Tasks left running:\n" + "\n".join(left), pytrace=False)


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    threads, processes = _threads(), _processes()
    yield
    deadline = time.monotonic() + GRACE_S
    while (new := (_threads() - threads, _processes() - processes)) != (set(), set()):
        if time.monotonic() > deadline:
            names = [thread.name for thread in new[0]] + [_command(pid) for pid in new[1]]
            pytest.fail(f"Left behind: {', '.join(names)}", pytrace=False)
        time.sleep(0.01)


def _threads() -> set[threading.Thread]:
    """Threads that Python started; a foreign thread that once called us is not ours to end."""
    return {thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)}


def _processes() -> set[int]:
    """Our children that still run. Linux lists them at once; elsewhere every process is looked at."""
    own = Path("/proc/self/task")
    if not (own / str(os.getpid()) / "children").exists():
        return {child.pid for child in psutil.Process().children() if _runs(child)}
    listed = [int(pid) for thread in own.iterdir() for pid in _read(thread / "children").split()]
    return {pid for pid in listed if psutil.pid_exists(pid) and _runs(psutil.Process(pid))}


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:  # the thread ended meanwhile
        return ""


def _runs(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _command(pid: int) -> str:
    try:
        return " ".join(psutil.Process(pid).cmdline()) or f"process {pid}"
    except psutil.NoSuchProcess:
        return f"process {pid}"
