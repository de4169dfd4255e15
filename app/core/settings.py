"""What Linkwright remembers between two starts: one small JSON file, written whole or not at all.

Nothing secret is kept here. A damaged file costs the settings, never the start: it is put aside and the
defaults are used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

FILE_NAME = "settings.json"
SIZE_LIMIT_BYTES = 256 * 1024
RECENT_LIMIT = 8
_TEXT_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class Settings:
    """theme: "system", "light" or "dark". last_site, recent_sites: paths of site files, the newest first.

    geometry: of the window, opaque. layout: positions of splitters and headers by name, opaque.
    """

    theme: str = "system"
    language: str | None = None
    last_site: str | None = None
    recent_sites: tuple[str, ...] = ()
    panel: str = "overview"
    geometry: str = ""
    layout: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def default_path() -> Path:
    """The place that the system keeps for an application's settings.

    The same as platformdirs tells, without its import, which would delay the window's first paint by 7 ms.
    """
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        named = os.environ.get("XDG_CONFIG_HOME", "")
        base = Path(named) if os.path.isabs(named) else home / ".config"
    return base / "linkwright" / FILE_NAME


class SettingsFile:
    """The settings and their file. `value` is always usable; `change` replaces it and writes.

    was_damaged: the file was there and could not be used. is_writable: False once the disk has refused; the
    settings then last until the end of the program.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.was_damaged = False
        self.is_writable = True
        self.value = self._load()

    def change(self, **changes: Any) -> None:
        """Set some fields and write the file; nothing is written when nothing differs."""
        changed = replace(self.value, **changes)
        if changed != self.value:
            self.value = changed
            self._save()

    def remember_site(self, path: Path) -> None:
        """Put a site file at the head of the list of recent ones."""
        text = str(path.resolve())
        others = [entry for entry in self.value.recent_sites if entry != text]
        self.change(last_site=text, recent_sites=(text, *others)[:RECENT_LIMIT])

    def forget_site(self, path: str) -> None:
        """Take a site file out of the list, because it is not there any more."""
        last = None if self.value.last_site == path else self.value.last_site
        self.change(
            last_site=last, recent_sites=tuple(entry for entry in self.value.recent_sites if entry != path)
        )

    def _load(self) -> Settings:
        try:
            with self.path.open("rb") as stream:
                content = stream.read(SIZE_LIMIT_BYTES + 1)
        except FileNotFoundError:
            return Settings()
        except OSError:
            self.was_damaged = True
            return Settings()
        import json

        try:
            if len(content) > SIZE_LIMIT_BYTES:
                raise ValueError("too large")
            document = json.loads(content)
            if not isinstance(document, dict):
                raise ValueError("not an object")
        except (ValueError, RecursionError):
            self.was_damaged = True
            self._put_aside()
            return Settings()
        return _read(document)

    def _put_aside(self) -> None:
        try:
            self.path.replace(self.path.with_suffix(".damaged.json"))
        except OSError:
            self.is_writable = False

    def _save(self) -> None:
        import json  # here, like its reader: the first paint does not wait for what it may not need

        from app.core.files import write_atomically

        document = asdict(replace(self.value, layout={})) | {"layout": dict(self.value.layout)}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self.path, json.dumps(document, indent=2).encode())
        except OSError:
            self.is_writable = False


def _read(document: Mapping[str, Any]) -> Settings:
    """Every field that is what it should be; a wrong one falls back to its default."""
    known = {}
    for entry in fields(Settings):
        if entry.name in document:
            value = _READERS[entry.name](document[entry.name])
            if value is not None:
                known[entry.name] = value
    return Settings(**known)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and len(value) <= _TEXT_LIMIT else None


def _texts(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(text for entry in value if (text := _text(entry)))[:RECENT_LIMIT]


def _texts_by_name(value: object) -> Mapping[str, str] | None:
    if not isinstance(value, dict):
        return None
    return MappingProxyType({str(name): text for name, entry in value.items() if (text := _text(entry))})


def _theme(value: object) -> str | None:
    return value if value in ("system", "light", "dark") else None


_READERS: Mapping[str, Callable[[object], Any]] = {
    "theme": _theme,
    "language": _text,
    "last_site": _text,
    "recent_sites": _texts,
    "panel": _text,
    "geometry": _text,
    "layout": _texts_by_name,
}
