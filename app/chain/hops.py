"""The hops of the chain, their states, and what one hop's run leaves behind. Values only.

Data goes one way: a probe or service yields a `Measurement`, a rule compares it with the site file and
yields `Finding`s, the run puts both into a `HopResult`. No sentence is made here: `app.words` does that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from app.chain.names import CELLULAR, NETWORK, Hop, State
from app.core.values import NOTHING, Value

__all__ = [
    "CELLULAR",
    "NETWORK",
    "NOTHING",
    "Evidence",
    "EvidenceKind",
    "Finding",
    "Hop",
    "HopResult",
    "Measurement",
    "NotTested",
    "Severity",
    "State",
    "Value",
    "state_of",
]


class Severity(Enum):
    WARNING = "warning"
    FAILED = "failed"


class EvidenceKind(Enum):
    AT = "at"
    PACKET = "packet"
    PROBE = "probe"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One raw thing seen: an AT line, an MQTT packet, a probe's outcome.

    at_ms: milliseconds since the start of the run. source: the command or probe that asked.
    text: verbatim, identities unmasked; whoever shows or exports it masks.
    """

    kind: EvidenceKind
    at_ms: float
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a probe found, by named facts with units in the names, and how it knows.

    fault: the code of the expected failure that ended the measurement early, if one did; a rule turns it,
    with its evidence, into a finding.
    """

    facts: Mapping[str, Value] = field(default_factory=lambda: NOTHING)
    evidence: tuple[Evidence, ...] = ()
    fault: str | None = None
    fault_evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not good, as a code and the facts its words need."""

    code: str
    hop: Hop
    severity: Severity
    facts: Mapping[str, Value] = field(default_factory=lambda: NOTHING)


class NotTested(Enum):
    """Why a hop was not tested."""

    PREREQUISITE = "prerequisite"  # an earlier hop, named, did not pass
    NO_DATA_SESSION = "no-data-session"  # the modem has none: an answer would have come another way
    NOT_CONFIGURED = "not-configured"  # the site file does not ask for it, and there is nothing to test
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class HopResult:
    """The state of one hop, complete: what the window, the report and the JSON show.

    started_ms and duration_ms: relative to the start of the run; None before it was started.
    blocked_by: the hop named by NotTested.PREREQUISITE or NO_DATA_SESSION.
    """

    hop: Hop
    state: State = State.NOT_RUN
    expected: Mapping[str, Value] = field(default_factory=lambda: NOTHING)
    measured: Mapping[str, Value] = field(default_factory=lambda: NOTHING)
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    started_ms: float | None = None
    duration_ms: float | None = None
    not_tested: NotTested | None = None
    blocked_by: Hop | None = None


def state_of(findings: tuple[Finding, ...]) -> State:
    """The state that a tested hop has with these findings."""
    severities = {finding.severity for finding in findings}
    if Severity.FAILED in severities:
        return State.FAILED
    return State.WARNING if Severity.WARNING in severities else State.PASSED
