"""Reads a site file: all that is wrong in it is told at once, each with its line and what was expected."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, get_args

from app.site.locate import Path, Position, locate, nearest
from app.site.problems import Problem, SiteFault, SiteReason, Wanted

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from app.site.model import Sheet, Site

SUFFIX = ".site.toml"
SIZE_LIMIT_BYTES = 64 * 1024
DEPTH_LIMIT = 12
DOTS_A_LINE_LIMIT = 200  # tomllib's time grows with the square of the parts of a dotted key
PROBLEM_LIMIT = 40
GIVEN_LIMIT = 60

_SECRET_KEY = re.compile(
    r"(?i)pin|puk|psk|pwd|.*(passw|passphrase|secret|private_?key|shared_?access_?key|api_?key|token|credential).*"
)
_SECRET_VALUE = re.compile(r"PRIVATE KEY-----|SharedAccess(Signature |Key=)")
_URL_USER = re.compile(r"(?<=://)[^/@\s]*@")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")

_TOML_MESSAGES = (
    ("Cannot overwrite|Cannot declare|Cannot mutate|Duplicate", Wanted.TOML_ONCE),
    ("Expected '=' after a key", Wanted.TOML_EQUALS),
    (r"Unterminated string|(Illegal|invalid) character '\\[nr]", Wanted.TOML_STRING_END),
    ("Unclosed|Expected '\\]", Wanted.TOML_BRACKET_END),
    ("Expected newline", Wanted.TOML_LINE_END),
    ("Unescaped|escape|hex value", Wanted.TOML_ESCAPE),
    ("Invalid value|Invalid date", Wanted.TOML_VALUE),
)
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")

_WANTED_BY_PYDANTIC = {
    "missing": Wanted.PRESENT,
    "string_type": Wanted.TEXT,
    "int_type": Wanted.WHOLE_NUMBER,
    "int_from_float": Wanted.WHOLE_NUMBER,
    "float_type": Wanted.NUMBER,
    "finite_number": Wanted.NUMBER,
    "bool_type": Wanted.YES_OR_NO,
    "model_type": Wanted.TABLE,
    "model_attributes_type": Wanted.TABLE,
    "tuple_type": Wanted.LIST,
}


def load(path: FilePath) -> Site:
    """The site sheet in the file at path. Raises SiteFault."""
    return read(text_of(path), str(path), folder=path.parent)


def read(source: str, name: str, *, folder: FilePath | None = None) -> Site:
    """The site sheet in source. Raises SiteFault. folder: what paths in the sheet are relative to."""
    data = parse(source, name)
    from pydantic import ValidationError  # here: a start without a site file should not pay for it

    from app.site.model import Site

    errors: list[ErrorDetails] = []
    site = None
    try:
        site = Site.model_validate(data, context={"folder": folder})
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False)
    secrets = set(_secrets_in(data))
    if site is not None and not secrets:
        return site
    found = locate(source)
    # A secret is also an unknown key or lies in an unknown table; it is told as a secret, never shown.
    problems = [_at(path, found, Wanted.NO_SECRET) for path in secrets]
    problems += [_problem(error, found) for error in errors if _path_of(error) not in secrets]
    problems.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
    raise SiteFault(
        SiteReason.INVALID,
        name,
        tuple(problems[:PROBLEM_LIMIT]),
        unlisted=max(0, len(problems) - PROBLEM_LIMIT),
    )


def text_of(path: FilePath) -> str:
    """The text of a file of sensible size. Raises SiteFault."""
    name = str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(SIZE_LIMIT_BYTES + 1)
    except FileNotFoundError:
        raise SiteFault(SiteReason.NOT_FOUND, name, evidence=_similar_files(path)) from None
    except IsADirectoryError:
        raise SiteFault(SiteReason.DIRECTORY, name) from None
    except PermissionError:
        # Windows refuses to open a directory with the same error as a file without rights.
        reason = SiteReason.DIRECTORY if path.is_dir() else SiteReason.DENIED
        raise SiteFault(reason, name) from None
    except (OSError, ValueError):  # a name that no file can have is a ValueError
        raise SiteFault(SiteReason.UNREADABLE, name) from None
    if len(content) > SIZE_LIMIT_BYTES:
        raise SiteFault(SiteReason.TOO_LARGE, name, evidence={"limit_bytes": str(SIZE_LIMIT_BYTES)})
    try:
        return content.decode("utf-8-sig")  # editors on Windows write a byte order mark
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SiteFault(SiteReason.NOT_UTF8, name, evidence={"line": str(line)}) from None


def _similar_files(path: FilePath) -> Mapping[str, str]:
    try:
        names = [entry.name for entry in path.parent.iterdir() if entry.name.endswith(SUFFIX)]
    except OSError:
        return {}
    near = difflib.get_close_matches(path.name, sorted(names)[:500], n=1, cutoff=0.5)
    return {"nearest": near[0]} if near else {}


def parse(source: str, name: str) -> dict[str, Any]:
    """The document as plain values, not yet held against the sheet. Raises SiteFault for its syntax."""
    if any(line.count(".") > DOTS_A_LINE_LIMIT for line in source.split("\n")):
        raise SiteFault(SiteReason.SYNTAX, name, (_too_deep(),))
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise SiteFault(SiteReason.SYNTAX, name, (_syntax_problem(str(error), source),)) from None
    except ValueError:  # a number of more digits than Python converts
        raise SiteFault(SiteReason.SYNTAX, name, (Problem(Wanted.TOML_VALUE),)) from None
    except RecursionError:
        raise SiteFault(SiteReason.SYNTAX, name, (_too_deep(),)) from None
    if _depth(data) > DEPTH_LIMIT:
        raise SiteFault(SiteReason.SYNTAX, name, (_too_deep(),))
    return data


def _too_deep() -> Problem:
    return Problem(Wanted.TOML_FLAT, details={"most": str(DEPTH_LIMIT)})


def _depth(data: object) -> int:
    depth, level = 0, [data]
    while level:
        depth += 1
        level = [child for value in level for child in _children(value) if isinstance(child, dict | list)]
    return depth


def _children(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _syntax_problem(message: str, source: str) -> Problem:
    """tomllib tells place and kind only inside its message; both are read here and the message is dropped."""
    wanted = next((wanted for pattern, wanted in _TOML_MESSAGES if re.search(pattern, message)), Wanted.TOML)
    place = _TOML_PLACE.search(message)
    line = int(place.group(1)) if place else source.count("\n") + 1
    column = int(place.group(2)) if place else None
    lines = source.split("\n")
    text = lines[line - 1].strip() if line <= len(lines) else ""
    key = text.partition("=")[0].strip(" \"'").rpartition(".")[2]
    is_secret = _SECRET_KEY.fullmatch(key) or _SECRET_VALUE.search(text)
    return Problem(wanted, line, column, given="" if is_secret else _short(_URL_USER.sub("…@", text)))


def _secrets_in(data: Mapping[str, Any], path: Path = ()) -> Iterator[Path]:
    """Where something stands that must not be in a site file."""
    for name, value in data.items():
        here = (*path, name)
        if isinstance(value, dict):
            yield from _secrets_in(value, here)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, dict):
                    yield from _secrets_in(item, (*here, index))
        elif _SECRET_KEY.fullmatch(name) or (isinstance(value, str) and _SECRET_VALUE.search(value)):
            yield here


def _at(
    path: Path, found: Mapping[Path, Position], wanted: Wanted, given: str = "", **details: str
) -> Problem:
    position = nearest(found, path)
    return Problem(
        wanted,
        position.line if position else None,
        position.column if position else None,
        dotted(path),
        given,
        details,
    )


def _path_of(error: ErrorDetails) -> Path:
    return tuple(error["loc"])


def _problem(error: ErrorDetails, found: Mapping[Path, Position]) -> Problem:
    path, given = _path_of(error), error["input"]
    context = {key: str(value) for key, value in error.get("ctx", {}).items()}
    if error["type"] == "extra_forbidden":
        return _at(path, found, Wanted.KNOWN_KEY, "", **_nearest_key(path))
    if error["type"] == "missing":
        return _at(path, found, Wanted.PRESENT)
    if error["type"] == "literal_error":
        # pydantic joins the choices by an English "or".
        choices = re.findall(r"'[^']*'|\d+", context["expected"])
        return _at(path, found, Wanted.ONE_OF, _given(given), choices=", ".join(choices).replace("'", '"'))
    if "wanted" in context:
        wanted = Wanted(context.pop("wanted"))
        # A rule about several values points at one of them: list items by index, keys by name.
        for inner in (context.pop("index", ""), context.pop("name", "")):
            if inner:
                path = (*path, int(inner) if inner.isdigit() else inner)
                given = given[path[-1]]
        return _at(path, found, wanted, _given(given), **context)
    wanted = _WANTED_BY_PYDANTIC.get(error["type"], Wanted.OTHER)
    return _at(path, found, wanted, _given(given))


def _nearest_key(path: Path) -> dict[str, str]:
    """The known key that was probably meant: of the same table, or the table that has this key."""
    from app.site.model import Site

    name = str(path[-1])[:64]
    sheet = _sheet_at(path[:-1])
    known = list(sheet.model_fields) if sheet else []
    if near := difflib.get_close_matches(name, known, n=1):
        return {"nearest": near[0]}
    for table, field in Site.model_fields.items():
        inner = _sheet_in(field.annotation)
        if inner is not None and name in inner.model_fields:
            return {"table": table}
    return {"known": ", ".join(known)} if known else {}


def _sheet_at(path: Path) -> type[Sheet] | None:
    from app.site.model import Site

    sheet: type[Sheet] | None = Site
    for name in path:
        if isinstance(name, str) and sheet is not None:
            field = sheet.model_fields.get(name)
            sheet = _sheet_in(field.annotation) if field else None
    return sheet


def _sheet_in(annotation: object) -> type[Sheet] | None:
    """The table inside an annotation such as `tuple[Reach, ...]` or `Sim | None`."""
    from app.site.model import Sheet

    if isinstance(annotation, type) and issubclass(annotation, Sheet):
        return annotation
    return next((sheet for part in get_args(annotation) if (sheet := _sheet_in(part))), None)


def dotted(path: Path) -> str:
    """The path as it would be written in TOML; list positions count from 1, as people do."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            name = part if _BARE_KEY.fullmatch(part) else json.dumps(part, ensure_ascii=False)
            text += f".{name}" if text else name
    return _short(text)


def _given(value: object) -> str:
    """The value as TOML would show it, in one short line. Tables are not shown."""
    if isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _short(json.dumps(_URL_USER.sub("…@", value), ensure_ascii=False))
    if isinstance(value, list | tuple):
        return _short("[" + ", ".join(_given(item) or "{ }" for item in value[:8]) + "]")
    return _short(str(value))


def _short(text: str) -> str:
    printable = "".join(c if c.isprintable() else "�" for c in text)
    return printable if len(printable) <= GIVEN_LIMIT else printable[: GIVEN_LIMIT - 1] + "…"
