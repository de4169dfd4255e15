"""`linkwright responder` as a process, and what it refuses to start with."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.main import main
from app.cli.responder import read_token
from app.reach import inbound
from app.reach.inbound import InboundVerdict

ROOT = Path(__file__).parents[3]
TOKEN = "a token of thirty-two characters"


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text(f"{TOKEN}\nsecond line\n")
    path.chmod(0o600)
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_answers_until_it_is_told_to_end(token_file: Path, how: signal.Signals, code: int) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"127.0.0.1:{port}"
    command = [sys.executable, "-m", "app", "responder", "--listen", address, "--token-file", str(token_file)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            assert re.search(str(port), process.stderr.readline())
            found = asyncio.run(inbound.ask(address, TOKEN.encode()))
            process.send_signal(how)
            assert process.wait(10) == code
            said = process.stderr.read()
        finally:
            process.kill()
    assert found.verdict is InboundVerdict.ANSWERED
    assert "2 heard, 2 answered, 0 ignored" in said
    assert TOKEN not in said


def test_the_token_is_the_first_line(token_file: Path) -> None:
    assert read_token(token_file) == TOKEN.encode()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_token_that_others_can_read_is_mentioned(
    token_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token_file.chmod(0o644)
    read_token(token_file)
    assert "chmod 600" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "short\n", "\n" + TOKEN])
def test_a_token_that_is_too_short_starts_nothing(
    tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "token"
    path.write_text(content)
    assert main(["responder", "--listen", "127.0.0.1:0", "--token-file", str(path)]) == 2
    path.chmod(0o600)
    assert main(["responder", "--listen", "127.0.0.1:7575", "--token-file", str(path)]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_missing_token_file_starts_nothing(tmp_path: Path) -> None:
    assert main(["responder", "--token-file", str(tmp_path / "nowhere")]) == 2


def test_a_port_that_is_taken_is_said(token_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        assert main(["responder", "--listen", address, "--token-file", str(token_file)]) == 3
    err = capsys.readouterr().err
    assert "EADDRINUSE" in err
    assert "Traceback" not in err
