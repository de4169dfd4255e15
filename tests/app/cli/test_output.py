"""Results on standard output, everything else on standard error, on any terminal."""

from __future__ import annotations

import io
import json

import pytest

from app.cli.output import emit_json, emit_json_line, is_unicode, say, say_advice
from app.words import Advice


def ascii_stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="ascii")


def written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("ascii")


def test_json_is_ascii_and_refuses_what_json_cannot_hold(capsys: pytest.CaptureFixture[str]) -> None:
    emit_json({"name": "M\u00fchle \udcff"})
    emit_json_line([1, 2])
    out, err = capsys.readouterr()
    assert out.isascii() and err == ""
    assert out.endswith("\n[1,2]\n")
    assert json.loads(out.rpartition("\n[")[0])["name"].startswith("M\u00fchle")
    with pytest.raises(ValueError, match="JSON compliant"):
        emit_json(float("nan"), stream=io.StringIO())


def test_words_survive_an_ascii_terminal() -> None:
    stream = ascii_stream()
    say("−96 dBm · …5678", stream=stream)
    assert written(stream) == "-96 dBm - ~5678\n"
    assert not is_unicode(stream)


def test_advice_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    say_advice(Advice("It broke", "It was old.", "Replace it."))
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "It broke\n  Cause: It was old.\n  Do: Replace it.\n"
