"""`linkwright site check` for people; its JSON is held in test_main."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli.main import main

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.site.toml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_are_good(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["site", "check", str(path)]) == 0
    assert capsys.readouterr().out.rstrip().endswith("no problems")


def test_a_bad_file_is_told_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.site.toml"
    path.write_text('[site]\nname = "A"\n[responder]\nurl = "x"\n[[reach]]\nname = "R"\nhost = "a b"\n')
    assert main(["site", "check", str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.strip() for line in err.splitlines()[-2:]] == [
        'line 4: responder.url = "x": expected host:port, with a port from 1 to 65535',
        'line 7: reach[1].host = "a b": expected a host name or a complete IP address, without blanks',
    ]
