"""Where the frozen program starts. It also stands in for the interpreter that it does not bring.

The lab starts some of our own modules as processes (`python -m app.lab...`, or a file of ours as a script).
In the frozen program `sys.executable` is the program itself, so it answers both forms for its own modules.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

BUNDLE = Path(__file__).resolve().parent
INTERPRETER_OPTIONS = {"-I", "-S"}


def asked_module(arguments: list[str]) -> tuple[str, list[str]] | None:
    """The module of ours that is to run as a script, and its arguments; None for a person's command line."""
    rest = list(arguments)
    while rest and rest[0] in INTERPRETER_OPTIONS:
        rest.pop(0)
    if len(rest) > 1 and rest[0] == "-m" and rest[1].startswith("app."):
        return rest[1], rest[2:]
    if rest and rest[0].endswith((".py", ".pyc")) and Path(rest[0]).is_relative_to(BUNDLE / "app"):
        parts = Path(rest[0]).relative_to(BUNDLE).with_suffix("").parts
        return ".".join(parts), rest[1:]
    return None


def main() -> int:
    asked = asked_module(sys.argv[1:])
    if asked is None:
        from ui.__main__ import main as front_door

        return front_door()
    module, arguments = asked
    sys.argv[1:] = arguments
    runpy.run_module(module, run_name="__main__", alter_sys=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
