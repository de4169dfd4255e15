"""What must hold for whatever the codec makes of any bytes."""

from __future__ import annotations

from collections.abc import Iterator

from app.mqtt.codec import RULES, Decoded, Field


def leaves(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        if field.children:
            yield from leaves(field.children)
        else:
            yield field


def check_shape(decoded: Decoded, raw: bytes) -> None:
    """What holds for whatever was decoded: places inside the bytes, children inside parents, known rules."""

    def inside(fields: tuple[Field, ...], start: int, stop: int) -> None:
        for field in fields:
            assert start <= field.offset
            assert field.offset + field.length <= stop
            inside(field.children, field.offset, field.offset + field.length)

    inside(decoded.fields, 0, len(raw))
    for violation in decoded.violations:
        assert violation.rule == RULES[violation.code].number(decoded.version)
        assert violation.offset >= 0
        assert violation.offset + violation.length <= len(raw)
