"""Name and version of the program."""

from __future__ import annotations

PROGRAM = "Linkwright"
VERSION = "0.1.0"
