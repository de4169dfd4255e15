"""Payloads as people read them: nothing is guessed, nothing raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mqtt.payload_text import Form, form_of, formatted, hex_dump, numeric_leaves, one_line, raw_text


@pytest.mark.parametrize(
    ("payload", "form"),
    [
        (b"", Form.EMPTY),
        (b"5000", Form.TEXT),
        (b"true", Form.TEXT),
        (b'{"a": 1}', Form.JSON),
        (b" [1, 2]", Form.JSON),
        (b'{"a": 1', Form.TEXT),
        ("Größe".encode(), Form.TEXT),
        (b"\x00\x01", Form.BINARY),
        (b"\xff\xfe", Form.BINARY),
    ],
)
def test_forms(payload, form):
    assert form_of(payload) is form


def test_one_line():
    assert one_line(b"a\nb\tc") == "a⏎b c"
    assert one_line(b"x" * 500) == "x" * 160 + "…"
    assert one_line(b"\x00\xff") == "00 ff"
    assert one_line(("é" * 400).encode()) == "é" * 160 + "…"
    assert one_line(b"<b>bold</b>") == "<b>bold</b>"


def test_formatted():
    assert formatted(b'{"open":true,"pct":40}') == '{\n  "open": true,\n  "pct": 40\n}'
    assert formatted(b"plain") == "plain"
    assert formatted(b"\x00A").startswith("000000  00 41")
    assert raw_text(b"a\xff") == "a\\xff"


def test_hex_dump_says_what_it_leaves_out():
    assert hex_dump(bytes(20), limit_bytes=16).splitlines()[-1] == "… 4 more bytes"


def test_numbers_by_their_path():
    payload = b'{"pct": 40, "flow": {"avg": 1.5}, "list": [1, {"x": 2}], "on": true, "name": "a"}'
    assert numeric_leaves(payload) == {"pct": 40.0, "flow.avg": 1.5, "list[0]": 1.0, "list[1].x": 2.0}
    assert numeric_leaves(b"3.82") == {"": 3.82}
    assert numeric_leaves(b"abc") == {}
    assert numeric_leaves(b"1_000") == {}


def test_depth_is_the_senders_choice():
    deep = b"[" * 5000 + b"1" + b"]" * 5000
    assert one_line(deep).startswith("[[[")
    assert isinstance(formatted(deep), str)
    assert isinstance(numeric_leaves(deep), dict)


@given(st.binary(max_size=300))
def test_no_payload_raises(payload):
    for function in (one_line, formatted, raw_text, hex_dump):
        assert isinstance(function(payload), str)
    assert len(one_line(payload, 40)) <= 41
    assert isinstance(numeric_leaves(payload), dict)
