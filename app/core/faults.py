"""Expected failures. Anything that is not a Fault is a bug and goes to the exception sink.

A fault says what happened as an enum reason and carries the evidence as plain strings. It holds no
sentence: `app.words` turns a reason into title, cause and remedy, and the text of an exception is never
shown to a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Fault(Exception):
    """Base of every expected failure.

    reason: a member of the subject's own `enum.Enum` with string values (`PortReason.BUSY`, ...).
    evidence: what was seen, verbatim, by field name. Never a secret.
    """

    def __init__(self, reason: Enum, evidence: Mapping[str, str] | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.evidence: dict[str, str] = dict(evidence or {})

    @property
    def code(self) -> str:
        """The stable name used in JSON, in the texts table and in tests."""
        return str(self.reason.value)

    @property
    def is_usage(self) -> bool:
        """Whether what was asked for is wrong in itself (a file, a name): wrong usage, not a failure."""
        return False

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code}, {self.evidence})"
