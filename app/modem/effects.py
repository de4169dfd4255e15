"""What an AT command does to the modem, as far as its text tells: reads, sets, disturbs or stores.

A command that is not known to be harmless counts as one that stores (27.007, V.250, and the families named).
"""

from __future__ import annotations

import re
from enum import Enum

from app.modem.commands import Kind, Part, parts


class Effect(Enum):
    """In the order of their weight."""

    READS = "reads"  # nothing changes
    SETS = "sets"  # how the modem talks to us, until it restarts
    DISTURBS = "disturbs"  # the connection ends or stalls, or the modem is busy for minutes
    STORES = "stores"  # a setting that outlives this session, or a try at a PIN

    @property
    def is_harmless(self) -> bool:
        return self in (Effect.READS, Effect.SETS)


_WEIGHT = {effect: weight for weight, effect in enumerate(Effect)}


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# How the modem talks to us.
_TALK = _names("E V Q +CMEE +CREG +CGREG +CEREG +C5GREG +CSCS +CMGF +CGEREP +CSCON +CTZR +UCGED")
_DISTURBING = _names(
    "+COPS +CFUN +CGATT +CGACT +CGDATA D A H O +CPOF +TRB +CRESET +QSCAN +QCOPS +QPOWD +QIACT +QIDEACT "
    "#CSURV #CSURVC #REBOOT !RESET ^RESET %XSYSTEMMODE"
)
_STORING = _names("Z &F &W &Y +CPWD +CLCK")
# Written with `=`, and yet only asking.
_ASKING = _names(
    "+CGCONTRDP +CGSCONTRDP +CGPADDR +CGEQOSRDP +CEDRXRDP +QENG +QPINC ^SPIC ^MONNC #MONI +CMGRMI "
    "+CCED +KCELLMEAS %NCELLMEAS +GTSENRDTEMP +XMCI +MTSM +MENG"
)
# One argument asks, more set.
_ASKING_BY_ONE = _names("+QCFG +QNWPREFCFG +QNWCFG +QINDCFG +QSIMDET +QMBNCFG ^SCFG")
_READING_APDUS = re.compile(r'"?(?:..)(?:A4|B0|B2|C0|F2)|"?0020000[01]00"?$', re.IGNORECASE)


def effect_of(command: str) -> Effect:
    """The weightiest effect of a command line's parts."""
    text = command.strip()
    found = [_effect(part, _argument(text, part)) for part in parts(text)]
    return max(found, key=lambda effect: _WEIGHT[effect])


def _effect(part: Part, argument: str) -> Effect:
    if part.name in _STORING:
        asks_state = part.name == "+CLCK" and argument.split(",")[1:2] == ["2"]
        return Effect.READS if part.kind in (Kind.READ, Kind.TEST) or asks_state else Effect.STORES
    if part.name in _DISTURBING:
        return _disturbing(part, argument)
    if part.kind in (Kind.READ, Kind.TEST):
        return Effect.READS
    if part.name in _TALK:
        return Effect.SETS
    if part.kind is Kind.RUN or part.name in _ASKING:
        return Effect.READS
    if part.name in _ASKING_BY_ONE and "," not in argument:
        return Effect.READS
    if part.name == "+CRSM":
        return (
            Effect.READS if argument.split(",")[0].strip() in ("176", "178", "192", "242") else Effect.STORES
        )
    if part.name == "+CSIM":
        apdu = argument.partition(",")[2].strip()
        return Effect.READS if _READING_APDUS.match(apdu) else Effect.STORES
    return Effect.STORES


def _disturbing(part: Part, argument: str) -> Effect:
    if part.kind is Kind.READ:
        return Effect.READS
    if part.kind is Kind.TEST:
        searches = part.name in ("+COPS", "+QSCAN", "+QCOPS")
        return Effect.DISTURBS if searches else Effect.READS
    if part.name == "+COPS" and argument.startswith("3"):
        return Effect.SETS
    return Effect.DISTURBS


def _argument(text: str, part: Part) -> str:
    """What follows the `=` of a part, up to the next part."""
    found = re.search(re.escape(part.name) + r"\s*=\s*([^;]*)", text, re.IGNORECASE) if part.name else None
    return found[1].strip() if found else ""
