#!/usr/bin/env python3
"""Writes docs/modems.md, what each family of modems gives by which command, from the dialects themselves."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "modems.md"

if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from app.modem.dialects import DIALECTS, Dialect  # noqa: E402
from app.modem.dialects.base import Question, Step  # noqa: E402

HEAD = """# Modems: what each family gives by which command

Made by `packaging/modems_page.py` from the dialects in `app/modem/dialects`; a test holds that it is current.

Commands are tried from left to right until the modem answers one; a `+` joins commands that are all asked.
They only read; what one of them needs changed first is put back on leaving.
"""


def page() -> str:
    """The whole page."""
    generic = next(dialect for dialect in DIALECTS if dialect.name == "generic")
    sections = [_section(generic, None)]
    sections += [_section(dialect, generic) for dialect in DIALECTS if dialect is not generic]
    return HEAD + "".join(sections)


def _section(dialect: Dialect, base: Dialect | None) -> str:
    lines = [f"\n## {dialect.title}\n\n"]
    lines += [f"{line}\n" for line in _facts(dialect)]
    lines.append("\n| to learn | asked with |\n| --- | --- |\n")
    for question in Question:
        steps = dialect.asking(question)
        if steps and (base is None or steps != base.asking(question)):
            lines.append(f"| {question.value} | {' + '.join(_step(step) for step in steps)} |\n")
    if base is not None:
        lines.append("\nThe rest as in 3GPP TS 27.007.\n")
    own = [name for name in dialect.extra if base is None or name not in base.extra]
    if own:
        lines.append(f"\nRead too, where it is sent by hand: {', '.join(f'`{name}`' for name in own)}.\n")
    return "".join(lines)


def _facts(dialect: Dialect) -> Iterator[str]:
    yield f"Name for `--vendor`: `{dialect.name}`. Context of the LTE attach: {dialect.attach_cid}."
    if dialect.narrow_models:
        yield "LTE is LTE-M on some or all of its models, which are known by name."
    late = sorted(dialect.manners.quiet_ms)
    if late:
        yield f"Data may come behind `OK`: {', '.join(f'`{name}`' for name in late)}."


def _step(step: Step) -> str:
    return " ".join(f"`{asking.command}`" for asking in step)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
