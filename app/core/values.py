"""What a fact may hold: the types of JSON, immutable."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Value = str | int | float | bool | None | tuple["Value", ...] | Mapping[str, "Value"]

NOTHING: Mapping[str, Value] = MappingProxyType({})
