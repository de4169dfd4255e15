"""Numbers that a modem or network gives as a reason: which list they belong to and what they stand for.

What they mean for a person is in `resources/causes.toml`, by family and number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from app.modem import cause_names


class Family(Enum):
    """The list that a number belongs to; the value is the section of `resources/causes.toml`."""

    CME = "cme"
    CMS = "cms"
    EMM = "emm"
    ESM = "esm"
    MM5G = "5gmm"
    SM5G = "5gsm"


@dataclass(frozen=True, slots=True)
class Cause:
    """A number of a family; `name` is None where the specification has none (a vendor's own number)."""

    family: Family
    number: int
    name: str | None

    @property
    def code(self) -> str:
        """Stable: `emm-15`, `esm-33`, `cme-10`."""
        return f"{self.family.value}-{self.number}"


NAMES = MappingProxyType(
    {
        Family.CME: MappingProxyType(cause_names.CME),
        Family.CMS: MappingProxyType(cause_names.CMS),
        Family.EMM: MappingProxyType(cause_names.EMM),
        Family.ESM: MappingProxyType(cause_names.ESM),
        Family.MM5G: MappingProxyType(cause_names.MM5G),
        Family.SM5G: MappingProxyType(cause_names.SM5G),
    }
)

# 27.007 section 9.2.2: 100 + x is the network's cause x, except where it is one of these.
_CME_TO_EMM = frozenset({103, 106, 107, 108, 111, 112, 113, 114, 115, 119, 122, 125})
_CME_TO_ESM = frozenset({126, 127, 128, 129, 130, 131, 132, 133, 134})
_CME_EXCEPTIONS = MappingProxyType(
    {
        177: 8,
        178: 65,
        179: 66,
        189: 35,
        190: 38,
        191: 39,
        192: 50,
        193: 51,
        194: 52,
        199: 112,
        171: 49,
        149: 29,
    }
)


def cause(family: Family, number: int) -> Cause:
    """The cause with its name, where the specification has one."""
    return Cause(family, number, NAMES[family].get(number))


def network_cause_of_cme(number: int) -> Cause | None:
    """The network's own cause behind a `+CME ERROR` number, or None: never a guess (facts 4.1)."""
    if number in _CME_TO_EMM:
        return cause(Family.EMM, number - 100)
    if number in _CME_TO_ESM:
        return cause(Family.ESM, number - 100)
    if number in _CME_EXCEPTIONS:
        return cause(Family.ESM, _CME_EXCEPTIONS[number])
    return None


def cme_of_text(text: str) -> int | None:
    """The number of a textual `+CME ERROR`, matched on its letters only."""
    return _CME_LETTERS.get(_letters(text))


def cms_of_text(text: str) -> int | None:
    """The number of a textual `+CMS ERROR`, matched on its letters only."""
    return _CMS_LETTERS.get(_letters(text))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text[:120].lower())


_CME_LETTERS = {_letters(name): number for number, name in cause_names.CME.items()} | {
    _letters(said): number
    for said, number in (
        ("unknown error", 100),
        ("operation temporary not allowed", 3),
        ("SIM not ready", 14),
        ("SIM PIN necessary", 11),
        ("SIM PUK necessary", 12),
        ("wrong SIM", 15),
        ("invalid command line", 50),  # ASR
        ("incorrect parameter", 50),
        ("invalid parameter", 50),
        ("invalid input value", 50),
        ("network not allowed, emergency calls only", 32),
        ("phone busy", 14),
        ("no connection", 1),
        ("uSIM not inserted", 10),
        ("SIM not insert", 10),
        ("card not inserted", 10),
        ("command not supported", 4),
        ("not supported", 4),
    )
}
_CMS_LETTERS = {_letters(name): number for number, name in cause_names.CMS.items()}
