"""Which lines end a reply."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.modem.finals import Final, final_of


@pytest.mark.parametrize(
    ("line", "final"),
    [
        ("OK", Final("OK", True)),
        ("+CME ERROR: 10", Final("+CME ERROR: 10", False, cme=10)),
        ('+CME ERROR: "SIM busy"', Final('+CME ERROR: "SIM busy"', False, cme=14)),
        ("+CME ERROR", Final("+CME ERROR", False)),
        ("+CMS ERROR: 500", Final("+CMS ERROR: 500", False, cms=500)),
        ("NO CARRIER", Final("NO CARRIER", False, call_end=True)),
        ("CONNECT 9600", Final("CONNECT 9600", True)),
        ("+CME ERROR: 12345678", Final("+CME ERROR: 12345678", False)),
    ],
)
def test_finals(line: str, final: Final) -> None:
    assert final_of(line) == final


@given(st.text(max_size=60))
def test_any_other_text_ends_nothing(text: str) -> None:
    found = final_of(text)
    assert found is None or found.text == text


@pytest.mark.parametrize("line", ["OK ", "OKAY", "ERROR: 1", "CONNECTION", "+CMEERROR: 1", "", "> "])
def test_not_final(line: str) -> None:
    assert final_of(line) is None
