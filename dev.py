#!/usr/bin/env python3
"""The developer's front door: prepares a fresh clone by itself, then runs, tests, measures or packages it.

Standard library only. What it makes stays inside the clone: `.venv` (environment) and `out` (results).
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "prepared.json"
LOCKS = ROOT / "packaging" / "lock"
OUT = ROOT / "out"
PREPARATION = 1  # raise it when prepare() changes, so that existing environments are made anew
OLDEST, NEWEST = (3, 11), (3, 13)
SBIN = ("/usr/local/sbin", "/usr/sbin", "/sbin")  # Debian keeps brokers there, outside a user's PATH

# What the PySide6 wheels load from the system on Linux, and the Debian and Ubuntu package that has it.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


@dataclass(frozen=True)
class Missing:
    """Something the system lacks, the package that has it, and what is lost when it stays away."""

    name: str
    package: str
    loss: str | None = None  # None: nothing works without it


class UnpreparedError(Exception):
    """Ends the command with this message and exit code 2."""


def say(text: str) -> None:
    """Progress goes to standard error: standard output belongs to the command's own result."""
    print(text, file=sys.stderr, flush=True)


# --- what the system must have ------------------------------------------------------------------------


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(SBIN))


def has_font() -> bool:
    return any(next(Path(folder).expanduser().rglob("*.[ot]tf"), None) for folder in FONTS)


def missing(level: str) -> list[Missing]:
    """What this level of preparation needs and the system does not have. Only Linux lacks anything."""
    lacks = []
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python3.{sys.version_info.minor}-venv"
        lacks.append(Missing("Python's venv and ensurepip", package))
    if sys.platform == "linux":
        lacks += [Missing(name, package) for name, package in QT_LIBRARIES.items() if not loads(name)]
        if not has_font():
            lacks.append(Missing("a font", "fonts-inter"))
    if sys.platform == "linux" and not program("mosquitto"):
        lacks.append(Missing("the Mosquitto broker", "mosquitto", "the lab uses its second broker, amqtt"))
    if sys.platform == "linux" and level == "dev" and not program("Xvfb"):
        lacks.append(Missing("Xvfb", "xvfb", "tests that need a screen are skipped"))
    return lacks


