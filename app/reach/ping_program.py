"""The system's own ping program, where there is no ping socket: its output read without its words."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from typing import Protocol

from app.reach.worker import Abandoned, Effort

_LOOK_NS = 20_000_000


class Wanted(Protocol):
    """What to send; see `app.reach.icmp.Series`."""

    @property
    def count(self) -> int: ...
    @property
    def interval_s(self) -> float: ...
    @property
    def timeout_s(self) -> float: ...
    @property
    def size_bytes(self) -> int: ...


def series(address: str, wanted: Wanted, effort: Effort) -> list[float | None] | None:
    """Round trip times in the order of the echoes; None where there is no ping program or it may not ping."""
    program = shutil.which("ping", path=os.pathsep.join([os.environ.get("PATH", ""), "/bin", "/sbin"]))
    if program is None:
        effort.note("not-permitted", "ping-program not installed")
        return None
    command = [program, *arguments(sys.platform, address, wanted)]
    effort.note("program", " ".join(command))
    output = _run(command, effort)
    times = windows_times(output) if sys.platform == "win32" else unix_times(output)
    if not times and not re.search(r"\d+ .*\d+", output):  # not even its statistics: it could not begin
        effort.note("not-permitted", output.strip()[:200])
        return None
    for sequence, rtt_ms in times.items():
        effort.note("answer", f"seq={sequence} rtt_ms={rtt_ms}")
    return [times.get(sequence) for sequence in range(wanted.count)]


def arguments(platform: str, address: str, wanted: Wanted) -> list[str]:
    """Linux counts -W in seconds, macOS in milliseconds; Windows has no interval but one second."""
    size, count = str(wanted.size_bytes), str(wanted.count)
    timeout_ms = str(max(1, int(wanted.timeout_s * 1000)))
    if platform == "win32":
        return ["-n", count, "-w", timeout_ms, "-l", size, address]
    interval = f"{max(0.2, wanted.interval_s):g}"  # less is for root only
    if platform == "darwin":
        return ["-n", "-c", count, "-i", interval, "-W", timeout_ms, "-s", size, address]
    return ["-n", "-c", count, "-i", interval, "-W", f"{wanted.timeout_s:g}", "-s", size, address]


def unix_times(output: str) -> dict[int, float]:
    """Sequence, from 0, to round trip in ms. iputils counts from 1, macOS and BusyBox from 0."""
    found = {int(seq): float(ms) for seq, ms in re.findall(r"seq=(\d+) .*?=([\d.]+) ms", output)}
    first = 1 if "icmp_seq=1 " in output and "icmp_seq=0 " not in output else 0
    return {sequence - first: rtt_ms for sequence, rtt_ms in found.items()}


def windows_times(output: str) -> dict[int, float]:
    """An answer is a line with exactly one `=12ms` or `<1ms`, in every language; the summary has three."""
    times: dict[int, float] = {}
    for line in output.splitlines():
        values = re.findall(r"[=<]\s*(\d+)\s*ms", line, re.IGNORECASE)
        if len(values) == 1:
            times[len(times)] = float(values[0])
    return times


def _run(command: list[str], effort: Effort) -> str:
    environment = {**os.environ, "LC_ALL": "C"}
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as process:
        try:
            while process.poll() is None and not effort.over:
                effort.wait(until_ns=time.perf_counter_ns() + _LOOK_NS)
        except Abandoned:
            process.kill()
            raise
        if process.poll() is None:
            process.kill()
        assert process.stdout is not None
        return process.stdout.read().decode("utf-8", "replace")
