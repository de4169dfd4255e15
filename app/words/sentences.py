"""Sentences with gaps: a sentence whose facts are not all known is left out, never filled with a blank.

A `Text` is written once in English with `N_`; its fields `{so}` are names of facts. It is translated and
filled when it is shown.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from app.chain.hops import Value
from app.core.masking import mask_identities, tail
from app.words.catalogue import _
from app.words.figures import db, dbm, duration, number, size
from app.words.terms import word_for

Facts = Mapping[str, Value]

IDENTITIES = frozenset({"iccid", "iccid_expected", "imsi", "imei", "eid", "msisdn"})
_TEXT_LIMIT = 160
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)  # RFC 3339
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,12})?", re.ASCII)

_UNITS: Mapping[str, Callable[[float], str]] = {
    "dbm": dbm,
    "db": db,
    "ms": duration,
    "bytes": size,
    "s": lambda value: duration(value * 1000),
}
_UNIT_IN_NAME = re.compile(rf"_({'|'.join(_UNITS)})(?:_(?:p\d+|min|max|mean))?$")


@dataclass(frozen=True, slots=True)
class OneOf:
    """The first of several wordings whose facts are all known; the last usually needs none."""

    wordings: tuple[Sentence, ...]

    def __init__(self, *wordings: Sentence) -> None:
        object.__setattr__(self, "wordings", wordings)


@dataclass(frozen=True, slots=True)
class When:
    """A sentence that is true only under a condition on the facts."""

    condition: Callable[[Facts], bool]
    sentence: Sentence


Sentence = str | OneOf | When


@dataclass(frozen=True, slots=True)
class Text:
    """What is said for one code. cause and remedy: sentences in their order."""

    title: Sentence
    cause: tuple[Sentence, ...]
    remedy: tuple[Sentence, ...]


def has(*names: str) -> Callable[[Facts], bool]:
    """A condition: all these facts are known and not false."""
    return lambda facts: all(facts.get(name) for name in names)


def equals(name: str, *values: Value) -> Callable[[Facts], bool]:
    """A condition: the fact has one of these values."""
    return lambda facts: facts.get(name) in values


def one(sentence: Sentence, facts: Facts) -> str:
    """The sentence in the language in use, empty when it cannot be said with these facts."""
    return _rendered(sentence, facts, shown(facts)) or ""


def several(sentences: tuple[Sentence, ...], facts: Facts) -> str:
    """Those of the sentences that can be said, as one paragraph."""
    known = shown(facts)
    return " ".join(text for sentence in sentences if (text := _rendered(sentence, facts, known)))


def _rendered(sentence: Sentence, facts: Facts, known: Mapping[str, str]) -> str | None:
    match sentence:
        case When(condition=condition, sentence=inner):
            return _rendered(inner, facts, known) if condition(facts) else None
        case OneOf(wordings=wordings):
            return next((text for inner in wordings if (text := _rendered(inner, facts, known))), None)
        case str():
            if any(name not in known for name in fields_of(sentence)):
                return None
            return _(sentence).format_map(known)


def fields_of(message: str) -> Iterator[str]:
    """The names of the gaps in a message."""
    return (name for _text, name, _spec, _conversion in Formatter().parse(message) if name is not None)


def wordings_of(sentence: Sentence) -> Iterator[str]:
    """Every English wording that a sentence may become."""
    match sentence:
        case When(sentence=inner):
            yield from wordings_of(inner)
        case OneOf(wordings=wordings):
            for inner in wordings:
                yield from wordings_of(inner)
        case str():
            yield sentence


def shown(facts: Facts) -> dict[str, str]:
    """The facts as they are read: units, words, identities cut short. What is unknown is not in it."""
    known = {}
    for name, value in facts.items():
        if (text := as_shown(name, value)) is not None:
            known[name] = text
    return known


def as_shown(name: str, value: Value) -> str | None:
    """One fact as text, None when it is unknown or no simple value."""
    if value is None or value == "" or value == () or isinstance(value, Mapping):
        return None
    if isinstance(value, tuple):
        parts = [as_shown(name, item) for item in value]
        return ", ".join(part for part in parts if part is not None) or None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return _number_with_unit(name, value) if math.isfinite(value) else None
    if name in IDENTITIES:
        return tail(value)
    if _MOMENT.fullmatch(value):
        return f"{value[:10]} {value[11:19]} UTC"
    if _UNIT_IN_NAME.search(name) and _NUMBER.fullmatch(value):  # evidence of a fault is always text
        return _number_with_unit(name, float(value))
    return plain(mask_identities(word_for(name, value)))


def _number_with_unit(name: str, value: float) -> str:
    unit = _UNIT_IN_NAME.search(name)
    return _UNITS[unit.group(1)](value) if unit else number(value, 1)


def plain(text: Any) -> str:
    """Text from outside on one line of bearable length, without control characters."""
    line = "".join(c if c.isprintable() else " " for c in str(text))
    return line if len(line) <= _TEXT_LIMIT else line[: _TEXT_LIMIT - 1] + "…"
