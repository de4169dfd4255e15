"""A modem's reading as a JSON document: what was not told is absent, identities are cut unless asked for."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from app.chain.hops import Value
from app.core.masking import mask_identities
from app.modem.readings import Reading


def reading_document(reading: Reading, *, masked: bool) -> dict[str, Any]:
    """The keys are the fields of `app.modem.readings`; see docs/json/modem.md."""
    document = _plain(reading, masked)
    assert isinstance(document, dict)
    return document


def shown(text: str, *, masked: bool) -> str:
    """A text of the modem, with identities cut unless they were asked for."""
    return mask_identities(text) if masked else text


def shown_facts(facts: dict[str, Value], masked: bool) -> dict[str, Any]:
    return {
        name: shown(value, masked=masked) if isinstance(value, str) else value
        for name, value in facts.items()
    }


def _plain(value: Any, masked: bool) -> Any:
    if is_dataclass(value):
        told = {field.name: _plain(getattr(value, field.name), masked) for field in fields(value)}
        return {name: one for name, one in told.items() if one not in (None, [], {})}
    match value:
        case Enum():
            return value.value
        case IPv4Address() | IPv6Address():
            return str(value)
        case str():
            return shown(value, masked=masked)
        case tuple() | list():
            return [_plain(one, masked) for one in value]
    return value
