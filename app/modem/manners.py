"""How a modem behaves in dialogue, as data: what it says unasked, how long it takes, what comes after OK.

A dialect adds its own to `GENERIC`; the engine only reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from app.modem import fields
from app.modem.commands import Kind, Part, parts

DEFAULT_LIMIT_S = 5.0


class Meaning(Enum):
    """What a line that comes during a command is."""

    REPLY = "reply"
    UNASKED = "unasked"
    EITHER = "either"  # told apart at the end: a reply only if nothing else was


@dataclass(frozen=True, slots=True)
class Manners:
    """unasked: prefixes of lines that come unasked; a trailing `*` matches any ending.
    started: lines of a modem that has just started (it forgot echo, CMEE and the command in flight).
    ready: lines of a modem that has finished starting.
    quiet_ms: commands whose data may come after OK, with the silence that ends the reply.
    limits_s: time limits by command; a name with its kind's mark (`+COPS=?`) beats the bare name.
    belonging: by command, other prefixes that its reply has; elsewhere they may come unasked.
    abortable: commands that one more character ends (V.250 section 5.6.1).
    """

    unasked: frozenset[str] = frozenset()
    started: frozenset[str] = frozenset()
    ready: frozenset[str] = frozenset()
    quiet_ms: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    limits_s: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    abortable: frozenset[str] = frozenset()
    belonging: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))

    def plus(
        self,
        *,
        unasked: frozenset[str] | set[str] = frozenset(),
        started: frozenset[str] | set[str] = frozenset(),
        ready: frozenset[str] | set[str] = frozenset(),
        quiet_ms: Mapping[str, int] | None = None,
        limits_s: Mapping[str, float] | None = None,
        abortable: frozenset[str] | set[str] = frozenset(),
        belonging: Mapping[str, frozenset[str]] | None = None,
    ) -> Manners:
        """These manners and some more."""
        return Manners(
            unasked=self.unasked | unasked,
            started=self.started | started,
            ready=self.ready | ready,
            quiet_ms=MappingProxyType({**self.quiet_ms, **(quiet_ms or {})}),
            limits_s=MappingProxyType({**self.limits_s, **(limits_s or {})}),
            abortable=self.abortable | abortable,
            belonging=MappingProxyType({**self.belonging, **(belonging or {})}),
        )

    def limit_s(self, command: str) -> float:
        """How long this modem may take for a command: the longest of its parts."""
        return max(self._limit_of(part) for part in parts(command))

    def quiet_ns(self, command: str) -> int:
        """How long to listen after OK."""
        return max(self.quiet_ms.get(part.name, 0) for part in parts(command)) * 1_000_000

    def may_abort(self, command: str) -> bool:
        return any(_marked(part) in self.abortable or part.name in self.abortable for part in parts(command))

    def dials(self, command: str) -> bool:
        """Whether a call's end (NO CARRIER, BUSY...) is this command's own final result."""
        return any(part.name in _DIALLING for part in parts(command))

    def has_started(self, line: str) -> bool:
        return _matches(line, self.started)

    def is_ready(self, line: str) -> bool:
        return _matches(line, self.ready)

    def meaning(self, line: str, command: str) -> Meaning:
        """Decided by prefix and pending command, and by the fields' shape where a report shares both."""
        name = fields.prefix(line)
        asked = next((part for part in parts(command) if part.name == name), None) if name else None
        if asked is None:
            if any(name in self.belonging.get(part.name, ()) for part in parts(command)):
                return Meaning.REPLY
            return Meaning.UNASKED if self._is_unasked(line, name) else Meaning.REPLY
        if name in _REGISTRATIONS:
            return _registration_meaning(line, asked.kind)
        if name in _SILENT_WHEN_SET and asked.kind is Kind.SET:
            return Meaning.UNASKED
        return Meaning.REPLY

    def _is_unasked(self, line: str, name: str) -> bool:
        named = bool(name) and _matches(name, self.unasked)
        return named or _matches(line, self.unasked) or self.is_ready(line)

    def _limit_of(self, part: Part) -> float:
        fallback = self.limits_s.get(part.name, DEFAULT_LIMIT_S)
        return self.limits_s.get(_marked(part), fallback)


