"""`linkwright site check FILE`: whether a site file can be used, and what is wrong in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.cli.outcome import PASSED, USAGE
from app.cli.output import emit_json, say_fault
from app.core.masking import mask_identities
from app.site.problems import Problem, SiteFault
from app.words import _, fault_advice_of
from app.words.site_file import expectation


@click.group()
def command() -> None:
    """Site files: what should be true at a site."""


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def check_file(file: Path, as_json: bool) -> int:
    """Read FILE strictly; exit 0 when it is good, 2 with every problem when it is not."""
    from app.site.load import load

    try:
        site = load(file)
    except SiteFault as fault:
        if as_json:
            emit_json(_document(file, None, fault))
        else:
            say_fault(fault)
        return USAGE
    if as_json:
        emit_json(_document(file, site.site.name, None))
    else:
        click.echo(_("{file}: {name}, no problems").format(file=file, name=site.site.name))
    return PASSED


def _document(file: Path, name: str | None, fault: SiteFault | None) -> dict[str, Any]:
    problems = fault.problems if fault else ()
    return {
        "schema": 1,
        "kind": "site",
        "file": str(file),
        "site": name,
        "valid": fault is None,
        "code": fault.code if fault else None,
        "title": fault_advice_of(fault).title if fault else None,
        "problems": [_problem(problem) for problem in problems],
        "unlisted": fault.unlisted if fault else 0,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "line": problem.line,
        "column": problem.column,
        "key": problem.key,
        "given": mask_identities(problem.given),
        "wanted": problem.wanted.value,
        "expected": expectation(problem),
    }
