"""Lines taken apart, and numbers that are checked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.modem import fields
from app.modem.fields import Field


@pytest.mark.parametrize(
    ("line", "prefix", "body"),
    [
        ("+CEREG: 2,1", "+CEREG", "2,1"),
        ("+cereg:2,1", "+CEREG", "2,1"),
        ('^HCSQ:"LTE",1', "^HCSQ", '"LTE",1'),
        ("%XMONITOR: 1", "%XMONITOR", "1"),
        ('#RFSTS: ""', "#RFSTS", '""'),
        ("*ATREADY: 1", "*ATREADY", "1"),
        ("EG25-G", "", "EG25-G"),
        ("Revision: x", "", "Revision: x"),
    ],
)
def test_prefix_and_body(line: str, prefix: str, body: str) -> None:
    assert (fields.prefix(line), fields.body(line)) == (prefix, body)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('1, "a,b" ,,x y', [Field("1"), Field("a,b", True), Field(""), Field("x y")]),
        ('"a ","', [Field("a ", True), Field("", True)]),
        ("", [Field("")]),
        ('""', [Field("", True)]),
        (" 5 , 1 ", [Field("5"), Field("1")]),
    ],
)
def test_fields_keep_what_quotes_mean(text: str, told: list[Field]) -> None:
    assert list(fields.split(text)) == told


@given(st.text(max_size=200))
def test_splitting_anything_gives_texts(text: str) -> None:
    assert all(isinstance(field.text, str) for field in fields.split(text))


@pytest.mark.parametrize("text", ["", "x", "1_0", "١", "--256", "1e5", "9" * 400, "4.", "0x1"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert fields.whole(text, -999, 999) is None
    assert fields.number(text, -999, 999) is None


def test_ranges_are_closed() -> None:
    assert fields.whole("-140", -140, -44) == -140
    assert fields.whole("-141", -140, -44) is None
    assert fields.number("-078.00", -140, -44) == -78.0
    assert fields.hexadecimal("0x77B8", 0, 0xFFFF) == 0x77B8
    assert fields.hexadecimal("10000", 0, 0xFFFF) is None
