"""Writes `packaging/lock/*.txt` from pyproject.toml: exact versions and hashes for every system and Python.

Arguments go to uv: `-U` takes the newest versions allowed, `-P NAME` only of one package.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT / "packaging" / "lock"
UV = [str(Path(sys.executable).with_name("uv")), "--no-config", "pip", "compile", "pyproject.toml", "-"]
FOR_EVERYWHERE = ["--universal", "--python-version", "3.11", "--fork-strategy", "fewest", "--generate-hashes"]
NO_ADDRESSES = ["--quiet", "--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"]
EXTRAS = {
    "run": ["--extra", "window"],
    "dev": ["--extra", "window", "--extra", "dev", "-c", str(LOCKS / "run.txt")],
}


def main(arguments: list[str]) -> int:
    build_system = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]
    also = "\n".join(build_system["requires"])  # what makes the editable installation is locked too
    for level, extras in EXTRAS.items():
        output = ["-o", str(LOCKS / f"{level}.txt")]
        command = [*UV, *FOR_EVERYWHERE, *NO_ADDRESSES, *extras, *output, *arguments]
        if subprocess.run(command, cwd=ROOT, input=also, text=True).returncode != 0:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
