"""The guard of a server: it ends with its owner, and tells when the server ends by itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.lab import guard

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]


def guarded(folder: Path, command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-S", guard.__file__, str(folder), *command], stdin=subprocess.PIPE
    )


def test_letting_go_ends_the_server_and_removes_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    folder.mkdir()
    with guarded(folder, SLEEPER) as process:
        log = folder / guard.LOG_NAME
        while not (log.exists() and log.read_text()):
            assert process.poll() is None
        assert process.stdin is not None
        process.stdin.close()
        process.wait(10)
    assert not folder.exists()


def test_a_server_that_ends_by_itself_leaves_its_log_and_its_exit_code(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('port taken')"]
    with guarded(tmp_path, command) as process:
        assert process.wait(10) == 1
    assert "port taken" in (tmp_path / guard.LOG_NAME).read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_server_that_does_not_listen_to_reason_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    folder.mkdir()
    stubborn = (
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    )
    with guarded(folder, [sys.executable, "-c", stubborn]) as process:
        log = folder / guard.LOG_NAME
        while not (log.exists() and log.read_text()):
            assert process.poll() is None
        assert process.stdin is not None
        process.stdin.close()
        process.wait(10)
    assert not folder.exists()
