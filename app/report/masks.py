"""Hides identities in facts and evidence before they leave the program (IMEI, IMSI, ICCID, credentials)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.chain.hops import Evidence, EvidenceKind, Value
from app.core.masking import mask_identities, tail
from app.words.sentences import IDENTITIES

_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}[ \t\n]*)+")
# A run of at least 11 ASCII digits, written in hex; four of them stay.
_DIGITS_IN_HEX = re.compile(r"(?:3[0-9][ \t\n]*){7,}(?=(?:3[0-9][ \t\n]*){4})")
_HEX_DIGITS = re.compile(r"3[0-9]")


def masked_fact(name: str, value: Value) -> Value:
    """The fact with identities cut to their last four digits; numbers and structure stay."""
    if isinstance(value, Mapping):
        return {inner: masked_fact(inner, item) for inner, item in value.items()}
    if isinstance(value, tuple):
        return tuple(masked_fact(name, item) for item in value)
    if isinstance(value, str):
        return tail(value) if name in IDENTITIES else mask_identities(value)
    return value


def masked_evidence(evidence: Evidence) -> str:
    """The text of an evidence without identities; hex of a packet keeps its length and its other bytes."""
    if evidence.kind is EvidenceKind.PACKET and _HEX.fullmatch(evidence.text.strip()):
        return _DIGITS_IN_HEX.sub(lambda match: _HEX_DIGITS.sub("••", match.group()), evidence.text)
    return mask_identities(evidence.text)
