"""The program as a process of its own, with a folder for temporary files that shows what it leaves behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import psutil

ROOT = Path(__file__).parents[3]
LIMIT_S = 60


class Program:
    """`python -m app ARGUMENTS`, started at once; `end` waits for it. `temp` is empty when all is well."""

    def __init__(self, temp: Path, *arguments: str) -> None:
        self.temp = temp / "temp"
        self.temp.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", *arguments],
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(self.temp), "TEMP": str(self.temp), "TMP": str(self.temp)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    @property
    def stdout(self) -> IO[str]:
        assert self.process.stdout is not None
        return self.process.stdout

    def end(self) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        out, err = self.process.communicate(timeout=LIMIT_S)
        return self.process.returncode, out, err

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def files(self) -> list[str]:
        return sorted(entry.name for entry in self.temp.iterdir())


def run(temp: Path, *arguments: str) -> tuple[int, str, str]:
    with Program(temp, *arguments) as program:
        ended = program.end()
        assert program.files() == []
        return ended


def until(true: Callable[[], bool], limit_s: float = 15) -> None:
    deadline = time.monotonic() + limit_s
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