def administrator() -> list[str] | None:
    """The prefix that makes a command run as root without asking; None where there is no such way."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def install_packages(packages: list[str]) -> None:
    """Install Debian packages if we may; who calls looks afterwards what is still missing."""
    prefix = administrator() if shutil.which("apt-get") else None
    if prefix is None:
        return
    say(f"Installing with apt-get: {' '.join(packages)}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    install = [*apt, "install", "--no-install-recommends", *packages]
    done = subprocess.run(install, capture_output=True, text=True)
    if done.returncode != 0:  # most often the package lists are missing or old
        subprocess.run([*apt, "update"], capture_output=True)
        done = subprocess.run(install, capture_output=True, text=True)
    if done.returncode != 0:
        say(done.stdout + done.stderr)
    elif "mosquitto" in packages and Path("/run/systemd/system").exists():
        # The lab starts the program itself; a broker that runs all day is not ours to bring.
        subprocess.run([*prefix, "systemctl", "disable", "--now", "mosquitto"], capture_output=True)


def prepare_system(level: str) -> None:
    lacks = missing(level)
    if lacks and sys.platform == "linux":
        install_packages([lack.package for lack in lacks])
        importlib.invalidate_caches()
        lacks = missing(level)
    if not lacks:
        return
    needed = [lack for lack in lacks if lack.loss is None]
    if needed:
        say(f"Missing on this system: {', '.join(lack.name for lack in needed)}")
    for lack in lacks:
        if lack.loss:
            say(f"Missing, can be done without: {lack.name} ({lack.loss})")
    if shutil.which("apt-get"):
        packages = " ".join(lack.package for lack in missing("dev"))
        say("Ask the administrator of this machine for this one line:\n")
        say(f"  sudo apt-get update && sudo apt-get install -y --no-install-recommends {packages}\n")
    else:
        say("Install what is missing with the package manager of this system.")
    if needed:
        raise UnpreparedError("Then start this command again.")
    say("Going on without.")


# --- the environment ----------------------------------------------------------------------------------


def wanted_stamp(level: str) -> dict[str, str]:
    """What the environment is made from; a difference means that it is made anew."""
    import tomllib  # not at the top: an older Python must get as far as our message

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    parts = [(LOCKS / f"{level}.txt").read_bytes(), json.dumps(project, sort_keys=True).encode()]
    return {
        "digest": hashlib.sha256(b"\0".join(parts)).hexdigest(),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "folder": str(ROOT),
        "preparation": str(PREPARATION),
    }


def prepare(level: str) -> None:
    """Make `.venv` hold exactly the locked packages of this level ("run", or "dev" which includes it)."""
    stamps = json.loads(STAMP.read_text("utf-8")) if STAMP.exists() and PYTHON.exists() else {}
    if any(stamps.get(held) == wanted_stamp(held) for held in {level, "dev"}):
        return
    started = time.perf_counter()
    prepare_system(level)
    STAMP.unlink(missing_ok=True)
    if stamps != {"run": wanted_stamp("run")}:
        say("Making the virtual environment .venv")
        stamps = {}
        must([getattr(sys, "_base_executable", sys.executable), "-m", "venv", "--clear", str(VENV)])
    say("Installing the locked packages (a download of about 150 MB the first time)")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-q", "install", "--no-deps"]
    must([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(LOCKS / f"{level}.txt")])
    must([*pip, "--no-build-isolation", "--no-index", "-e", str(ROOT)])
    STAMP.write_text(json.dumps({**stamps, level: wanted_stamp(level)}), "utf-8")
    say(f"Prepared in {time.perf_counter() - started:.1f} s")


def must(command: Sequence[str]) -> None:
    if subprocess.run(command).returncode != 0:
        raise UnpreparedError(f"This did not work: {' '.join(command)}")


def environment(**extra: str) -> dict[str, str]:
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *(SBIN if os.name == "posix" else ())])
    return {**os.environ, "PATH": path, **extra}


def call(command: Sequence[object], **extra: str) -> int:
    """Run a command to its end. Ctrl-C reaches it directly; we stay until it has cleaned up."""
    process = subprocess.Popen([str(part) for part in command], env=environment(**extra))
    handlers = {
        signal.SIGINT: signal.signal(signal.SIGINT, lambda *_: None),
        signal.SIGTERM: signal.signal(signal.SIGTERM, lambda *_: process.terminate()),
    }
    try:
        return process.wait()
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


# --- commands -----------------------------------------------------------------------------------------


def has_display() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(arguments: list[str]) -> int:
    """Open the window on the lab, or run the program with the arguments given."""
    prepare("run")
    if arguments or has_display():
        return call([BIN / "linkwright", *(arguments or ["--lab"])])
    say("No display here: running the same chain headless.")
    OUT.mkdir(exist_ok=True)
    checked = call([BIN / "linkwright", "check", "--lab", "--report", OUT / "report.html"])
    say("Picture of the window:")
    picture = [PYTHON, "-m", "ui.screenshots", "--only", "overview-healthy", "--theme", "light", "--out", OUT]
    pictured = call(picture, QT_QPA_PLATFORM="offscreen")
    return checked or pictured


def lint(arguments: list[str]) -> int:
    """Check format, style, types, import rules and translations: one line each, details where it failed."""
    prepare("dev")
    checks: dict[str, list[str]] = {
        "format": ["ruff", "format", "--check", "--quiet", "."],
        "style": ["ruff", "check", "--quiet", "."],
        "types": ["mypy"],
        "imports": ["lint-imports"],
        "texts": ["python", "packaging/catalogues.py", "check"],
    }
    started = time.perf_counter()
    running = {name: quietly([str(BIN / tool), *options]) for name, (tool, *options) in checks.items()}
    failed = 0
    for name, process in running.items():
        output, _ = process.communicate()
        verdict = "ok" if process.returncode == 0 else "FAILED"
        print(f"{name:<11}{verdict:<7}{time.perf_counter() - started:5.1f} s", flush=True)
        if process.returncode != 0:
            failed += 1
            print(output, flush=True)
    return 1 if failed else 0


def quietly(command: list[str]) -> subprocess.Popen[str]:
    output = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=ROOT, env=environment(), text=True, stdout=output, stderr=subprocess.STDOUT
    )


def test(arguments: list[str]) -> int:
    """Run every check there is, pytest last: its summary is the last line. Arguments go to pytest."""
    linted = lint([])
    with own_screen() as screen:
        command = [PYTHON, "-m", "pytest", *(arguments or [str(ROOT / "tests")])]
        tested = call(command, QT_QPA_PLATFORM="offscreen", LINKWRIGHT_TEST_DISPLAY=screen)
    return tested or linted


@contextmanager
def own_screen() -> Iterator[str]:
    """A virtual X screen for the tests that need a real one; empty where Xvfb is not installed."""
    xvfb = program("Xvfb") if sys.platform == "linux" else None
    if xvfb is None:
        yield ""
        return
    reading, writing = os.pipe()
    command = [xvfb, "-displayfd", str(writing), "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as announced:
            number = announced.readline().strip()
        yield f":{number}" if number else ""
    finally:
        server.terminate()
        server.wait()


def bench(arguments: list[str]) -> int:
    """Measure NAME against its peer in the same run; --json prints one document."""
    names = sorted(file.stem for file in (ROOT / "tests" / "bench").glob("[a-z]*.py"))
    if not arguments or arguments[0] not in names:
        raise UnpreparedError(f"bench NAME [--json], where NAME is one of: {', '.join(names)}")
    prepare("dev")
    os.chdir(ROOT)
    return call([PYTHON, "-m", f"tests.bench.{arguments[0]}", *arguments[1:]])


def screenshots(arguments: list[str]) -> int:
    """Make docs/screenshots/ from the lab's scenarios, in both themes."""
    prepare("run")
    return call([PYTHON, "-m", "ui.screenshots", *(arguments or ["--all"])], QT_QPA_PLATFORM="offscreen")


def package(arguments: list[str]) -> int:
    """Build the installable program for this operating system."""
    prepare("dev")
    return call([PYTHON, ROOT / "packaging" / "build.py", *arguments])


def catalogues(arguments: list[str]) -> int:
    """Bring the translations up to date: update | compile | check."""
    prepare("dev")
    return call([PYTHON, ROOT / "packaging" / "catalogues.py", *arguments])


def lock(arguments: list[str]) -> int:
    """Write packaging/lock/*.txt anew from pyproject.toml; -U takes the newest versions it allows."""
    prepare("dev")
    return call([PYTHON, ROOT / "packaging" / "locks.py", *arguments])


COMMANDS = {
    command.__name__: command for command in (run, test, lint, bench, screenshots, package, catalogues, lock)
}


def main() -> int:
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise UnpreparedError(
            f"Python 3.11 to 3.13 is needed; this is {sys.version.split()[0]} ({sys.executable})."
        )
    lines = [f"  {name:<12}{(command.__doc__ or '').splitlines()[0]}" for name, command in COMMANDS.items()]
    parser = argparse.ArgumentParser(
        description="Prepares a fresh clone by itself, then does one of these:\n\n" + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...")
    chosen = parser.parse_args()
    return COMMANDS[chosen.command](chosen.arguments)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except UnpreparedError as stop:
        say(str(stop))
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
