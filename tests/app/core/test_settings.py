"""Settings survive a restart, and no damaged file keeps the program from starting."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from platformdirs import user_config_path

from app.core.settings import RECENT_LIMIT, Settings, SettingsFile, default_path


def test_what_was_changed_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    first = SettingsFile(path)
    assert first.value == Settings()
    first.change(theme="dark", panel="tracer", layout=MappingProxyType({"split": "AAA"}))
    assert SettingsFile(path).value == replace(
        Settings(), theme="dark", panel="tracer", layout=MappingProxyType({"split": "AAA"})
    )


def test_nothing_is_written_when_nothing_differs(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    SettingsFile(path).change(theme="system")
    assert not path.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe\x00", b"[]", b"null", b"[" * 100_000, b" " * 300_000, b'{"theme": "dark"'],
    ids=["empty", "cut", "binary", "list", "null", "deep", "large", "unfinished"],
)
def test_a_damaged_file_is_put_aside_and_the_defaults_are_used(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    settings = SettingsFile(path)
    assert settings.value == Settings()
    assert settings.was_damaged
    assert (tmp_path / "settings.damaged.json").read_bytes() == content
    settings.change(theme="dark")
    assert SettingsFile(path).value.theme == "dark"


def test_a_wrong_field_costs_that_field_only(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    document = {
        "theme": "purple",
        "panel": 7,
        "last_site": "x" * 5000,
        "recent_sites": ["a", 3, None, "b"],
        "layout": {"split": "AAA", "other": 5},
        "geometry": "GEO",
        "from_the_future": True,
    }
    path.write_text(json.dumps(document))
    settings = SettingsFile(path)
    assert not settings.was_damaged
    assert settings.value == replace(
        Settings(), recent_sites=("a", "b"), layout=MappingProxyType({"split": "AAA"}), geometry="GEO"
    )


def test_recent_sites_are_bounded_newest_first_and_named_once(tmp_path: Path) -> None:
    settings = SettingsFile(tmp_path / "settings.json")
    for number in range(RECENT_LIMIT + 3):
        settings.remember_site(tmp_path / f"{number}.site.toml")
    settings.remember_site(tmp_path / "5.site.toml")
    recent = settings.value.recent_sites
    assert len(recent) == RECENT_LIMIT == len(set(recent))
    assert recent[0] == settings.value.last_site == str((tmp_path / "5.site.toml").resolve())


def test_a_forgotten_site_is_neither_recent_nor_last(tmp_path: Path) -> None:
    settings = SettingsFile(tmp_path / "settings.json")
    settings.remember_site(tmp_path / "gone.site.toml")
    settings.forget_site(str((tmp_path / "gone.site.toml").resolve()))
    assert settings.value == Settings()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_borne(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    settings = SettingsFile(tmp_path / "settings.json")
    settings.change(theme="dark")
    tmp_path.chmod(0o700)
    assert settings.value.theme == "dark"
    assert not settings.is_writable


def test_a_disk_that_refuses_is_borne(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("")
    settings = SettingsFile(blocker / "settings.json")
    settings.change(theme="dark")
    assert settings.value.theme == "dark"
    assert not settings.is_writable


def test_the_place_is_the_system_s_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    folder = user_config_path("linkwright", appauthor=False, roaming=True)
    assert default_path() == folder / "settings.json"


def test_a_relative_folder_in_the_environment_is_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "somewhere")
    assert default_path().is_absolute()
