"""What the form shows and what it writes fit the site sheet."""

from __future__ import annotations

import pytest

from app.site.model import Site
from ui.panels.site.fields import SECTIONS, Kind, as_text, from_text

FIELDS = [field for section in SECTIONS for field in section.fields]


def test_every_field_is_a_key_of_the_sheet() -> None:
    for field in FIELDS:
        model: object = Site
        for part in field.path:
            fields = model.model_fields
            assert part in fields, field.key
            annotation = fields[part].annotation
            options = getattr(annotation, "__args__", (annotation,))
            model = next((option for option in options if hasattr(option, "model_fields")), annotation)


def test_every_table_of_the_sheet_has_a_place() -> None:
    assert {field.path[0] for field in FIELDS} | {"reach"} == set(Site.model_fields)


def test_keys_are_shown_once_and_named() -> None:
    assert len({field.key for field in FIELDS}) == len(FIELDS)
    assert all(field.text for field in FIELDS)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.TEXT, "  a b ", "a b"),
        (Kind.TEXT, "   ", None),
        (Kind.NUMBER, "-110", -110),
        (Kind.NUMBER, "−110", -110),
        (Kind.NUMBER, "2.5", 2.5),
        (Kind.NUMBER, "much", "much"),
        (Kind.LIST, "1.1.1.1, 8.8.8.8,", ["1.1.1.1", "8.8.8.8"]),
        (Kind.NUMBERS, "502, x", [502, "x"]),
        (Kind.NUMBERS, "", None),
    ],
)
def test_what_is_typed_becomes_a_value(kind: Kind, typed: str, value: object) -> None:
    assert from_text(kind, typed) == value


@pytest.mark.parametrize(
    ("value", "shown"), [(None, ""), ([502, 8883], "502, 8883"), (-110, "-110"), ("x", "x")]
)
def test_a_value_is_shown(value: object, shown: str) -> None:
    assert as_text(value) == shown
