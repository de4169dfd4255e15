"""Where in a packet the secrets stand: what a view, an export or a terminal leaves out unless asked."""

from __future__ import annotations

from app.mqtt.decoded import SECRET_FIELDS, Field


def secret_places(fields: tuple[Field, ...]) -> list[tuple[int, int]]:
    """Offset and length of every secret's own bytes; its length and identifier stay readable."""
    places: list[tuple[int, int]] = []
    for field in fields:
        if field.name not in SECRET_FIELDS:
            places += secret_places(field.children)
        elif field.children:
            places += [(child.offset, child.length) for child in field.children if child.name == "value"]
        else:
            places.append((field.offset, field.length))
    return places
