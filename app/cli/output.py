"""How commands speak: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from app.core.faults import Fault
    from app.words import Advice


def emit_json(value: Any, *, stream: TextIO | None = None) -> None:
    """One JSON document on standard output, pure ASCII so that any pipe carries it."""
    stream = stream or sys.stdout
    json.dump(value, stream, indent=2, allow_nan=False)
    stream.write("\n")
    stream.flush()


def emit_json_line(value: Any, *, stream: TextIO | None = None) -> None:
    """One JSON object on one line, sent off at once: for commands that stream."""
    stream = stream or sys.stdout
    json.dump(value, stream, separators=(",", ":"), allow_nan=False)
    stream.write("\n")
    stream.flush()


def emit_json_lines(values: Iterable[Any], *, stream: TextIO | None = None) -> None:
    """Many objects, one a line, sent off together: for streams of thousands a second."""
    stream = stream or sys.stdout
    write = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode
    stream.write("".join(write(value) + "\n" for value in values))
    stream.flush()


def say(text: str, *, stream: TextIO | None = None) -> None:
    """A line for a person, on standard error unless told otherwise; it survives terminals without UTF-8."""
    stream = stream or sys.stderr
    if not is_unicode(stream):
        from app.report.ladder import as_ascii

        text = as_ascii(text)
    stream.write(text + "\n")
    stream.flush()


def is_unicode(stream: TextIO) -> bool:
    return (stream.encoding or "ascii").lower().replace("-", "") in ("utf8", "utf8sig")


def say_advice(advice: Advice) -> None:
    from app.words import _

    say(advice.title)
    for label, text in ((_("Cause"), advice.cause), (_("Do"), advice.remedy)):
        if text:
            say(f"  {label}: {text}")


def say_fault(fault: Fault) -> None:
    """An expected failure in words, with every problem of a site file below it."""
    from app.site.problems import SiteFault
    from app.words import fault_advice_of, problem_lines

    say_advice(fault_advice_of(fault))
    if isinstance(fault, SiteFault):
        for line in problem_lines(fault):
            say(f"  {line}")
