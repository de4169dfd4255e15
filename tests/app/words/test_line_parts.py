"""The pieces that one-line texts are made of."""

from __future__ import annotations

from app.words.figures import dbm
from app.words.line_parts import DOT, entries, joined, level_of, value_of


def test_empty_parts_leave_no_trace() -> None:
    assert joined("a", "", "b") == "a, b"
    assert joined("", "", by=DOT) == ""


def test_values_and_levels() -> None:
    facts = {"iccid": "8931080019012345678", "rsrp_dbm": -96, "odd": "x"}
    assert value_of(facts, "iccid") == "…5678"
    assert value_of(facts, "absent") == ""
    assert level_of(facts, "rsrp_dbm", dbm) == "−96 dBm"
    assert level_of(facts, "odd", dbm) == ""


def test_entries_are_only_those_that_are_tables() -> None:
    assert list(entries({"flows": ({"qos": 0}, "x", None)}, "flows")) == [{"qos": 0}]
    assert list(entries({"flows": "x"}, "flows")) == []
