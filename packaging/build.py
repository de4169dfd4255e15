"""Builds the program for this operating system in `dist/linkwright`, and proves that it works.

PyInstaller does not build for another system: Windows and macOS are built on Windows and macOS.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
PROGRAM = DIST / "linkwright" / ("linkwright.exe" if os.name == "nt" else "linkwright")
PROOFS = (["--version"], ["check", "--lab", "--json"])
"""What the built program must do with exit code 0."""


def build() -> int:
    if sys.platform == "linux" and shutil.which("objdump") is None:
        print("PyInstaller needs objdump: sudo apt-get install -y binutils", file=sys.stderr)
        return 2
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    folders = ["--distpath", str(DIST), "--workpath", str(ROOT / "build")]
    done = subprocess.run([*command, *folders, str(ROOT / "packaging" / "linkwright.spec")], cwd=ROOT)
    return done.returncode


def prove() -> int:
    """Run the built program away from the clone, so that nothing of the clone can help it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    for arguments in PROOFS:
        started = time.perf_counter()
        done = subprocess.run([PROGRAM, *arguments], cwd=DIST, env=clean, capture_output=True, text=True)
        took_s = time.perf_counter() - started
        print(f"linkwright {' '.join(arguments)}: exit {done.returncode}, {took_s:.1f} s")
        if done.returncode != 0:
            print(done.stdout + done.stderr, file=sys.stderr)
            return 1
    return 0


def size_bytes(folder: Path) -> int:
    return sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def main() -> int:
    started = time.perf_counter()
    code = build() or prove()
    if code == 0:
        took_s = time.perf_counter() - started
        print(
            f"{PROGRAM.parent}: {size_bytes(PROGRAM.parent) / 1e6:.0f} MB, built and tried in {took_s:.0f} s"
        )
    return code


if __name__ == "__main__":
    sys.exit(main())
