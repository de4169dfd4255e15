"""The translations: collects texts from the sources, keeps resources/locale/*/*.po up to date, checks.

    python packaging/catalogues.py update | compile | check

`update` adds new texts to every language (untranslated) and drops those that are gone; then translate the
.po files by hand and run `compile`.
"""

from __future__ import annotations

import io
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "resources" / "locale"
DOMAIN = "linkwright"
KEYWORDS = {"_": None, "N_": None, "n_": (1, 2), "p_": ((1, "c"), 2)}

# Texts in data files: the keys that hold them, at any depth.
TEXT_KEYS = {
    "resources/causes.toml": {"words", "remedy"},
    "resources/scenarios/*.toml": {"title", "about"},
}


@dataclass(frozen=True, slots=True)
class Found:
    """One text of the sources. plural and context: as gettext knows them, None where there is none."""

    file: str
    message: str
    plural: str | None = None
    context: str | None = None


def texts() -> Iterator[Found]:
    """Every text of the program that is to be translated, file by file."""
    for room in ("app", "ui"):
        for path in sorted((ROOT / room).rglob("*.py")):
            yield from _extracted(path, "python")
    for path in sorted((ROOT / "resources" / "templates").glob("*.j2")):
        yield from _extracted(path, "jinja2")
    for pattern, keys in TEXT_KEYS.items():
        for path in sorted(ROOT.glob(pattern)):
            for text in _values(tomllib.loads(path.read_text("utf-8")), keys):
                yield Found(_name(path), text)


def _extracted(path: Path, method: str) -> Iterator[Found]:
    options = {"encoding": "utf-8"}
    for _line, message, _comments, context in extract_from_file(method, path, KEYWORDS, options=options):
        singular, plural = message if isinstance(message, tuple) else (message, None)
        yield Found(_name(path), singular, plural, context)


def _values(value: object, keys: set[str]) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in keys and isinstance(inner, str):
                yield inner
            else:
                yield from _values(inner, keys)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def template() -> Catalog:
    """All texts, each with the files it stands in."""
    catalog = Catalog(domain=DOMAIN, fuzzy=False)
    for found in texts():
        message = (found.message, found.plural) if found.plural else found.message
        catalog.add(message, locations=[(found.file, 0)], context=found.context)
    return catalog


def languages() -> list[str]:
    return sorted(path.parents[1].name for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def load(language: str) -> Catalog:
    with po_path(language).open("rb") as stream:
        return read_po(stream, locale=language, domain=DOMAIN)


def compiled(catalog: Catalog) -> bytes:
    """The same bytes for the same texts on every day."""
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    stream = io.BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def _spoken(catalog: Catalog) -> dict[object, object]:
    """What is said for which text, without the header."""
    return {
        (str(message.id), message.context): message.string
        for message in catalog
        if message.id and message.string
    }


def update() -> None:
    """New texts stand untranslated in every catalogue; translations of texts that are gone are dropped."""
    collected = template()
    for language in languages():
        catalog = load(language)
        catalog.update(collected, no_fuzzy_matching=True, update_header_comment=False)
        for message in catalog:
            if message.id and message.fuzzy:  # it has got a plural, or lost it: the translation does not fit
                message.flags.discard("fuzzy")
                message.string = ("", "") if message.pluralizable else ""
        stream = io.BytesIO()
        write_po(
            stream,
            catalog,
            width=110,
            omit_header=True,
            include_lineno=False,
            sort_by_file=True,
            ignore_obsolete=True,
        )
        po_path(language).write_bytes(_header(language, catalog) + b"\n" + stream.getvalue())


def _header(language: str, catalog: Catalog) -> bytes:
    """Without dates and names of people, which would change with every run."""
    return (
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n'
    ).encode()


def compile_all() -> None:
    for language in languages():
        po_path(language).with_suffix(".mo").write_bytes(compiled(load(language)))


def problems(rooms: tuple[str, ...] = ("",)) -> Iterator[str]:
    """What is wrong with the catalogues, for texts of files whose names begin with one of rooms."""
    collected = template()
    for language in languages():
        catalog = load(language)
        for wanted in collected:
            if not wanted.id or not any(file.startswith(rooms) for file, _line in wanted.locations):
                continue
            singular = wanted.id if isinstance(wanted.id, str) else wanted.id[0]
            if flaw := _flaw(catalog.get(singular, wanted.context)):
                yield f"{language}: {flaw}: {singular!r}"
        mo = po_path(language).with_suffix(".mo")
        if not mo.exists() or _spoken(read_mo(io.BytesIO(mo.read_bytes()))) != _spoken(
            read_mo(io.BytesIO(compiled(catalog)))
        ):
            yield f"{language}: {mo.name} is older than its .po file: run `catalogues.py compile`"


def _flaw(message: Message | None) -> str | None:
    if message is None:
        return "not in the catalogue: run `catalogues.py update`"
    if message.fuzzy:
        return "fuzzy"
    translations = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if not all(translations):
        return "not translated"
    originals = message.id if isinstance(message.id, tuple | list) else (message.id,)
    known = set().union(*(_fields(text) for text in originals))
    if any(_fields(text) - known for text in translations) or _fields(translations[-1]) != _fields(
        originals[-1]
    ):
        return "other placeholders than in English"
    return None


def _fields(text: str) -> set[str]:
    try:
        return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}
    except ValueError:  # braces that are no placeholders
        return {text}


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update"]:
            update()
        case ["compile"]:
            compile_all()
        case ["check"]:
            found = list(problems())
            print("\n".join(found))
            return 1 if found else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
