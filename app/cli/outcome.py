"""What a command's end means for the caller: exit codes, and words on standard error instead of a traceback.

0 everything asked for passed; 1 a warning or a failure was found; 2 wrong usage or an invalid file; 3 it
could not be run at all; 130 Ctrl-C; 141 the reader of the output has gone.
"""

from __future__ import annotations

import os
import sys
import traceback
from types import TracebackType

import click

from app.cli.output import say, say_fault
from app.core.faults import Fault
from app.words.catalogue import _

PASSED = 0
FOUND = 1
USAGE = 2
CANNOT = 3
INTERRUPTED = 130
READER_GONE = 141


class ReaderGone(Exception):
    """Whoever read our standard output has closed it (`linkwright topics ... | head`)."""


class Outcome:
    """A context in which a command runs; afterwards `code` holds its exit code.

    It is the one exception sink of the command line: what is no Fault is a bug, is shown with its traceback
    for the report to us, and counts as "could not be run".
    """

    def __init__(self) -> None:
        self.code = PASSED

    def __enter__(self) -> Outcome:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None:
            return False
        if isinstance(error, SystemExit):
            self.code = (
                error.code if isinstance(error.code, int) else (PASSED if error.code is None else CANNOT)
            )
            return True
        code = self._code_of(error)
        if code is None:
            return False
        self.code = code
        return True

    def _code_of(self, error: BaseException) -> int | None:
        match error:
            case Fault():
                say_fault(error)
                return USAGE if error.is_usage else CANNOT
            case click.exceptions.Exit():
                return int(error.exit_code)
            case click.UsageError():
                error.show()
                return USAGE
            case click.ClickException():
                error.show()
                return CANNOT
            case click.Abort() | KeyboardInterrupt():
                return INTERRUPTED
            case ReaderGone():
                _forget_output()
                return READER_GONE
            case BaseExceptionGroup():
                return self._code_of_group(error)
            case Exception():
                traceback.print_exception(error, file=sys.stderr)
                say(_("This is a mistake in Linkwright. Please send the lines above to support."))
                return CANNOT
        return None

    def _code_of_group(self, group: BaseExceptionGroup[BaseException]) -> int | None:
        """A task group wraps what happened in it; a single expected failure is told as itself."""
        if len(group.exceptions) == 1:
            return self._code_of(group.exceptions[0])
        faults = group.subgroup(Fault)
        if faults is not None and group.split(Fault)[1] is None:
            return max(self._code_of(fault) or CANNOT for fault in faults.exceptions)
        traceback.print_exception(group, file=sys.stderr)
        return CANNOT


def _forget_output() -> None:
    """Python flushes standard output at its end and would complain once more about the closed pipe."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, sys.stdout.fileno())
