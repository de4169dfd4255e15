"""Which line ends a reply, and the error number in it (V.250 section 5.7.1, 27.007 section 9, facts 6.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.modem.causes import cme_of_text, cms_of_text

_ENDS_OK = frozenset({"OK"})
_ENDS_BAD = frozenset(
    {
        "ERROR",
        "COMMAND NOT SUPPORT",
        "COMMAND NOT SUPPORTED",
        "COMMAND NOT SUPPORT!",
        "MODEM ERROR",
        "TOO MANY PARAMETERS",
        "ABORTED",  # u-blox, after an abort
        "NA",  # Sierra
    }
)
_CALL_ENDS = frozenset({"NO CARRIER", "BUSY", "NO ANSWER", "NO DIALTONE", "NO DIAL TONE"})
_EQUIPMENT = re.compile(r"\+(CM[ES]) ERROR\b[:\s]*(.*)", re.IGNORECASE)
_CONNECT = re.compile(r"CONNECT(?: .*)?")


@dataclass(frozen=True, slots=True)
class Final:
    """A final result, verbatim.

    cme, cms: the number, also where the modem wrote it as text that 27.007 or 27.005 knows.
    call_end: may also be the unasked-for end of a call, while the reply to our command still comes.
    """

    text: str
    ok: bool
    cme: int | None = None
    cms: int | None = None
    call_end: bool = False


def final_of(line: str) -> Final | None:
    """The final result that the whole line is, or None. `OK` only when the line is exactly that."""
    if line in _ENDS_OK or _CONNECT.fullmatch(line):
        return Final(line, ok=True)
    if line in _ENDS_BAD:
        return Final(line, ok=False)
    if line in _CALL_ENDS:
        return Final(line, ok=False, call_end=True)
    equipment = _EQUIPMENT.fullmatch(line)
    if not equipment:
        return None
    detail = equipment[2].strip().strip('"')
    if equipment[1].upper() == "CME":
        return Final(line, ok=False, cme=_digits(detail) if detail[:1].isdigit() else cme_of_text(detail))
    return Final(line, ok=False, cms=_digits(detail) if detail[:1].isdigit() else cms_of_text(detail))


def _digits(detail: str) -> int | None:
    found = re.match(r"[0-9]{1,6}(?![0-9])", detail)
    return int(found[0]) if found else None
