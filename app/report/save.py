"""Writes a report in the form that its file name asks for."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.faults import Fault
from app.core.files import write_atomically
from app.report.document import check_document
from app.report.html import page

if TYPE_CHECKING:
    from app.chain.run import ChainState

SUFFIXES = (".html", ".json")


class ReportReason(Enum):
    UNKNOWN_FORM = "report-unknown-form"
    NOT_WRITTEN = "report-not-written"


class ReportFault(Fault):
    """evidence: `path`; UNKNOWN_FORM also has `suffixes`."""

    @property
    def is_usage(self) -> bool:
        return self.reason is ReportReason.UNKNOWN_FORM


def check_name(path: Path) -> None:
    """Raise ReportFault where `save` could not write a report of this name: before a check, not after it."""
    if path.suffix.lower() not in SUFFIXES:
        evidence = {"path": str(path), "suffixes": ", ".join(SUFFIXES)}
        raise ReportFault(ReportReason.UNKNOWN_FORM, evidence)
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise ReportFault(ReportReason.NOT_WRITTEN, {"path": str(path)})


def save(chain: ChainState, path: Path, *, masked: bool = True) -> None:
    """Write the report to path, whole or not at all. Raises ReportFault."""
    check_name(path)
    if path.suffix.lower() == ".json":
        text = json.dumps(check_document(chain, masked=masked), indent=2, allow_nan=False) + "\n"
    else:
        text = page(chain, masked=masked)
    try:
        write_atomically(path, text.encode("utf-8", "replace"))
    except OSError as error:
        evidence = {"path": str(path), "errno": str(error.errno)}
        raise ReportFault(ReportReason.NOT_WRITTEN, evidence) from None
