"""What a command's end means for the caller."""

from __future__ import annotations

from enum import Enum

import click
import pytest

from app.cli.outcome import CANNOT, INTERRUPTED, PASSED, USAGE, Outcome
from app.core.faults import Fault
from app.site.problems import SiteFault, SiteReason


class Reason(Enum):
    ODD = "odd-thing"


def code_of(error: BaseException) -> int:
    with Outcome() as outcome:
        raise error
    return outcome.code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Fault(Reason.ODD), CANNOT),
        (SiteFault(SiteReason.NOT_FOUND, "x"), USAGE),
        (ExceptionGroup("tasks", [Fault(Reason.ODD)]), CANNOT),
        (ExceptionGroup("tasks", [Fault(Reason.ODD), Fault(Reason.ODD)]), CANNOT),
        (BaseExceptionGroup("tasks", [KeyboardInterrupt()]), INTERRUPTED),
        (click.UsageError("x"), USAGE),
        (click.ClickException("x"), CANNOT),
        (click.exceptions.Exit(1), 1),
        (click.Abort(), INTERRUPTED),
        (KeyboardInterrupt(), INTERRUPTED),
        (SystemExit(3), 3),
        (SystemExit(), PASSED),
        (SystemExit("text"), CANNOT),
    ],
)
def test_exit_codes(error: BaseException, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of(error) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err


def test_a_mistake_of_ours_is_shown_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of(ZeroDivisionError("x")) == CANNOT
    err = capsys.readouterr().err
    assert "ZeroDivisionError" in err
    assert "support" in err


def test_a_fault_is_told_in_words_with_its_code_where_it_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    code_of(Fault(Reason.ODD))
    assert "odd-thing" in capsys.readouterr().err


def test_nothing_wrong_is_zero() -> None:
    with Outcome() as outcome:
        pass
    assert outcome.code == PASSED
