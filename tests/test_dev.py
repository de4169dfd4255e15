"""The front door: what it says, what it looks for, and that it prepares only once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import dev


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that dev.py takes for the clone, with the locks and a ready environment of level "run"."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n')
    for level in ("run", "dev"):
        (tmp_path / f"{level}.txt").write_text(f"{level}==1\n")
    (tmp_path / "python").touch()
    names = {"ROOT": tmp_path, "LOCKS": tmp_path, "VENV": tmp_path / "venv", "PYTHON": tmp_path / "python"}
    for name, path in {**names, "STAMP": tmp_path / "stamp.json"}.items():
        monkeypatch.setattr(dev, name, path)
    (tmp_path / "stamp.json").write_text(json.dumps({"run": dev.wanted_stamp("run")}))
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What dev.py would have started, instead of starting it."""
    started: list[str] = []
    monkeypatch.setattr(dev, "prepare_system", lambda level: None)
    monkeypatch.setattr(dev, "must", lambda command: started.append(" ".join(map(str, command))))
    return started


def test_a_prepared_clone_is_left_alone(clone: Path, commands: list[str]) -> None:
    dev.prepare("run")
    assert commands == []


def test_a_new_lock_makes_the_environment_anew(clone: Path, commands: list[str]) -> None:
    (clone / "run.txt").write_text("run==2\n")
    dev.prepare("run")
    assert any("venv --clear" in command for command in commands)
    assert any("--require-hashes" in command and "run.txt" in command for command in commands)
    commands.clear()
    dev.prepare("run")
    assert commands == []


def test_development_packages_go_on_top_and_serve_run_too(clone: Path, commands: list[str]) -> None:
    dev.prepare("dev")
    assert not any("venv" in command and "--clear" in command for command in commands)
    assert any("dev.txt" in command for command in commands)
    commands.clear()
    dev.prepare("run")
    dev.prepare("dev")
    assert commands == []


def test_a_preparation_that_failed_is_done_again(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "prepare_system", lambda level: None)
    monkeypatch.setattr(dev, "must", lambda command: (_ for _ in ()).throw(dev.UnpreparedError("no network")))
    (clone / "run.txt").write_text("run==2\n")
    for _ in range(2):
        with pytest.raises(dev.UnpreparedError):
            dev.prepare("run")


REQUIRED = dev.Missing("libEGL.so.1", "libegl1")
OPTIONAL = dev.Missing("the Mosquitto broker", "mosquitto", "the lab uses its second broker")


def test_without_rights_it_says_what_to_ask_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "missing", lambda level: [REQUIRED, OPTIONAL])
    monkeypatch.setattr(dev, "install_packages", lambda packages: None)
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(dev.UnpreparedError):
        dev.prepare_system("run")
    lines = capsys.readouterr().err.splitlines()
    (ask,) = [line for line in lines if "apt-get install" in line]
    assert ask.endswith("libegl1 mosquitto")
    assert any("libEGL.so.1" in line for line in lines)


def test_it_goes_on_without_what_can_be_done_without(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "missing", lambda level: [OPTIONAL])
    monkeypatch.setattr(dev, "install_packages", lambda packages: None)
    dev.prepare_system("run")
    assert OPTIONAL.loss is not None
    assert OPTIONAL.loss in capsys.readouterr().err


def test_it_installs_where_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[str] = []
    monkeypatch.setattr(dev.sys, "platform", "linux")
    monkeypatch.setattr(dev, "missing", lambda level: [] if installed else [REQUIRED, OPTIONAL])
    monkeypatch.setattr(dev, "install_packages", installed.extend)
    dev.prepare_system("run")
    assert installed == ["libegl1", "mosquitto"]


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the libraries of Linux")
def test_libraries_are_looked_for_not_packages() -> None:
    assert dev.loads("libc.so.6")
    assert not dev.loads("libnothere.so.9")


def test_another_python_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.sys, "version_info", (3, 10, 2))
    with pytest.raises(dev.UnpreparedError, match=r"Python 3\.11 to 3\.13"):
        dev.main()


def test_an_unknown_bench_names_those_there_are() -> None:
    with pytest.raises(dev.UnpreparedError, match="start"):
        dev.bench(["nothing"])


def test_help_lists_every_command() -> None:
    shown = subprocess.run([sys.executable, dev.__file__, "--help"], capture_output=True, text=True).stdout
    assert all(f"  {name} " in shown for name in dev.COMMANDS)


def test_the_screen_is_there_and_gone_afterwards() -> None:
    if dev.program("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    with dev.own_screen() as screen:
        number = screen.removeprefix(":")
        assert number.isdigit()
