"""Bytes cut into lines, prompts and noise."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from app.modem.lines import LINE_LIMIT_BYTES, Item, Line, LineCutter, Noise, Prompt


def cut(*pieces: bytes) -> list[Item]:
    cutter = LineCutter()
    return [item for piece in pieces for item in cutter.feed(piece)]


def test_any_mix_of_line_ends_and_no_empty_lines() -> None:
    assert cut(b"a\r\r\nb\nc\r\r\r\n\n") == [Line("a", 1), Line("b", 1), Line("c", 1)]


def test_an_unfinished_line_waits() -> None:
    assert cut(b"OK") == []
    assert cut(b"O", b"K\r") == [Line("OK", 2)]


def test_a_prompt_needs_no_line_end_and_is_only_at_a_start() -> None:
    assert cut(b"\r\n>", b" ") == [Prompt()]
    assert cut(b"a > b\r") == [Line("a > b", 5)]
    assert cut(b"> > x\r") == [Prompt(), Line("> x", 3)]


def test_glitches_around_a_line_go() -> None:
    assert cut(b"\x00\xff\xffRDY\x13\r\n\x00\x00\r\n") == [Line("RDY", 7)]


def test_utf8_names_stay_and_other_bytes_are_escaped() -> None:
    assert cut('+COPS: 0,0,"Телеком",7\r'.encode())[0] == Line('+COPS: 0,0,"Телеком",7', 29)
    assert cut(b"ab\x07cdefghij\x80\r") == [Line("ab\\x07cdefghij\\x80", 12)]
    assert cut("left\u202eright\r".encode()) == [Line("left\\xe2\\x80\\xaeright", 12)]


def test_a_line_too_long_is_noise_and_the_next_is_read() -> None:
    items = cut(b"x" * (LINE_LIMIT_BYTES + 10) + b"\r\nOK\r\n")
    assert items == [Noise(b"x" * 64, LINE_LIMIT_BYTES), Line("OK", 2)]


def test_binary_lines_are_noise() -> None:
    assert cut(b"\x7e\x81\x82\x83\x84\x85\x01\x02\r\n") == [Noise(b"\x7e\x81\x82\x83\x84\x85\x01\x02", 8)]


@given(st.binary(max_size=600), st.lists(st.integers(0, 600), max_size=20))
@settings(deadline=None)
def test_chunking_never_shows(data: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    cutter = LineCutter(limit_bytes=50)
    whole = LineCutter(limit_bytes=50).feed(data)
    pieces = [item for a, b in pairwise(edges) for item in cutter.feed(data[a:b])]
    assert pieces == whole
