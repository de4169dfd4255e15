"""Runs one server of the lab for its owner, and ends it and its folder when the owner is gone.

Started as a script: `guard.py FOLDER COMMAND...`, with a pipe from the owner as standard input. The pipe ends
when the owner closes it or dies, however it dies. Standard library only, so that it starts at once.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

LOG_NAME = "server.log"
_GRACE_S = 2.0


def main(folder: Path, command: list[str]) -> int:
    with (folder / LOG_NAME).open("ab") as log:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
    let_go = threading.Event()

    def terminated(_signal: int, _frame: FrameType | None) -> None:
        let_go.set()
        child.terminate()

    signal.signal(signal.SIGTERM, terminated)
    threading.Thread(target=_end_with_owner, args=(child, let_go), daemon=True).start()
    code = child.wait()
    if let_go.is_set():  # otherwise the server ended by itself, and the owner reads in the log why
        shutil.rmtree(folder, ignore_errors=True)
    return code


def _end_with_owner(child: subprocess.Popen[bytes], let_go: threading.Event) -> None:
    while os.read(0, 1):  # not sys.stdin: its lock would be held at exit
        pass
    let_go.set()
    child.terminate()
    try:
        child.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        child.kill()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
