"""`linkwright lab`: where everything is, as JSON; ended by Ctrl-C or a plain kill, leaving nothing."""

from __future__ import annotations

import json
import os
import signal
import socket
from pathlib import Path

import pytest

from app.cli.main import main
from app.lab import scenario
from app.site.load import load
from tests.app.cli.processes import Program, alive, until


def test_the_list_has_every_scenario_with_what_it_is_about(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == scenario.names()
    assert all(len(line.split()) > 4 for line in lines)


def test_a_scenario_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", "--scenario", "no-such-world"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "no-such-world" in err


@pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_it_stays_until_it_is_told_to_stop_and_leaves_nothing(
    sent: signal.Signals, code: int, tmp_path: Path
) -> None:
    with Program(tmp_path, "lab", "--scenario", "cgnat") as program:
        told = json.loads(_document(program))
        modem = _terminal(told["modem"])
        assert modem is not None
        assert (told["schema"], told["scenario"], told["expect"]["hop"]) == (1, "cgnat", "address")
        site = load(Path(told["site_file"]))
        assert site.broker is not None and site.broker.url == told["broker"]["url"]
        port = int(told["broker"]["url"].rpartition(":")[2])
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        children = program.children()
        program.process.send_signal(sent)
        ended, out, _ = program.end()
        assert (ended, out) == (code, "")
        assert program.files() == []
    until(lambda: alive(children) == [])
    assert _terminal(told["modem"]) != modem


def _terminal(name: str) -> tuple[int, int] | None:
    """Which terminal has this name now, by its time of making: a free name may be given again at once."""
    try:
        found = os.stat(name)
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_ctime_ns


def _document(program: Program) -> str:
    """The JSON that is printed at the start, which ends with a brace on a line of its own."""
    lines = []
    while (line := program.stdout.readline()) != "}\n":
        assert line, "it has ended"
        lines.append(line)
    return "".join(lines) + "}"
