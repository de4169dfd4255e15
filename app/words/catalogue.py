"""The one translation mechanism: gettext catalogues in `resources/locale`, switchable while running.

The language is the first of these that has a catalogue: what `use` was given (the settings), the variable
LINKWRIGHT_LANGUAGE, the system's language, English.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

DOMAIN = "linkwright"
SOURCE_LANGUAGE = "en"
VARIABLE = "LINKWRIGHT_LANGUAGE"
FOLDER = Path(__file__).parents[2] / "resources" / "locale"

_chosen: gettext.NullTranslations | None = None
_language = SOURCE_LANGUAGE


def languages() -> tuple[str, ...]:
    """Codes of all languages that can be used, the source language first."""
    shipped = sorted(path.parents[1].name for path in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return (SOURCE_LANGUAGE, *shipped)


def use(language: str | None = None) -> str:
    """Speak this language from now on, or the one of the environment; returns the one that it became."""
    global _chosen, _language
    for wanted in (language, *_of_environment()):
        if wanted and (usable := _usable(wanted)):
            _language = usable
            break
    else:
        _language = SOURCE_LANGUAGE
    _chosen = _translations(_language)
    return _language


def language() -> str:
    """The code of the language in use."""
    _translation()
    return _language


def _(message: str) -> str:
    """The message in the language in use."""
    return _translation().gettext(message)


def n_(singular: str, plural: str, count: int) -> str:
    """The form that fits count; the caller still fills the number in."""
    return _translation().ngettext(singular, plural, count)


def p_(context: str, message: str) -> str:
    """For a word that needs another translation in another place; context says which place."""
    return _translation().pgettext(context, message)


def N_(message: str) -> str:
    """Marks a message that is translated later, where it is shown."""
    return message


def _translation() -> gettext.NullTranslations:
    if _chosen is None:
        use()
    return _chosen or _translations(SOURCE_LANGUAGE)


@cache
def _translations(code: str) -> gettext.NullTranslations:
    if code == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, FOLDER, languages=[code], fallback=True)


def _usable(wanted: str) -> str | None:
    """de_AT.UTF-8 -> de; None for a language without a catalogue. POSIX's C is the source language."""
    code = wanted.partition(".")[0].partition("@")[0].replace("-", "_")
    if code in ("C", "POSIX"):
        return SOURCE_LANGUAGE
    for candidate in (code, code.partition("_")[0].lower()):
        if candidate == SOURCE_LANGUAGE or (FOLDER / candidate / "LC_MESSAGES" / f"{DOMAIN}.mo").is_file():
            return candidate
    return None


def _of_environment() -> Iterator[str]:
    yield os.environ.get(VARIABLE, "")
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            yield from value.split(":") if name == "LANGUAGE" else (value,)
    import locale  # here: on Linux the variables are set, and the first paint does not wait for it

    try:
        # Windows and macOS do not set the variables; their language comes this way.
        yield locale.getlocale()[0] or ""
    except ValueError:  # a locale name that Python does not know
        return
