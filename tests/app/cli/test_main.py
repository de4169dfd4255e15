"""The command line's front door: options for the window, commands, exit codes, and no traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import main
from app.version import VERSION

ROOT = Path(__file__).parents[3]
HEAVY = {"PySide6", "pydantic", "jinja2", "asyncio", "paho", "serial", "tomlkit", "cryptography", "dns"}


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        **options,
    )


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"Linkwright {VERSION}\n"
    assert main(["--help"]) == 0
    assert "Site files: check one" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["nosuch"], ["--nosuch"], ["site", "check"], ["--lab", "site", "check", "x"]]
)
def test_wrong_usage_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Usage" in err


def test_without_a_command_the_window_is_opened_with_its_options() -> None:
    seen: list[dict[str, Any]] = []

    def open_window(**options: Any) -> int:
        seen.append(options)
        return 7

    assert main(["--scenario", "cgnat", "--theme", "dark", "--site", "a.site.toml"], open_window) == 7
    assert seen == [
        {"lab": True, "scenario": "cgnat", "site": Path("a.site.toml"), "recording": None, "theme": "dark"}
    ]


def test_without_a_window_the_entry_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "linkwright" in capsys.readouterr().err


def test_the_start_imports_nothing_heavy() -> None:
    code = "import sys; sys.argv = ['linkwright', '--version']; import ui.__main__ as door; door.main(); "
    code += "print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    modules = {name.partition(".")[0] for name in done.stdout.split()}
    assert modules & HEAVY == set()
    assert "app" in modules


def test_a_process_ends_with_the_code_and_without_a_traceback(tmp_path: Path) -> None:
    done = run("site", "check", str(tmp_path / "none.site.toml"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no site file" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_terminal_without_utf8_gets_ascii(tmp_path: Path) -> None:
    path = tmp_path / "x.site.toml"
    path.write_text('[site]\nname = "M\u00fchle\u2713\n', encoding="utf-8")
    done = run("site", "check", str(path), env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 2
    assert done.stderr.isascii()


def test_a_reader_that_leaves_early_is_no_failure(tmp_path: Path) -> None:
    path = tmp_path / "x.site.toml"
    path.write_text('[site]\nname = "A"\n' + "".join(f"k{n} = 1\n" for n in range(300)))
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as gone:
        done = run_into(gone, "site", "check", "--json", str(path))
    assert done.returncode == 141
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr


def run_into(stdout: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )


@pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")
def test_ctrl_c_ends_quietly_with_130() -> None:
    code = (
        "import asyncio, click, sys\n"
        "from app.cli.main import group, main\n"
        "@click.command()\n"
        "def wait():\n"
        "    async def forever():\n"
        "        print('up', flush=True)\n"
        "        await asyncio.sleep(60)\n"
        "    asyncio.run(forever())\n"
        "group.get_command = lambda ctx, name: wait\n"
        "sys.exit(main(['wait']))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == "up\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
        assert process.stderr.read().strip() == ""
    finally:
        process.kill()
        process.communicate()


def test_the_json_of_site_check(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    good = ROOT / "examples" / "bench.site.toml"
    assert main(["site", "check", "--json", str(good)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["schema"], document["valid"], document["site"]) == (1, True, "Bench")
    bad = tmp_path / "bad.site.toml"
    bad.write_text(
        '[site]\nname = "A"\n[sim]\niccid = "893108001901234567899999"\n[broker]\nurl = "mqtt://a:70000"\n'
    )
    assert main(["site", "check", "--json", str(bad)]) == 2
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert err == ""
    assert document["code"] == "site-invalid"
    assert [(problem["line"], problem["wanted"]) for problem in document["problems"]] == [
        (4, "iccid"),
        (6, "port"),
    ]
    assert "893108001901234567899999" not in out


def test_start_up_is_quick() -> None:
    """The goal is 150 ms; here only what would be a mistake by an order of magnitude."""
    run("--version")
    started = time.perf_counter()
    assert run("--version").returncode == 0
    assert time.perf_counter() - started < 3.0
