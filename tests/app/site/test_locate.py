"""The locator agrees with the parser on what stands in a document, and knows where."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from app.site.locate import Path, Position, locate, nearest

SOURCE = """\
# a comment with = and [brackets]
top = 1
[a.b]   # header
plain = "x # not a comment"
"quoted key" = 'y'
dotted.inner = true

many = [
  1,  # one
  "two",
  [3, 4],
]
text = \"\"\"
[not.a.header]
fake = 1 \\\"\"\" still \"\"\"
inline = { p = 1, q.r = [ { s = 2 } ] }
day = 2026-11-22 10:00:00  # with a blank

[[list]]
name = 'first'
[[list]]
name = 'second'
[list.sub]
deep = 1
[[list.nested]]
x = 1
"""


def test_keys_tables_and_list_items_are_found() -> None:
    found = locate(SOURCE)
    assert found[("top",)] == Position(2, 1)
    assert found[("a",)] == Position(3, 2)
    assert found[("a", "b")] == Position(3, 4)
    assert found[("a", "b", "quoted key")] == Position(5, 1)
    assert found[("a", "b", "dotted", "inner")] == Position(6, 8)
    assert found[("a", "b", "many", 1)] == Position(10, 3)
    assert found[("a", "b", "many", 2, 1)] == Position(11, 7)
    assert found[("a", "b", "inline", "q", "r", 0, "s")] == Position(16, 29)
    assert found[("a", "b", "day")].line == 17
    assert found[("list", 0, "name")].line == 20
    assert found[("list", 1, "name")].line == 22
    assert found[("list", 1, "sub", "deep")].line == 24
    assert found[("list", 1, "nested", 0, "x")].line == 26
    assert ("fake",) not in {path[-1:] for path in found}


def test_what_is_not_there_is_placed_at_what_is_around_it() -> None:
    found = locate(SOURCE)
    assert nearest(found, ("list", 1, "host")) == Position(21, 3)
    assert nearest(found, ("absent", "x")) is None


def paths_in(data: object, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    if isinstance(data, dict):
        for key, value in data.items():
            yield from paths_in(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from paths_in(value, (*path, index))


KEYS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6).map(
    lambda text: json.dumps(text, ensure_ascii=False)
)
SCALARS = st.sampled_from(["1", "-2.5", "true", '"a#]}"', "'''x\n'''", '"""\n]"""', "2026-11-22"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[" + ",\n".join(items) + "]")
        | st.dictionaries(KEYS, inner, max_size=3).map(
            lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}"
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_it_finds_exactly_the_paths_that_the_parser_finds(pairs: dict[str, str]) -> None:
    source = "".join(f"{key} = {value} # {key}\n" for key, value in pairs.items())
    assert set(locate(source)) == set(paths_in(tomllib.loads(source)))
