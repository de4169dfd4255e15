"""How well a few typed letters fit a title, and which of its letters they are."""

from __future__ import annotations

from dataclasses import dataclass

_WORD_START = 12
_RUN = 6
_LETTER = 1
_LATE = 0.1


@dataclass(frozen=True, slots=True)
class Match:
    """score: higher fits better. places: indexes of the letters of the title that matched."""

    score: float
    places: tuple[int, ...]


def match(typed: str, title: str) -> Match | None:
    """None when the letters typed do not occur in the title in this order. Blanks part words, any order."""
    score, places = 0.0, set[int]()
    for word in typed.lower().split():
        found = _match_word(word, title.lower())
        if found is None:
            return None
        score += found.score
        places.update(found.places)
    return Match(score, tuple(sorted(places)))


def _match_word(word: str, title: str) -> Match | None:
    """A run of letters beats scattered ones, the start of a word beats its middle, early beats late."""
    whole = [start for start in range(len(title)) if title.startswith(word, start)]
    if whole:
        start = max(whole, key=lambda at: (_starts_word(title, at), -at))
        bonus = _WORD_START if _starts_word(title, start) else 0
        return Match(
            bonus + len(word) * (_LETTER + _RUN) - start * _LATE, tuple(range(start, start + len(word)))
        )
    places = _scattered(word, title, word_starts=True) or _scattered(word, title, word_starts=False)
    if places is None or not _starts_word(title, places[0]):
        return None  # letters strewn about from the middle of a word fit nearly everything
    starts = sum(_starts_word(title, place) for place in places)
    return Match(len(word) * _LETTER + starts * 3 - places[0] * _LATE, places)


def _scattered(word: str, title: str, *, word_starts: bool) -> tuple[int, ...] | None:
    """The places of the letters in their order; each the next start of a word if asked for, or the next."""
    places: list[int] = []
    for letter in word:
        start = places[-1] + 1 if places else 0
        found = [place for place in range(start, len(title)) if title[place] == letter]
        if not found:
            return None
        first = (place for place in found if _starts_word(title, place))
        places.append(next(first, found[0]) if word_starts else found[0])
    return tuple(places)


def _starts_word(title: str, place: int) -> bool:
    return place == 0 or not title[place - 1].isalnum()
