"""The frozen program in the place of an interpreter: which command lines are for our own modules."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

FILE = Path(__file__).resolve().parents[1] / "packaging" / "frozen_main.py"


@pytest.fixture(scope="module")
def asked_module() -> Callable[[list[str]], tuple[str, list[str]] | None]:
    spec = importlib.util.spec_from_file_location("frozen_main", FILE)  # `packaging` is also a library's name
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[list[str]], tuple[str, list[str]] | None] = module.asked_module
    return found


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["-m", "app.lab.amqtt_broker", "config"], ("app.lab.amqtt_broker", ["config"])),
        (
            ["-I", "-S", str(FILE.parent / "app" / "lab" / "guard.py"), "folder"],
            ("app.lab.guard", ["folder"]),
        ),
        (["check", "--lab"], None),
        (["-m", "http.server"], None),
        (["--open", "app/lab/guard.py"], None),
        ([sys.executable], None),
        ([], None),
    ],
)
def test_it_answers_for_its_own_modules_only(
    asked_module: Callable[[list[str]], tuple[str, list[str]] | None],
    arguments: list[str],
    expected: tuple[str, list[str]] | None,
) -> None:
    assert asked_module(arguments) == expected