_DIALLING = frozenset({"D", "A", "O", "+CGDATA"})
_MARKS = {Kind.TEST: "=?", Kind.READ: "?", Kind.SET: "=", Kind.RUN: ""}
_REGISTRATIONS = frozenset({"+CREG", "+CGREG", "+CEREG", "+C5GREG"})
_SILENT_WHEN_SET = frozenset({"+CFUN", "+CPIN", "+CSCON", "%CESQ", "^HCSQ", "^RSSI", "+QINDCFG"})


def _marked(part: Part) -> str:
    return part.name + _MARKS[part.kind]


def _matches(text: str, patterns: frozenset[str]) -> bool:
    return text in patterns or any(
        pattern.endswith("*") and text.startswith(pattern[:-1]) for pattern in patterns
    )


def _registration_meaning(line: str, kind: Kind) -> Meaning:
    """A reply has `<n>,<stat>`; the unasked form starts with `<stat>` and then an area code or nothing.

    An area code is quoted or longer than two characters (facts 3.1). One field alone is either: the FM350
    answers `+C5GREG: 0`.
    """
    if kind is Kind.SET:
        return Meaning.UNASKED
    if kind is Kind.TEST:
        return Meaning.REPLY
    told = fields.split(fields.body(line))
    if len(told) == 1:
        return Meaning.EITHER
    second = told[1]
    is_area = second.quoted or len(second.text) > 2 or not second.text
    return Meaning.UNASKED if is_area else Meaning.REPLY


GENERIC = Manners(
    unasked=frozenset(
        {
            "RING",
            "+CRING",
            "+CLIP",
            "+CREG",
            "+CGREG",
            "+CEREG",
            "+C5GREG",
            "+CEDRXP",
            "+CIEV",
            "+CMTI",
            "+CMT",
            "+CDS",
            "+CDSI",
            "+CBM",
            "+CGEV",
            "+CSCON",
            "+CTZE",
            "+CTZV",
            "+CTZEU",
            "+CUSD",
            "+CSSI",
            "+CSSU",
            "+CCWA",
            "+CPSMS",
            "+CPIN",
            "+CFUN",
            "+CNEMIU",
            "+CNEMS1",
            "NORMAL POWER DOWN",
            "POWERED DOWN",
            "$G*",  # NMEA on a shared port
        }
    ),
    started=frozenset(
        {"RDY", "+READY", "*ATREADY*", "SYSTART", "^SYSSTART*", "Modem:*", "START", "SYSTEM START*"}
    ),
    ready=frozenset({"APP RDY", "PB DONE", "SMS DONE", "SMS READY", "Call Ready", "SMS Ready", "+CFUN: 1"}),
    limits_s=MappingProxyType(
        {
            "": 1.0,
            "+CFUN=": 15.0,
            "+CPIN": 10.0,
            "+COPS=": 120.0,
            "+COPS=?": 180.0,
            "+CGATT=": 140.0,
            "+CGACT=": 150.0,
            "+CGPADDR": 10.0,
            "+CLCK": 15.0,
            "+CSIM": 10.0,
            "+CRSM": 10.0,
            "+CPOL": 20.0,
            "+CPLS": 20.0,
            "+CLAC": 15.0,
            "+CUSD=": 60.0,
            "+CMGS=": 60.0,
            "D": 60.0,
            "A": 60.0,
            "H": 15.0,
            "Z": 10.0,
            "&F": 10.0,
        }
    ),
    abortable=frozenset({"+COPS=?", "+COPS=", "+CGATT=", "+CGACT=", "+CUSD=", "D", "A"}),
)
"""27.007, 27.005 and V.250; facts 6.3 for the limits."""
